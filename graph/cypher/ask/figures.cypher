// Figures: what is measured, its value, unit and who says so
// parameters: 
// columns: subject, value, unit, figure, time, origin, document, claim
MATCH (c:Claim {predicate: 'measures'})
RETURN c.subject_name AS subject, c.value AS value, c.unit AS unit, c.figure AS figure, c.time AS time, c.origin AS origin, c.document AS document, c.id AS claim
ORDER BY subject, document, c.begins, claim
