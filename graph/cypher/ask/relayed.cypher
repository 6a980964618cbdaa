// Claims that reached a document through others: origin, relays, publisher
// parameters: 
// columns: claim, document, chain, subject, predicate, object, sentence
MATCH (c:Claim)
WHERE size(c.chain) > 1
RETURN c.id AS claim, c.document AS document, c.chain AS chain, c.subject_name AS subject, c.predicate AS predicate, c.object_name AS object, c.sentence AS sentence
ORDER BY document, c.begins, claim
