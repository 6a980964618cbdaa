// The same two things joined with opposite polarity: both sides
// parameters: 
// columns: subject, predicate, object, affirmed, denied
MATCH (a:Claim {negated: false})
WHERE a.subject_id IS NOT NULL AND a.object_id IS NOT NULL
MATCH (b:Claim {negated: true, predicate: a.predicate, subject_id: a.subject_id, object_id: a.object_id})
RETURN a.subject_name AS subject, a.predicate AS predicate, a.object_name AS object, count(DISTINCT a.id) AS affirmed, count(DISTINCT b.id) AS denied
ORDER BY subject, predicate, object
