// Every claim that joins a policy lever to a mechanism, a chip or compute
// parameters: 
// columns: lever_id, lever, thing_id, thing, thing_kind, predicate, negated, status, origin, document, claim
MATCH (c:Claim)-[:SUBJECT]->(l:Policy)
MATCH (c)-[:OBJECT]->(m:Entity)
WHERE m.kind IN ['mechanism', 'chip']
RETURN l.id AS lever_id, l.name AS lever, m.id AS thing_id, m.name AS thing, m.kind AS thing_kind, c.predicate AS predicate, c.negated AS negated, c.status AS status, c.origin AS origin, c.document AS document, c.id AS claim
ORDER BY lever, thing, document, claim
