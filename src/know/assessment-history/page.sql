-- BLOCK newest
SELECT DISTINCT ON (organisation_id, questionnaire, about) id, organisation_id, questionnaire, version, series, about, score, finished_at,
  lead(score) OVER w AS score_before, lead(finished_at) OVER w AS finished_before, lead(series) OVER w AS series_before, count(*) OVER (PARTITION BY organisation_id, questionnaire, about)::int AS times
FROM know.assessment WHERE organisation_id = ANY ($organisations::uuid[]) AND finished_at IS NOT NULL
WINDOW w AS (PARTITION BY organisation_id, questionnaire, about ORDER BY finished_at DESC, id DESC)
ORDER BY organisation_id, questionnaire, about, finished_at DESC, id DESC LIMIT 200;

-- BLOCK open
SELECT id, organisation_id, questionnaire, version, about, profile, answers, started_at, changed_at
FROM know.assessment WHERE organisation_id = ANY ($organisations::uuid[]) AND finished_at IS NULL ORDER BY changed_at DESC, id DESC LIMIT 20;

-- BLOCK open_steps
SELECT s.id, s.assessment_id, s.question, s.owner, to_char(s.due_on, 'YYYY-MM-DD') AS due_on, a.organisation_id, a.questionnaire, a.version, a.profile, a.answers
FROM know.plan_step s JOIN know.assessment a ON a.id = s.assessment_id
WHERE s.organisation_id = ANY ($organisations::uuid[]) AND s.state = 'open'
  AND NOT EXISTS (SELECT FROM know.assessment n WHERE n.organisation_id = a.organisation_id AND n.questionnaire = a.questionnaire AND n.about = a.about AND n.finished_at > a.finished_at)
ORDER BY s.due_on, s.rank LIMIT 30;

-- BLOCK sittings
SELECT id, questionnaire, version, series, about, profile, answers, score, finished_at FROM know.assessment
WHERE organisation_id = $organisation AND questionnaire = $questionnaire AND about = $about AND finished_at IS NOT NULL
ORDER BY finished_at DESC, id DESC LIMIT 60;
