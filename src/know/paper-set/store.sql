-- BLOCK save_answers
INSERT INTO know.paper_answers (organisation_id, told, language, updated_at) VALUES ($organisation, $told::jsonb, $language, $now)
ON CONFLICT (organisation_id) DO UPDATE SET told = excluded.told, language = excluded.language, updated_at = excluded.updated_at;

-- BLOCK papers
SELECT p.id, p.template, p.template_version, p.number, p.next_review_on::text AS next_review_on, v.approver, v.in_force_on::text AS in_force_on, v.language, v.made_at
FROM know.paper p JOIN know.paper_version v ON v.paper_id = p.id AND v.number = p.number
WHERE p.organisation_id = $organisation;

-- BLOCK lock_paper
SELECT id, number FROM know.paper WHERE organisation_id = $organisation AND template = $template FOR UPDATE;

-- BLOCK versions
SELECT v.number, v.template_version, v.language, v.approver, v.in_force_on::text AS in_force_on, v.next_review_on::text AS next_review_on, v.note, v.made_of, v.changes, v.made_at
FROM know.paper_version v JOIN know.paper p ON p.id = v.paper_id
WHERE v.organisation_id = $organisation AND p.template = $template AND ($number::int IS NULL OR v.number <= $number)
ORDER BY v.number;

-- BLOCK current_versions
-- What the whole set is made of, and the short history that each paper prints of itself.
SELECT p.template, v.number, v.template_version, v.language, v.approver, v.in_force_on::text AS in_force_on, v.next_review_on::text AS next_review_on, v.note, v.made_of, v.made_at,
  (SELECT jsonb_agg(jsonb_build_object('number', h.number, 'on', h.in_force_on, 'note', h.note) ORDER BY h.number) FROM know.paper_version h WHERE h.paper_id = p.id) AS history
FROM know.paper p JOIN know.paper_version v ON v.paper_id = p.id AND v.number = p.number
WHERE p.organisation_id = $organisation;

-- BLOCK add_paper
INSERT INTO know.paper (organisation_id, template, template_version, number, next_review_on, updated_at)
VALUES ($organisation, $template, $template_version, $number, $next_review_on::date, $now)
ON CONFLICT (organisation_id, template) DO UPDATE SET template_version = excluded.template_version, number = excluded.number, next_review_on = excluded.next_review_on, updated_at = excluded.updated_at
RETURNING id;

-- BLOCK add_version
INSERT INTO know.paper_version (paper_id, organisation_id, number, template_version, language, approver, in_force_on, next_review_on, note, made_of, changes, made_by, made_at)
VALUES ($paper, $organisation, $number, $template_version, $language, $approver, $in_force_on::date, $next_review_on::date, $note, $made_of::jsonb, $changes::jsonb, $person, $now);

-- BLOCK save_wording
INSERT INTO know.paper_wording (organisation_id, template, article, language, model, own, updated_at) VALUES ($organisation, $template, $article, $language, $model, $own, $now)
ON CONFLICT (organisation_id, template, language, md5(model)) DO UPDATE SET own = excluded.own, updated_at = excluded.updated_at;

-- BLOCK drop_wording
DELETE FROM know.paper_wording WHERE organisation_id = $organisation AND template = $template AND id = $id;
