UNWIND $rows AS row
MATCH (p:Passage {id: row.passage})
MERGE (e:Phrase {id: row.entity})
SET e.name = row.name
MERGE (p)-[m:MENTIONS {id: row.id}]->(e)
SET m.text = row.text, m.kind = row.kind, m.begins = row.begins, m.page = row.page, m.linking = row.linking,
    m.record = row.record
