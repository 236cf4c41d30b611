-- BLOCK by_key
SELECT id, organisation_id, questionnaire, version, series, about, profile, answers, score, started_at, changed_at, finished_at, expires_at
FROM know.assessment WHERE secret_hash = $hash AND expires_at > $now;

-- BLOCK by_id
SELECT id, organisation_id, questionnaire, version, series, about, profile, answers, score, started_at, changed_at, finished_at, expires_at
FROM know.assessment WHERE id = $id AND organisation_id IS NOT NULL;

-- BLOCK begin_anonymous
INSERT INTO know.assessment (questionnaire, version, series, about, profile, answers, secret_hash, expires_at, started_at, changed_at)
VALUES ($questionnaire, $version, $series, $about, $profile, $answers, $hash, $expires, $now, $now) RETURNING id;

-- BLOCK begin_own
INSERT INTO know.assessment (organisation_id, questionnaire, version, series, about, profile, answers, started_at, changed_at)
VALUES ($organisation, $questionnaire, $version, $series, $about, $profile, $answers, $now, $now) RETURNING id;

-- BLOCK keep_answers
UPDATE know.assessment SET answers = answers || $answers::jsonb, changed_at = $now WHERE id = $id AND finished_at IS NULL;

-- BLOCK keep_link
UPDATE know.assessment SET expires_at = $expires WHERE id = $id AND secret_hash IS NOT NULL;

-- BLOCK finish
UPDATE know.assessment SET finished_at = $now, changed_at = $now, score = $score, parts = $parts, trade = $trade, size_band = $size_band
WHERE id = $id AND finished_at IS NULL;

-- BLOCK claim
UPDATE know.assessment SET organisation_id = $organisation, secret_hash = NULL, expires_at = NULL, claimed_at = $now WHERE id = $id AND organisation_id IS NULL;

-- BLOCK claim_steps
UPDATE know.plan_step SET organisation_id = $organisation, updated_at = $now WHERE assessment_id = $id;

-- BLOCK drop_open
DELETE FROM know.assessment WHERE id = $id AND (finished_at IS NULL OR organisation_id IS NULL);

-- BLOCK drop_expired
WITH gone AS (DELETE FROM know.assessment WHERE expires_at <= $now RETURNING id, questionnaire)
INSERT INTO platform.fact (at, kind, subject, actor, data)
SELECT $now, 'assessment.expired', 'assessment:' || id, 'job:know.drop-expired-assessments', jsonb_build_object('questionnaire', questionnaire) FROM gone;

-- BLOCK drop_tries
DELETE FROM know.link_try WHERE began_at < $before;
