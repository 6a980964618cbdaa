UNWIND $rows AS row
MERGE (d:Document {id: row.id})
SET d.name = row.name, d.publisher = row.publisher, d.date = row.date, d.kind = row.kind, d.pages = row.pages,
    d.voice = row.voice, d.fingerprint = row.fingerprint, d.record = row.record
MERGE (s:Source {id: row.publisher})
SET s.name = row.publisher
MERGE (d)-[:PUBLISHED_BY]->(s)
