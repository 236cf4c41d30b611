-- BLOCK organisation
SELECT id, name, name_en, state, sector, prefecture, staff_count, number_proven_at IS NOT NULL AS is_proven, corporate_number
FROM know.organisation WHERE id = $organisation;

-- BLOCK hold
SELECT id FROM know.organisation WHERE id = $organisation FOR UPDATE;

-- BLOCK current
SELECT id, organisation_id, number, scheme, level, stars, rules, made_at, level_since, valid_until, withdrawn_at, agreed, policy_on::text AS policy_on, policy_url, prefecture, trade, size_band
FROM know.declaration WHERE organisation_id = $organisation AND scheme = $scheme AND is_current;

-- BLOCK history
SELECT e.id, e.kind, e.at, e.level, e.stars, e.valid_until, e.by, e.reason, d.number
FROM know.declaration_event e JOIN know.declaration d ON d.id = e.declaration_id
WHERE e.organisation_id = $organisation ORDER BY e.at DESC, e.id DESC LIMIT 200;

-- BLOCK end_current
-- What lapsed makes room for a new one.
UPDATE know.declaration SET is_current = false WHERE organisation_id = $organisation AND scheme = $scheme AND is_current;

-- BLOCK add
INSERT INTO know.declaration (organisation_id, number, scheme, level, stars, rules, made_at, level_since, valid_until, agreed, policy_on, policy_url, prefecture, trade, size_band)
VALUES ($organisation, $number, $scheme, $level, $stars, $rules, $at, $at, $valid_until, $agreed, $policy_on, $policy_url, $prefecture, $trade, $size_band)
RETURNING id;

-- BLOCK move_on
-- Renewed, or another level.
UPDATE know.declaration SET level = $level, stars = $stars, rules = $rules, valid_until = $valid_until, level_since = CASE WHEN level = $level THEN level_since ELSE $at END,
  agreed = $agreed, policy_on = $policy_on, policy_url = $policy_url, prefecture = $prefecture, trade = $trade, size_band = $size_band, reminded_at = NULL
WHERE id = $id;

-- BLOCK withdraw
UPDATE know.declaration SET withdrawn_at = $at, is_current = false WHERE id = $id;

-- BLOCK add_event
INSERT INTO know.declaration_event (declaration_id, organisation_id, kind, at, level, stars, rules, valid_until, by, reason)
VALUES ($declaration, $organisation, $kind, $at, $level, $stars, $rules, $valid_until, $by, $reason);
