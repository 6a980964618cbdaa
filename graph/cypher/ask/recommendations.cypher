// What is recommended, by whom
// parameters: 
// columns: claim, document, page, subject, predicate, negated, object, status, origin, sentence
MATCH (c:Claim {status: 'recommended'})
RETURN c.id AS claim, c.document AS document, c.page AS page, c.subject_name AS subject, c.predicate AS predicate, c.negated AS negated, c.object_name AS object, c.status AS status, c.origin AS origin, c.sentence AS sentence
ORDER BY document, c.begins, claim
