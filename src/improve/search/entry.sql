-- BLOCK put
INSERT INTO improve.search_entry (id, kind, href, title, title_en, body, title_fold, body_fold, title_terms, terms, weight, hash)
SELECT r->>'id', r->>'kind', r->>'href', r->>'title', r->>'titleEn', r->>'body', r->>'titleFold', r->>'bodyFold',
  array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(r->'titleTerms'))), array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(r->'terms'))), (r->>'weight')::int, r->>'hash'
FROM jsonb_array_elements($entries::jsonb) AS r
ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, href = excluded.href, title = excluded.title, title_en = excluded.title_en, body = excluded.body,
  title_fold = excluded.title_fold, body_fold = excluded.body_fold, title_terms = excluded.title_terms, terms = excluded.terms, weight = excluded.weight, hash = excluded.hash;

-- BLOCK remove
DELETE FROM improve.search_entry WHERE id = ANY ($ids::text[]);

-- BLOCK hashes
SELECT id, hash FROM improve.search_entry WHERE kind = ANY ($kinds::text[]);
