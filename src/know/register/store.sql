-- BLOCK take_organisations
-- Many at once; one that is known (by its own number or by a 法人番号 the hub vouches for) is brought up to date.
WITH incoming AS (
  SELECT * FROM jsonb_to_recordset($rows::jsonb) AS r (
    external_id text, name text, name_kana text, name_en text, corporate_number text, kind text, sector text, prefecture text,
    staff_count int, language text, postal_code text, postal_address text)
), updated AS (
  UPDATE know.organisation o SET name = i.name, name_kana = i.name_kana, name_en = i.name_en, kind = i.kind, sector = i.sector, prefecture = i.prefecture,
    staff_count = i.staff_count, language = i.language, postal_code = i.postal_code, postal_address = i.postal_address, updated_at = $now
  FROM incoming i
  WHERE (i.external_id <> '' AND o.external_id = i.external_id)
    OR (i.external_id = '' AND o.corporate_number = i.corporate_number AND o.number_proven_at IS NOT NULL AND o.state <> 'left')
  RETURNING o.id, i.external_id, i.corporate_number, i.name
), inserted AS (
  INSERT INTO know.organisation (external_id, name, name_kana, name_en, corporate_number, kind, sector, prefecture, staff_count, language, postal_code, postal_address, number_proven_at, created_at, updated_at)
  SELECT nullif(external_id, ''), name, name_kana, name_en, corporate_number, kind, sector, prefecture, staff_count, language, postal_code, postal_address,
    CASE WHEN corporate_number IS NOT NULL THEN $now::timestamptz END, $now, $now
  FROM incoming i
  WHERE NOT EXISTS (SELECT FROM know.organisation o
    WHERE (i.external_id <> '' AND o.external_id = i.external_id)
      OR (i.external_id = '' AND o.corporate_number = i.corporate_number AND o.number_proven_at IS NOT NULL AND o.state <> 'left'))
  RETURNING id, coalesce(external_id, '') AS external_id, corporate_number, name
), said AS (
  INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, data)
  SELECT $now, 'organisation.imported', 'organisation:' || id, id, $actor, jsonb_build_object('name', name) FROM inserted
)
SELECT id, external_id, corporate_number, name, true AS is_new FROM inserted UNION ALL SELECT id, external_id, corporate_number, name, false FROM updated;

-- BLOCK set_parents
UPDATE know.organisation o SET parent_id = p.id
FROM unnest($ids::uuid[], $parents::text[]) AS link (id, parent) JOIN know.organisation p ON p.external_id = link.parent OR p.name = link.parent
WHERE o.id = link.id AND p.id <> o.id;

-- BLOCK take_contacts
INSERT INTO know.contact (organisation_id, rank, name, email, language, confirmed_at, created_at, updated_at)
SELECT c.organisation_id, c.rank, c.name, c.email, c.language, $now, $now, $now
FROM jsonb_to_recordset($rows::jsonb) AS c (organisation_id uuid, rank smallint, name text, email text, language text)
WHERE NOT EXISTS (SELECT FROM know.contact k WHERE k.organisation_id = c.organisation_id AND lower(k.email) = lower(c.email));

-- BLOCK take_registrations
INSERT INTO know.registration (organisation_id, kind, value, state, proven_by, proven_at, created_at)
SELECT r.organisation_id, r.kind, r.value, 'proven', 'import', $now, $now
FROM jsonb_to_recordset($rows::jsonb) AS r (organisation_id uuid, kind text, value text)
ON CONFLICT (organisation_id, kind, value) DO UPDATE SET state = 'proven', proven_by = 'import', proven_at = $now WHERE know.registration.state <> 'proven';

-- BLOCK touch_registry
UPDATE know.registry_version SET version = version + 1;

-- BLOCK proven_registrations
SELECT r.organisation_id, r.kind, r.value, r.reach, o.kind AS organisation_kind
FROM know.registration r JOIN know.organisation o ON o.id = r.organisation_id AND o.state = 'active'
WHERE r.state = 'proven';

-- BLOCK network_holders
SELECT as_number, organisation_id FROM know.network WHERE organisation_id IS NOT NULL;

-- BLOCK registry_version
SELECT version, built FROM know.registry_version;

-- BLOCK registry_built
UPDATE know.registry_version SET built = $version, built_at = $now WHERE built < $version;

-- BLOCK take_networks
WITH incoming AS (
  SELECT DISTINCT ON (as_number) as_number, holder FROM unnest($as_numbers::bigint[], $holders::text[]) AS n (as_number, holder) ORDER BY as_number
), made AS (
  INSERT INTO know.organisation (external_id, name, name_en, kind, created_at, updated_at)
  SELECT 'AS' || as_number, left(holder, 200), left(holder, 200), 'provider', $now, $now FROM incoming
  ON CONFLICT (external_id) WHERE external_id IS NOT NULL DO NOTHING
  RETURNING id, external_id
)
INSERT INTO know.network (as_number, holder, organisation_id, updated_at)
SELECT i.as_number, i.holder, coalesce(made.id, (SELECT o.id FROM know.organisation o WHERE o.external_id = 'AS' || i.as_number)), $now
FROM incoming i LEFT JOIN made ON made.external_id = 'AS' || i.as_number
ON CONFLICT (as_number) DO UPDATE SET holder = excluded.holder, updated_at = excluded.updated_at WHERE know.network.holder <> excluded.holder;
