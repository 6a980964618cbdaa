// Full text over passages
// parameters: text
// columns: id, document, page, section, text
CALL db.index.fulltext.queryNodes('passage_text', $text) YIELD node, score
RETURN node.id AS id, node.document AS document, node.page AS page, node.section AS section, node.text AS text
ORDER BY score DESC, id
LIMIT 30
