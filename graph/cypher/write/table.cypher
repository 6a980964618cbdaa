UNWIND $rows AS row
MATCH (d:Document {id: row.document})
MERGE (t:Table {id: row.id})
SET t.document = row.document, t.name = row.name, t.page = row.page, t.position = row.position,
    t.columns = row.columns, t.record = row.record
MERGE (t)-[:TABLE_OF]->(d)
WITH t, row
UNWIND row.passages AS passage
MATCH (p:Passage {id: passage})
MERGE (p)-[:ROW_OF]->(t)
