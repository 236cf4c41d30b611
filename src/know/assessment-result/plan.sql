-- BLOCK keep_step
INSERT INTO know.plan_step (assessment_id, organisation_id, rank, question, kind, due_on, created_at, updated_at)
VALUES ($assessment, $organisation, $rank, $question, $kind, $due_on, $now, $now);

-- BLOCK steps_of
SELECT id, rank, question, kind, owner, to_char(due_on, 'YYYY-MM-DD') AS due_on, state, done_at, help_asked_at FROM know.plan_step WHERE assessment_id = $assessment ORDER BY rank;

-- BLOCK change_step
UPDATE know.plan_step SET owner = $owner, due_on = $due_on, state = $state, done_at = CASE WHEN $state = 'done' THEN coalesce(done_at, $now) END, updated_at = $now
WHERE id = $id AND assessment_id = $assessment RETURNING question;

-- BLOCK ask_help
UPDATE know.plan_step SET help_asked_at = $now, updated_at = $now WHERE id = $id AND assessment_id = $assessment AND help_asked_at IS NULL RETURNING question;

-- BLOCK due_organisations
SELECT DISTINCT s.organisation_id FROM know.plan_step s JOIN know.assessment a ON a.id = s.assessment_id
WHERE s.state = 'open' AND s.organisation_id IS NOT NULL AND s.due_on <= $soon::date AND (s.reminded_at IS NULL OR (s.due_on < $today::date AND s.reminded_at <= $week_ago))
  AND NOT EXISTS (SELECT FROM know.assessment n WHERE n.organisation_id = a.organisation_id AND n.questionnaire = a.questionnaire AND n.about = a.about AND n.finished_at > a.finished_at);

-- BLOCK take_due
UPDATE know.plan_step s SET reminded_at = $now FROM know.assessment a
WHERE a.id = s.assessment_id AND s.organisation_id = $organisation AND s.state = 'open' AND s.due_on <= $soon::date AND (s.reminded_at IS NULL OR (s.due_on < $today::date AND s.reminded_at <= $week_ago))
  AND NOT EXISTS (SELECT FROM know.assessment n WHERE n.organisation_id = a.organisation_id AND n.questionnaire = a.questionnaire AND n.about = a.about AND n.finished_at > a.finished_at)
RETURNING s.id, s.assessment_id, s.question, s.owner, to_char(s.due_on, 'YYYY-MM-DD') AS due_on, a.questionnaire, a.version;

-- BLOCK steps_by_id
SELECT s.id, s.assessment_id, s.question, s.owner, to_char(s.due_on, 'YYYY-MM-DD') AS due_on, a.questionnaire, a.version
FROM know.plan_step s JOIN know.assessment a ON a.id = s.assessment_id WHERE s.id = ANY ($ids::uuid[]) AND s.state = 'open' ORDER BY s.due_on, s.rank;
