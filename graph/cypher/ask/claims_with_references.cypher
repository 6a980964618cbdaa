// Claims and the references of the notes in their sentence
// parameters: document
// columns: claim, sentence, note, reference
MATCH (c:Claim {document: $document})-[:CITES]->(r:Reference)
RETURN c.id AS claim, c.sentence AS sentence, r.note AS note, r.text AS reference
ORDER BY c.begins, claim, r.position, reference
