// What is said to act on a thing: levers, causes, limits
// parameters: thing (id)
// columns: claim, document, page, subject, predicate, negated, object, status, origin, sentence
MATCH (c:Claim)-[:OBJECT]->(e:Entity {id: $thing})
RETURN c.id AS claim, c.document AS document, c.page AS page, c.subject_name AS subject, c.predicate AS predicate, c.negated AS negated, c.object_name AS object, c.status AS status, c.origin AS origin, c.sentence AS sentence
ORDER BY predicate, document, c.begins, claim
