// Full text over the sentences of claims
// parameters: text
// columns: claim
CALL db.index.fulltext.queryNodes('claim_text', $text) YIELD node, score
RETURN node.id AS claim
ORDER BY score DESC, claim
LIMIT 200
