MATCH (n:Document {id: $document}) DETACH DELETE n
