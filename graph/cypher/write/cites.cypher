UNWIND $rows AS row
MATCH (c:Claim {id: row.claim})
MATCH (r:Reference {id: row.reference})
MERGE (c)-[:CITES]->(r)
