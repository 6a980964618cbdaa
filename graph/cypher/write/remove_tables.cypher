MATCH (n:Table {document: $document}) DETACH DELETE n
