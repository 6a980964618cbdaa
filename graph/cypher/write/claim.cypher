UNWIND $rows AS row
MATCH (p:Passage {id: row.passage})
MERGE (c:Claim {id: row.id})
SET c.document = row.document, c.position = row.position, c.predicate = row.predicate, c.negated = row.negated,
    c.status = row.status, c.origin = row.origin, c.chain = row.chain, c.time = row.time, c.page = row.page,
    c.label = row.label, c.section = row.section, c.begins = row.begins, c.sentence = row.sentence,
    c.subject_id = row.subject_id, c.subject_text = row.subject_text, c.subject_name = row.subject_name,
    c.subject_kind = row.subject_kind, c.object_id = row.object_id, c.object_text = row.object_text,
    c.object_name = row.object_name, c.object_kind = row.object_kind, c.value = row.value, c.unit = row.unit,
    c.figure = row.figure, c.rule = row.rule, c.confidence = row.confidence, c.record = row.record
MERGE (c)-[:EVIDENCE]->(p)
