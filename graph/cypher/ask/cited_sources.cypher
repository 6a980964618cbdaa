// Publishers that the notes lead to
// parameters: 
// columns: publisher, references, documents
MATCH (r:Reference)
WHERE r.publisher IS NOT NULL
RETURN r.publisher AS publisher, count(r) AS references, count(DISTINCT r.document) AS documents
ORDER BY references DESC, publisher
