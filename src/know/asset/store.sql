-- BLOCK list
-- The most important first, page by page.
SELECT a.id, a.kind, a.name, a.area, a.users, a.keeper, a.medium, a.place, a.personal, a.confidentiality, a.integrity, a.availability, a.importance, a.retention,
  a.vendor, a.product, a.version, a.serial, a.cpe, a.addresses, a.domains, a.provider, a.second_factor, a.assessed, a.responsibility, a.ends_on::text AS ends_on, a.note, a.created_at, a.updated_at
FROM know.asset a
WHERE a.organisation_id = $organisation
  AND ($kind::text IS NULL OR a.kind = $kind)
  AND ($area::text IS NULL OR a.area = $area)
  AND ($text::text IS NULL OR lower(concat_ws(' ', a.name, a.keeper, a.users, a.place, a.vendor, a.product, a.serial, a.provider, a.note, array_to_string(a.addresses, ' '), array_to_string(a.domains, ' '))) LIKE '%' || $text || '%')
  AND ($lack::text IS NULL OR CASE $lack::text
    WHEN 'rating' THEN a.importance = 0
    WHEN 'keeper' THEN coalesce(a.keeper, '') = ''
    WHEN 'second-factor' THEN a.kind = 'cloud' AND a.second_factor IS NOT TRUE
    WHEN 'assessed' THEN a.kind IN ('cloud', 'contract') AND a.assessed IS NOT TRUE
    WHEN 'ending' THEN a.ends_on < ($today::date + 90)
    WHEN 'product' THEN a.kind IN ('device', 'system') AND a.cpe IS NULL END)
  AND ($after_importance::int IS NULL OR a.importance < $after_importance OR (a.importance = $after_importance AND (a.name, a.id) > ($after_name, $after_id::uuid)))
ORDER BY a.importance DESC, a.name, a.id
LIMIT $limit;

-- BLOCK one
SELECT a.id, a.kind, a.name, a.area, a.users, a.keeper, a.medium, a.place, a.personal, a.confidentiality, a.integrity, a.availability, a.importance, a.retention,
  a.vendor, a.product, a.version, a.serial, a.cpe, a.addresses, a.domains, a.provider, a.second_factor, a.assessed, a.responsibility, a.ends_on::text AS ends_on, a.note, a.created_at, a.updated_at
FROM know.asset a WHERE a.organisation_id = $organisation AND a.id = $id;

-- BLOCK sum
-- What the list holds and what it lacks, on one line.
SELECT count(*) AS total, count(*) FILTER (WHERE importance = 3) AS important,
  count(*) FILTER (WHERE importance = 0) AS unrated,
  count(*) FILTER (WHERE coalesce(keeper, '') = '') AS unkept,
  count(*) FILTER (WHERE kind = 'cloud' AND second_factor IS NOT TRUE) AS single_factor,
  count(*) FILTER (WHERE kind IN ('cloud', 'contract') AND assessed IS NOT TRUE) AS unassessed,
  count(*) FILTER (WHERE ends_on < ($today::date + 90)) AS ending,
  count(*) FILTER (WHERE kind IN ('device', 'system') AND cpe IS NULL) AS unnamed,
  count(*) FILTER (WHERE kind = 'information') AS information, count(*) FILTER (WHERE kind = 'system') AS system, count(*) FILTER (WHERE kind = 'device') AS device,
  count(*) FILTER (WHERE kind = 'cloud') AS cloud, count(*) FILTER (WHERE kind = 'contract') AS contract,
  array_remove(array_agg(DISTINCT area), '') AS areas
FROM know.asset WHERE organisation_id = $organisation;

-- BLOCK add
-- One or thousands; what is there already (same serial, or same kind and name) is left alone and not given back.
WITH made AS (
  INSERT INTO know.asset (organisation_id, kind, name, identity, area, users, keeper, medium, place, personal, confidentiality, integrity, availability, importance, retention,
    vendor, product, version, serial, cpe, addresses, domains, provider, second_factor, assessed, responsibility, ends_on, note, created_at, updated_at)
  SELECT $organisation, r.kind, r.name, r.identity, r.area, r.users, r.keeper, r.medium, r.place, r.personal, r.confidentiality, r.integrity, r.availability, r.importance, r.retention,
    r.vendor, r.product, r.version, r.serial, r.cpe, r.addresses, r.domains, r.provider, r.second_factor, r.assessed, r.responsibility, r.ends_on, r.note, $now, $now
  FROM jsonb_to_recordset($rows::jsonb) AS r (kind text, name text, identity text, area text, users text, keeper text, medium text, place text, personal text[],
    confidentiality smallint, integrity smallint, availability smallint, importance smallint, retention text, vendor text, product text, version text, serial text, cpe text,
    addresses text[], domains text[], provider text, second_factor boolean, assessed boolean, responsibility text, ends_on date, note text)
  ON CONFLICT (organisation_id, identity) DO NOTHING
  RETURNING id, kind, name
), said AS (
  INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, data)
  SELECT $now::timestamptz, 'asset.added', 'asset:' || id, $organisation::uuid, $actor, jsonb_build_object('kind', kind, 'name', name, 'by', $by::text) FROM made
)
SELECT id FROM made;

-- BLOCK save
-- Known assets as they are now; the fact says which fields changed.
WITH incoming AS (
  SELECT * FROM jsonb_to_recordset($rows::jsonb) AS r (id uuid, changed text[], kind text, name text, identity text, area text, users text, keeper text, medium text, place text, personal text[],
    confidentiality smallint, integrity smallint, availability smallint, importance smallint, retention text, vendor text, product text, version text, serial text, cpe text,
    addresses text[], domains text[], provider text, second_factor boolean, assessed boolean, responsibility text, ends_on date, note text)
), saved AS (
  UPDATE know.asset a SET kind = r.kind, name = r.name, identity = r.identity, area = r.area, users = r.users, keeper = r.keeper, medium = r.medium, place = r.place, personal = r.personal,
    confidentiality = r.confidentiality, integrity = r.integrity, availability = r.availability, importance = r.importance, retention = r.retention, vendor = r.vendor, product = r.product,
    version = r.version, serial = r.serial, cpe = r.cpe, addresses = r.addresses, domains = r.domains, provider = r.provider, second_factor = r.second_factor, assessed = r.assessed,
    responsibility = r.responsibility, ends_on = r.ends_on, note = r.note, updated_at = $now
  FROM incoming r WHERE a.id = r.id AND a.organisation_id = $organisation
  RETURNING a.id, a.name, r.changed
), said AS (
  INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, data)
  SELECT $now::timestamptz, 'asset.changed', 'asset:' || id, $organisation::uuid, $actor, jsonb_build_object('name', name, 'fields', changed, 'by', $by::text) FROM saved
)
SELECT id FROM saved;

-- BLOCK there
SELECT id FROM know.asset WHERE organisation_id = $organisation AND identity = $identity AND id IS DISTINCT FROM $except::uuid;

-- BLOCK drop
DELETE FROM know.asset WHERE organisation_id = $organisation AND id = $id RETURNING kind, name;

-- BLOCK registered
SELECT kind, value FROM know.registration WHERE organisation_id = $organisation AND kind IN ('prefix', 'domain') AND state <> 'refused';

-- BLOCK claim
WITH claimed AS (
  INSERT INTO know.registration (organisation_id, kind, value)
  SELECT $organisation, c.kind, c.value FROM unnest($kinds::text[], $values::text[]) AS c (kind, value)
  ON CONFLICT (organisation_id, kind, value) DO NOTHING
  RETURNING kind, value
), said AS (
  INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, data)
  SELECT $now::timestamptz, 'registration.claimed', 'organisation:' || $organisation::uuid, $organisation::uuid, $actor, jsonb_build_object('kind', kind, 'value', value, 'by', 'asset') FROM claimed
)
SELECT kind, value FROM claimed;

-- BLOCK listed_products
SELECT organisation_id, id AS asset_id, cpe FROM know.asset WHERE cpe LIKE $prefix || '%' ORDER BY cpe, id;

-- BLOCK standing_of
-- How each registration stands that the asset's addresses and domains could be covered by.
SELECT id, kind, value, state FROM know.registration WHERE organisation_id = $organisation AND kind IN ('prefix', 'domain') ORDER BY kind, value LIMIT 2000;
