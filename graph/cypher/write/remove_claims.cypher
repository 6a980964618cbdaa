MATCH (n:Claim {document: $document}) DETACH DELETE n
