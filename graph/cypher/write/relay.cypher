UNWIND $rows AS row
MATCH (d:Document {id: row.document})
MERGE (s:Source {id: row.source})
SET s.name = row.source
MERGE (d)-[r:RELAYS]->(s)
SET r.position = row.position
