-- BLOCK glossary
SELECT term, expansion, definition, position FROM improve.public_term ORDER BY position;
