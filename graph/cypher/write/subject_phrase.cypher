UNWIND $rows AS row
MATCH (c:Claim {id: row.claim})
MERGE (e:Phrase {id: row.entity})
SET e.name = row.name
MERGE (c)-[:SUBJECT]->(e)
