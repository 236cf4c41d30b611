-- BLOCK latest_result
SELECT id, finished_at, version, score, answers, profile FROM know.assessment
WHERE organisation_id = $organisation AND questionnaire = $questionnaire AND finished_at IS NOT NULL AND about = ''
ORDER BY finished_at DESC, id DESC LIMIT 1;

-- BLOCK latest_of_all
SELECT DISTINCT ON (questionnaire) questionnaire, id, finished_at, version, score, answers, profile FROM know.assessment
WHERE organisation_id = $organisation AND finished_at IS NOT NULL AND about = ''
ORDER BY questionnaire, finished_at DESC, id DESC;

-- BLOCK latest_profile
SELECT profile, changed_at FROM know.assessment
WHERE organisation_id = $organisation AND profile <> '{}' AND about = ''
ORDER BY changed_at DESC, id DESC LIMIT 1;
