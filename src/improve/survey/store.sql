-- BLOCK surveys
SELECT s.id, s.name, s.name_en, s.asked, s.asked_en, (SELECT count(*)::int FROM improve.public_survey_wave w WHERE w.survey_id = s.id) AS waves,
  (SELECT max(w.reference_on)::text FROM improve.public_survey_wave w WHERE w.survey_id = s.id) AS newest
FROM improve.public_survey s ORDER BY s.name, s.id;

-- BLOCK survey
SELECT id, name, name_en, asked, asked_en FROM improve.public_survey WHERE id = $id;

-- BLOCK waves
SELECT wave, reference_on::text AS reference_on, asked, respondents, source, cites, note, note_en FROM improve.public_survey_wave WHERE survey_id = $id ORDER BY reference_on, wave;

-- BLOCK questions
SELECT wave, question, part, part_en, wording, wording_en, kind, line_from, line_to FROM improve.public_survey_question WHERE survey_id = $id ORDER BY wave, position;

-- BLOCK answers
SELECT wave, question, answer, label, label_en, role, from_value::float8 AS from_value, to_value::float8 AS to_value, to_included, number, state
FROM improve.public_survey_answer WHERE survey_id = $id ORDER BY wave, question, position;

-- BLOCK put_survey
INSERT INTO improve.survey (id, name, name_en, asked, asked_en, changed_by, changed_at) VALUES ($id, $name, $name_en, $asked, $asked_en, $actor, $now)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, asked = excluded.asked, asked_en = excluded.asked_en, changed_by = excluded.changed_by, changed_at = excluded.changed_at;

-- BLOCK drop_wave
DELETE FROM improve.survey_wave WHERE survey_id = $id AND wave = $wave;

-- BLOCK put_wave
INSERT INTO improve.survey_wave (survey_id, wave, reference_on, asked, respondents, source, cites, note, note_en, taken_by, taken_at)
VALUES ($id, $wave, $reference_on, $asked, $respondents, $source, $cites::jsonb, $note, $note_en, $actor, $now);

-- BLOCK put_questions
INSERT INTO improve.survey_question (survey_id, wave, question, position, part, part_en, wording, wording_en, kind, lines)
SELECT $id, $wave, r->>'question', (r->>'position')::int, r->>'part', r->>'partEn', r->>'wording', r->>'wordingEn', r->>'kind',
  CASE WHEN r->>'lineFrom' IS NOT NULL THEN int4range((r->>'lineFrom')::int, (r->>'lineTo')::int, '[]') END
FROM jsonb_array_elements($questions::jsonb) AS r;

-- BLOCK put_answers
INSERT INTO improve.survey_answer (survey_id, wave, question, answer, position, label, label_en, role, from_value, to_value, to_included, number, state)
SELECT $id, $wave, r->>'question', r->>'answer', (r->>'position')::int, r->>'label', r->>'labelEn', r->>'role', (r->>'fromValue')::numeric, (r->>'toValue')::numeric,
  (r->>'toIncluded')::boolean, (r->>'number')::int, r->>'state'
FROM jsonb_array_elements($answers::jsonb) AS r;

-- BLOCK there
SELECT taken_by FROM improve.survey_wave WHERE survey_id = $id AND wave = $wave;
