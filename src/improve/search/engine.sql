-- BLOCK found
SELECT id, kind, title_fold AS title, body_fold AS body, (count(*) OVER ())::int AS total
FROM improve.public_search_entry
WHERE terms @@ $query::tsquery AND ($kind::text IS NULL OR kind = $kind)
ORDER BY title_terms @@ $query::tsquery DESC, array_position(ARRAY['initiative', 'event', 'term', 'survey', 'figure', 'measure'], kind), length(title_fold), id
LIMIT 200;

-- BLOCK shown
SELECT id, kind, href, title, title_en, body FROM improve.public_search_entry WHERE id = ANY ($ids::text[]);
