// Who is said to adopt or rely on a thing
// parameters: thing (id)
// columns: user, status, origin, document, sentence
MATCH (c:Claim {predicate: 'uses', negated: false})-[:OBJECT]->(:Entity {id: $thing})
RETURN c.subject_name AS user, c.status AS status, c.origin AS origin, c.document AS document, c.sentence AS sentence
ORDER BY user, document, c.id
