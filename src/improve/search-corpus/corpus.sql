-- BLOCK measures
SELECT m.id, m.year, m.section, m.heading, m.ministries, m.plan, s.title,
  coalesce((SELECT string_agg(r.body, E'\n' ORDER BY r.position) FROM improve.public_result r WHERE r.measure_id = m.id), '') AS results
FROM improve.public_measure m JOIN improve.public_section s ON s.section = m.section;

-- BLOCK infrastructure
SELECT id, actor, policy, item, plan, result FROM improve.public_infrastructure_measure;

-- BLOCK terms
SELECT term, expansion, definition, position FROM improve.public_term;

-- BLOCK surveys
SELECT s.id, s.name, s.name_en, s.asked, coalesce((SELECT string_agg(DISTINCT q.wording, E'\n') FROM improve.public_survey_question q WHERE q.survey_id = s.id), '') AS questions FROM improve.public_survey s;
