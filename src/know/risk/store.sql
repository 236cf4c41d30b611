-- BLOCK list
SELECT r.id, r.asset_id, a.name AS asset, a.kind AS asset_kind, r.nature, r.scenario, r.base_version, r.story, r.value, r.threat, r.vulnerability, r.assumed, r.likelihood, r.score,
  r.treatment, r.aimed, r.residual, r.measure, r.owner, r.review_on::text AS review_on, r.updated_at
FROM know.risk r JOIN know.asset a ON a.id = r.asset_id
WHERE r.organisation_id = $organisation AND r.nature = $nature
  AND ($asset::uuid IS NULL OR r.asset_id = $asset)
  AND ($low::int IS NULL OR r.score BETWEEN $low AND $high)
  AND ($treatment::text IS NULL OR r.treatment = $treatment)
  AND ($due::date IS NULL OR r.review_on <= $due)
  AND ($after_score::int IS NULL OR (r.score, r.id) < ($after_score, $after_id::uuid))
ORDER BY r.score DESC, r.id DESC LIMIT $limit;

-- BLOCK one
SELECT r.id, r.asset_id, a.name AS asset, a.kind AS asset_kind, r.nature, r.scenario, r.base_version, r.story, r.value, r.threat, r.vulnerability, r.assumed, r.likelihood, r.score,
  r.treatment, r.aimed, r.residual, r.measure, r.owner, r.review_on::text AS review_on, r.updated_at
FROM know.risk r JOIN know.asset a ON a.id = r.asset_id
WHERE r.organisation_id = $organisation AND r.id = $id;

-- BLOCK top
-- By score, then value, then threat; undecided before decided, as `topRisks` orders them; what is avoided is not on it. The same thing
-- happening to many assets stands there once, with the gravest of them.
SELECT * FROM (
  SELECT r.id, r.asset_id, a.name AS asset, a.kind AS asset_kind, r.nature, r.scenario, r.base_version, r.story, r.value, r.threat, r.vulnerability, r.assumed, r.likelihood, r.score,
    r.treatment, r.aimed, r.residual, r.measure, r.owner, r.review_on::text AS review_on, r.updated_at,
    count(*) OVER same AS alike, row_number() OVER (same ORDER BY r.score DESC, r.value DESC, r.threat DESC, (r.treatment = 'undecided') DESC, r.id) AS place
  FROM know.risk r JOIN know.asset a ON a.id = r.asset_id
  WHERE r.organisation_id = $organisation AND r.nature = 'threat' AND r.treatment <> 'avoid'
  WINDOW same AS (PARTITION BY CASE WHEN r.scenario = '' THEN r.id::text ELSE r.scenario END)
) grouped
WHERE place = 1
ORDER BY score DESC, value DESC, threat DESC, (treatment = 'undecided') DESC, id LIMIT $limit;

-- BLOCK counts
SELECT value, likelihood, count(*) AS count, count(*) FILTER (WHERE treatment = 'undecided') AS undecided, count(*) FILTER (WHERE review_on <= $today::date) AS due
FROM know.risk WHERE organisation_id = $organisation AND nature = 'threat' AND treatment <> 'avoid' GROUP BY value, likelihood;

-- BLOCK residual_counts
SELECT residual, count(*) AS count FROM know.risk WHERE organisation_id = $organisation AND nature = 'threat' GROUP BY residual;

-- BLOCK opportunity_count
SELECT count(*) AS count FROM know.risk WHERE organisation_id = $organisation AND nature = 'opportunity';

-- BLOCK bare_assets
-- The most important assets nobody has analysed yet.
SELECT a.id FROM know.asset a WHERE a.organisation_id = $organisation AND NOT EXISTS (SELECT FROM know.risk r WHERE r.asset_id = a.id)
ORDER BY a.importance DESC, a.name, a.id LIMIT $limit;

-- BLOCK add
WITH made AS (
  INSERT INTO know.risk (organisation_id, asset_id, nature, scenario, base_version, story, value, threat, vulnerability, assumed, likelihood, score, residual, created_at, updated_at)
  SELECT $organisation, r.asset_id, r.nature, r.scenario, r.base_version, r.story, r.value, r.threat, r.vulnerability, r.assumed, r.likelihood, r.score, r.score, $now, $now
  FROM jsonb_to_recordset($rows::jsonb) AS r (asset_id uuid, nature text, scenario text, base_version int, story text, value smallint, threat smallint, vulnerability smallint,
    assumed text[], likelihood smallint, score smallint)
  ON CONFLICT (asset_id, scenario) WHERE scenario <> '' DO NOTHING
  RETURNING id, asset_id, nature, scenario, score
), said AS (
  INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, data)
  SELECT $now::timestamptz, 'risk.listed', 'risk:' || id, $organisation::uuid, $actor, jsonb_build_object('asset', asset_id, 'nature', nature, 'scenario', scenario, 'score', score) FROM made
)
SELECT id FROM made;

-- BLOCK save
UPDATE know.risk SET story = $story, value = $value, threat = $threat, vulnerability = $vulnerability, assumed = '{}', likelihood = $likelihood, score = $score, treatment = $treatment,
  aimed = $aimed, residual = $residual, measure = $measure, owner = $owner, review_on = $review_on::date, updated_at = $now
WHERE organisation_id = $organisation AND id = $id;

-- BLOCK drop
DELETE FROM know.risk WHERE organisation_id = $organisation AND id = $id RETURNING asset_id, scenario, story, score;

-- BLOCK due_count
SELECT count(*) AS count FROM know.risk WHERE organisation_id = $organisation AND review_on <= $today::date;

-- BLOCK untold
-- Organisations with a review that came up and that they were not told of.
SELECT DISTINCT organisation_id FROM know.risk WHERE review_on <= $today::date AND told_review_on IS DISTINCT FROM review_on LIMIT $limit;

-- BLOCK due_of
SELECT organisation_id, count(*) AS count, min(review_on)::text AS first FROM know.risk
WHERE organisation_id = ANY ($organisations::uuid[]) AND review_on <= $today::date GROUP BY organisation_id;

-- BLOCK told
UPDATE know.risk SET told_review_on = review_on WHERE organisation_id = ANY ($organisations::uuid[]) AND review_on <= $today::date AND told_review_on IS DISTINCT FROM review_on;
