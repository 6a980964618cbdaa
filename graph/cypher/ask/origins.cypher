// Who says most, by origin: claims, and in how many documents they are carried
// parameters: 
// columns: origin, claims, documents
MATCH (c:Claim)
RETURN c.origin AS origin, count(c) AS claims, count(DISTINCT c.document) AS documents
ORDER BY claims DESC, origin
