MATCH (n:Passage {document: $document}) DETACH DELETE n
