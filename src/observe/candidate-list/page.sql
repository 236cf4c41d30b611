-- BLOCK mine
SELECT organisation_id, joined_at, left_at, (token_hash IS NOT NULL) AS has_token FROM observe.participant WHERE organisation_id = $organisation;

-- BLOCK list
SELECT id, accused, target_port, protocol, handling, given_at, expires_at, hits, hosts, reported_at FROM observe.listing
WHERE organisation_id = $organisation AND withdrawn_at IS NULL AND expires_at > $now
  AND ($after_at::timestamptz IS NULL OR (given_at, id) < ($after_at::timestamptz, $after_id::uuid))
ORDER BY given_at DESC, id DESC LIMIT $limit;

-- BLOCK join
INSERT INTO observe.participant (organisation_id, joined_at) VALUES ($organisation, $now)
ON CONFLICT (organisation_id) DO UPDATE SET joined_at = excluded.joined_at, left_at = NULL WHERE observe.participant.left_at IS NOT NULL RETURNING organisation_id;

-- BLOCK leave
UPDATE observe.participant SET left_at = $now, token_hash = NULL WHERE organisation_id = $organisation AND left_at IS NULL RETURNING organisation_id;

-- BLOCK withdraw_all
UPDATE observe.listing SET withdrawn_at = $now WHERE organisation_id = $organisation AND withdrawn_at IS NULL;

-- BLOCK give_all
INSERT INTO observe.listing (candidate_id, organisation_id, accused, target_port, protocol, handling, given_at, expires_at)
SELECT c.id, $organisation, c.accused, c.target_port, c.protocol, c.handling, $now, c.expires_at
FROM observe.candidate c WHERE c.state = 'confirmed' AND c.role = 'command-server'
ON CONFLICT (candidate_id, organisation_id) DO UPDATE SET expires_at = excluded.expires_at, withdrawn_at = NULL;

-- BLOCK put_token
UPDATE observe.participant SET token_hash = $hash WHERE organisation_id = $organisation AND left_at IS NULL;

-- BLOCK by_token
SELECT organisation_id FROM observe.participant WHERE token_hash = $hash AND left_at IS NULL;

-- BLOCK take_back
UPDATE observe.listing l SET hits = r.hits, hosts = r.hosts, reported_at = $now
FROM jsonb_to_recordset($rows::jsonb) AS r (id uuid, hits bigint, hosts bigint)
WHERE l.id = r.id AND l.organisation_id = $organisation AND l.withdrawn_at IS NULL;

-- BLOCK participants
SELECT p.organisation_id, p.joined_at, p.left_at,
  count(l.id) FILTER (WHERE l.withdrawn_at IS NULL AND l.expires_at > $now) AS listed,
  count(l.id) FILTER (WHERE l.reported_at IS NOT NULL) AS reported, coalesce(sum(l.hits), 0) AS hits, coalesce(sum(l.hosts), 0) AS hosts
FROM observe.participant p LEFT JOIN observe.listing l USING (organisation_id) GROUP BY p.organisation_id ORDER BY p.joined_at;
