UNWIND $rows AS row
MATCH (p:Passage {id: row.passage})
MATCH (e:Entity {id: row.entity})
MERGE (p)-[m:MENTIONS {id: row.id}]->(e)
SET m.text = row.text, m.kind = row.kind, m.begins = row.begins, m.page = row.page, m.linking = row.linking,
    m.record = row.record
