MATCH (n:Reference {document: $document}) DETACH DELETE n
