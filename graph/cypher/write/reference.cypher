UNWIND $rows AS row
MATCH (d:Document {id: row.document})
MERGE (r:Reference {id: row.id})
SET r.document = row.document, r.note = row.note, r.position = row.position, r.text = row.text, r.url = row.url,
    r.name = row.name, r.publisher = row.publisher, r.source = row.source, r.record = row.record
MERGE (r)-[:NOTE_OF]->(d)
