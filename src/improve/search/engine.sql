-- BLOCK by_index
-- The planner counts a text beside its row as if it lay in it, and would read all of them: forty times the time.
SELECT set_config('enable_seqscan', $to, true);

-- BLOCK found
-- Titles first: they are short and say most. Where many titles hold the words, no text is looked at.
WITH titled AS MATERIALIZED (
  SELECT id, weight FROM improve.public_search_entry WHERE title_terms @@ $query::tsquery AND ($kind::text IS NULL OR kind = $kind) ORDER BY weight, id LIMIT $most
), texts AS (
  SELECT id, weight FROM improve.public_search_entry
  WHERE terms @@ $query::tsquery AND ($kind::text IS NULL OR kind = $kind) AND (SELECT count(*) FROM titled) < $most ORDER BY weight, id LIMIT $most
), best AS (
  SELECT id, min(far) AS far, min(weight) AS weight FROM (SELECT id, 0 AS far, weight FROM titled UNION ALL SELECT id, 1, weight FROM texts) AS both_ GROUP BY id ORDER BY 2, 3, 1 LIMIT $most
)
SELECT e.id, e.kind, e.title_fold AS title, e.body_fold AS body FROM best b JOIN improve.public_search_entry e ON e.id = b.id ORDER BY b.far, b.weight, e.id;

-- BLOCK shown
SELECT id, kind, href, title, title_en, body FROM improve.public_search_entry WHERE id = ANY ($ids::text[]);
