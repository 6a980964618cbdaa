// Documents, newest first
// parameters: 
// columns: id, name, publisher, date, kind, pages, voice, claims
MATCH (d:Document)
RETURN d.id AS id, d.name AS name, d.publisher AS publisher, d.date AS date, d.kind AS kind, d.pages AS pages, d.voice AS voice, COUNT { MATCH (c:Claim {document: d.id}) } AS claims
ORDER BY date DESC, id
