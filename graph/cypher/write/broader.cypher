UNWIND $rows AS row
MATCH (e:Entity {id: row.id})
MATCH (b:Entity {id: row.broader})
MERGE (e)-[:BROADER]->(b)
