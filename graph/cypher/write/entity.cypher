UNWIND $rows AS row
MERGE (e:Entity {id: row.id})
SET e:TypeLabel, e.name = row.name, e.kind = row.kind, e.aliases = row.aliases, e.definition = row.definition,
    e.record = row.record
