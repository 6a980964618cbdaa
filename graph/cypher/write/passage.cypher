UNWIND $rows AS row
MATCH (d:Document {id: row.document})
MERGE (p:Passage {id: row.id})
SET p.document = row.document, p.position = row.position, p.kind = row.kind, p.begins = row.begins, p.page = row.page,
    p.label = row.label, p.section = row.section, p.text = row.text, p.record = row.record
MERGE (p)-[:PART_OF]->(d)
