UNWIND $rows AS row
MATCH (c:Claim {id: row.claim})
MERGE (s:Source {id: row.source})
SET s.name = row.source
MERGE (c)-[a:ASSERTED_BY]->(s)
SET a.position = row.position, a.last = row.last
