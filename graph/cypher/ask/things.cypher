// Things with their kind, definition and number of claims
// parameters: 
// columns: id, name, kind, definition, claims, mentions
MATCH (e:Entity)
RETURN e.id AS id, e.name AS name, e.kind AS kind, e.definition AS definition, COUNT { MATCH (e)<-[:SUBJECT|OBJECT]-(:Claim) } AS claims, COUNT { MATCH (e)<-[:MENTIONS]-(:Passage) } AS mentions
ORDER BY claims DESC, mentions DESC, id
