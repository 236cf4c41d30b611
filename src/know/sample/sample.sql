-- BLOCK members
SELECT id, name, sector, prefecture, staff_count AS people FROM know.organisation
WHERE kind = 'member' AND external_id LIKE 'demo-%' ORDER BY length(external_id), external_id;

-- BLOCK number
UPDATE know.organisation o SET corporate_number = n.number, number_proven_at = $now
FROM unnest($ids::uuid[], $numbers::text[]) AS n (id, number) WHERE o.id = n.id;

-- BLOCK people
UPDATE know.organisation SET staff_count = $people WHERE id = $id;

-- BLOCK sittings
INSERT INTO know.assessment (organisation_id, questionnaire, version, series, profile, answers, trade, size_band, score, parts, started_at, changed_at, finished_at)
SELECT organisation, questionnaire, version, series, profile, answers, profile->>'trade', band, score, parts, at - interval '9 minutes', at, at
FROM jsonb_to_recordset($rows::jsonb) AS r (organisation uuid, questionnaire text, version int, series int, profile jsonb, answers jsonb, band smallint, score double precision, parts jsonb, at timestamptz);

-- BLOCK declarations
WITH made AS (
  INSERT INTO know.declaration (organisation_id, number, scheme, level, stars, rules, made_at, level_since, valid_until, agreed, policy_on, policy_url, prefecture, trade, size_band)
  SELECT organisation, number, $scheme, level, stars, $rules, at, at, at + make_interval(months => $months), $agreed::text[], CASE WHEN stars > 1 THEN at::date END, CASE WHEN stars > 1 THEN url ELSE '' END, prefecture, trade, band
  FROM jsonb_to_recordset($rows::jsonb) AS r (organisation uuid, number text, level text, stars smallint, at timestamptz, url text, prefecture text, trade text, band int)
  RETURNING id, organisation_id, made_at, level, stars, valid_until)
INSERT INTO know.declaration_event (declaration_id, organisation_id, kind, at, level, stars, rules, valid_until)
SELECT id, organisation_id, 'made', made_at, level, stars, $rules, valid_until FROM made;

-- BLOCK profiles
INSERT INTO know.trade_profile (organisation_id, says, offers, url, contact, prefecture, trade, published_at, updated_at)
SELECT organisation, says, offers, url, contact, prefecture, trade, at, at
FROM jsonb_to_recordset($rows::jsonb) AS r (organisation uuid, says text, offers text, url text, contact text, prefecture text, trade text, at timestamptz);

-- BLOCK requests
SELECT r.id, s.name FROM know.supplier_request r JOIN know.supplier s ON s.id = r.supplier_id WHERE r.organisation_id = $organisation;

-- BLOCK disposals
SELECT id, what FROM know.disposal WHERE organisation_id = $organisation;

-- BLOCK supplier
SELECT id FROM know.supplier WHERE organisation_id = $organisation AND name = $name;
