-- BLOCK campaigns
SELECT c.id, c.name, c.state, c.made_at, count(r.id) AS rounds, coalesce(max(r.surveyed_at), c.made_at) AS surveyed_at,
  (SELECT count(*) FROM observe.campaign_hit h WHERE h.campaign_id = c.id AND h.status <> 'taken-back') AS hits,
  (SELECT count(*) FROM observe.campaign_hit h WHERE h.campaign_id = c.id AND h.status = 'fixed') AS fixed
FROM observe.campaign c LEFT JOIN observe.campaign_round r ON r.campaign_id = c.id AND r.state = 'taken' GROUP BY c.id ORDER BY c.made_at DESC LIMIT 200;

-- BLOCK one
SELECT id, name, purpose, legal_basis, scope, packets_per_second, tries_per_address, identifier, wordings, texts, state, authorised_by, authorised_at, made_at,
  EXISTS (SELECT FROM observe.campaign_hit h WHERE h.campaign_id = campaign.id AND h.status <> 'taken-back') AS is_given FROM observe.campaign WHERE id = $id;

-- BLOCK by_name
SELECT id, name, state FROM observe.campaign WHERE name = $name;

-- BLOCK add
INSERT INTO observe.campaign (name, purpose, legal_basis, scope, packets_per_second, tries_per_address, identifier, wordings, made_at)
VALUES ($name, $purpose, $legal_basis, $scope::text[], $packets_per_second, $tries_per_address, $identifier, $wordings::text[], $now) ON CONFLICT (name) DO NOTHING RETURNING id;

-- BLOCK authorise
UPDATE observe.campaign SET state = 'authorised', authorised_by = $by, authorised_at = $now WHERE id = $id AND state = 'planned' RETURNING id;

-- BLOCK end
UPDATE observe.campaign SET state = 'ended' WHERE id = $id AND state = 'authorised' RETURNING id;

-- BLOCK rounds
SELECT id, number, name, source, asked, hits, verified, surveyed_at FROM observe.campaign_round WHERE campaign_id = $campaign AND state = 'taken' ORDER BY number;

-- BLOCK all_rounds
SELECT id, number, name, source, state, asked, hits, verified, surveyed_at, keeps_before FROM observe.campaign_round
WHERE campaign_id = $campaign AND state <> 'reading' ORDER BY number;

-- BLOCK hold_rounds
-- One round of a campaign is filled at a time.
SELECT pg_advisory_xact_lock(hashtext('observe.campaign-round'), hashtext($campaign::text));

-- BLOCK round_of_file
SELECT number, asked, hits, verified FROM observe.campaign_round WHERE campaign_id = $campaign AND digest = $digest AND state = 'taken';

-- BLOCK unfinished_rounds
SELECT number FROM observe.campaign_round WHERE campaign_id = $campaign AND state = 'reading';

-- BLOCK drop_unfinished
DELETE FROM observe.campaign_round WHERE campaign_id = $campaign AND state = 'reading';

-- BLOCK open_round
INSERT INTO observe.campaign_round (campaign_id, number, name, digest, source, state, surveyed_at)
VALUES ($campaign, (SELECT coalesce(max(number), 0) + 1 FROM observe.campaign_round WHERE campaign_id = $campaign), $name, $digest, $source, 'reading', $now)
RETURNING id, number;

-- BLOCK close_round
UPDATE observe.campaign_round SET asked = $asked, hits = $hits, verified = $verified, state = 'taken' WHERE id = $id;

-- BLOCK keep_before
-- How all devices stood before the round; what it leaves as it was is dropped again (drop_same).
WITH kept AS (UPDATE observe.campaign_round SET keeps_before = true WHERE id = $round AND state = 'reading')
INSERT INTO observe.campaign_hit_before (round_id, hit_id, was)
SELECT $round, h.id, to_jsonb(h) FROM observe.campaign_hit h WHERE h.campaign_id = $campaign ON CONFLICT DO NOTHING;

-- BLOCK drop_same
DELETE FROM observe.campaign_hit_before b USING observe.campaign_hit h WHERE b.round_id = $round AND h.id = b.hit_id AND b.was = to_jsonb(h);

-- BLOCK take_back_round
-- The digest goes, so that the same file can come again.
UPDATE observe.campaign_round SET state = 'taken-back', digest = NULL WHERE id = $round;

-- BLOCK put_back
-- As it was before the round; what provider and subscriber have said since stands, unless only the round made them say it.
UPDATE observe.campaign_hit h SET organisation_id = w.organisation_id, as_number = w.as_number, device = w.device, product = w.product,
  first_round = w.first_round, last_round = w.last_round, found_at = w.found_at, last_found_at = w.last_found_at, fixed_at = w.fixed_at,
  status = CASE WHEN was_done OR h.status IN ('again', 'fixed') THEN w.status ELSE h.status END,
  told_at = CASE WHEN was_done THEN w.told_at ELSE h.told_at END,
  shown_at = CASE WHEN was_done THEN w.shown_at ELSE h.shown_at END,
  claimed_at = CASE WHEN was_done THEN w.claimed_at ELSE h.claimed_at END
FROM observe.campaign_hit_before b, jsonb_populate_record(NULL::observe.campaign_hit, b.was) w,
  LATERAL (SELECT w.status IN ('claimed-fixed', 'fixed', 'taken-back') AS was_done) d
WHERE b.round_id = $round AND h.id = b.hit_id;

-- BLOCK take_back_hits
-- What no other round has found.
UPDATE observe.campaign_hit SET status = 'taken-back' WHERE campaign_id = $campaign AND first_round = $number;

-- BLOCK sensors
SELECT name, addresses FROM observe.sensor;

-- BLOCK put_hits
-- Split per provider, known ones counted on; one that was fixed and is found again later is told anew, and one whose round was taken
-- back is new. The wording is drawn by the address alone, so that nobody can choose it and a device keeps its own.
INSERT INTO observe.campaign_hit AS h (campaign_id, organisation_id, campaign_name, asset, port, device, product, as_number, wording, first_round, last_round, found_at, last_found_at)
SELECT c.id, n.organisation_id, c.name, n.asset, n.port, n.device, n.product, n.as_number,
  CASE WHEN cardinality(c.wordings) = 0 THEN '' ELSE c.wordings[1 + (('x' || left(md5(n.asset || c.id::text), 7))::bit(28)::int % cardinality(c.wordings))] END,
  $round, $round, n.at, n.at
FROM jsonb_to_recordset($hits::jsonb) AS n (asset text, port int, device text, product text, as_number bigint, organisation_id uuid, at timestamptz)
JOIN observe.campaign c ON c.id = $campaign
ON CONFLICT (campaign_id, asset, port) DO UPDATE SET last_round = excluded.last_round,
  last_found_at = CASE WHEN h.status = 'taken-back' THEN excluded.last_found_at ELSE greatest(h.last_found_at, excluded.last_found_at) END,
  organisation_id = excluded.organisation_id, as_number = excluded.as_number,
  device = CASE WHEN excluded.device = '' THEN h.device ELSE excluded.device END, product = excluded.product,
  status = CASE WHEN h.status = 'taken-back' THEN 'found'
    WHEN h.status IN ('fixed', 'claimed-fixed') AND excluded.last_found_at >= coalesce(h.fixed_at, h.claimed_at) THEN 'again' ELSE h.status END,
  fixed_at = CASE WHEN excluded.last_found_at >= h.fixed_at THEN NULL ELSE h.fixed_at END,
  first_round = CASE WHEN h.status = 'taken-back' THEN excluded.first_round ELSE h.first_round END,
  found_at = CASE WHEN h.status = 'taken-back' THEN excluded.found_at ELSE h.found_at END,
  told_at = CASE WHEN h.status = 'taken-back' THEN NULL ELSE h.told_at END,
  claimed_at = CASE WHEN h.status = 'taken-back' THEN NULL ELSE h.claimed_at END,
  shown_at = CASE WHEN h.status = 'taken-back' THEN NULL ELSE h.shown_at END;

-- BLOCK verify_asked
-- Found by a survey, asked again later and not found: repaired some time between the two; the later time stands. Where one of them
-- does not name the port, no port of the device may have answered.
UPDATE observe.campaign_hit h SET status = 'fixed', fixed_at = n.at
FROM jsonb_to_recordset($clean::jsonb) AS n (asset text, port int, at timestamptz), observe.campaign_round r
WHERE h.campaign_id = $campaign AND h.asset = n.asset AND h.last_round < $round AND h.status NOT IN ('fixed', 'taken-back') AND h.last_found_at <= n.at
  AND r.campaign_id = h.campaign_id AND r.number = h.last_round AND r.source = 'survey'
  AND (h.port = n.port OR (0 IN (h.port, n.port) AND NOT EXISTS (
    SELECT FROM observe.campaign_hit o WHERE o.campaign_id = h.campaign_id AND o.asset = h.asset AND o.last_round = $round)));

-- BLOCK asked_again
SELECT count(*) AS count FROM observe.campaign_hit h WHERE h.campaign_id = $campaign AND h.first_round < $round AND h.status <> 'taken-back' AND (h.last_round = $round
  OR EXISTS (SELECT FROM jsonb_to_recordset($clean::jsonb) AS n (asset text, port int) WHERE n.asset = h.asset AND (n.port = h.port OR 0 IN (n.port, h.port))));

-- BLOCK verify
-- What an earlier round of the same source found and this one, which asked as many, did not.
UPDATE observe.campaign_hit h SET status = 'fixed', fixed_at = $now FROM observe.campaign_round r
WHERE h.campaign_id = $campaign AND h.last_round < $round AND h.status NOT IN ('fixed', 'taken-back') AND r.campaign_id = h.campaign_id AND r.number = h.last_round AND r.source = $source;

-- BLOCK hits_of
SELECT id, organisation_id, campaign_id, campaign_name, asset, port, device, product, wording, last_found_at, status, told_at FROM observe.campaign_hit
WHERE organisation_id = ANY ($organisations::uuid[]) AND status <> 'taken-back' AND ($all::boolean OR status IN ('found', 'told', 'again', 'unreachable'))
  AND ($after_at::timestamptz IS NULL OR (last_found_at, id) < ($after_at::timestamptz, $after_id::uuid))
ORDER BY last_found_at DESC, id DESC LIMIT $limit;

-- BLOCK told_in_error
-- Devices of rounds taken back whose subscriber may have heard of it, for two months.
SELECT asset FROM observe.campaign_hit WHERE organisation_id = ANY ($organisations::uuid[]) AND status = 'taken-back'
  AND greatest(told_at, shown_at, claimed_at) > $now::timestamptz - interval '60 days' ORDER BY asset LIMIT 1000;

-- BLOCK report
WITH changed AS (
  UPDATE observe.campaign_hit SET status = $status::text, told_at = CASE WHEN $status::text = 'told' THEN coalesce(told_at, $now::timestamptz) ELSE told_at END,
    claimed_at = CASE WHEN $status::text = 'claimed-fixed' THEN $now::timestamptz ELSE claimed_at END
  WHERE id = ANY ($ids::uuid[]) AND organisation_id = ANY ($organisations::uuid[]) AND status NOT IN ('fixed', 'taken-back', $status::text)
  RETURNING organisation_id
)
SELECT organisation_id, count(*) AS count FROM changed GROUP BY organisation_id;

-- BLOCK figures
SELECT organisation_id, device, wording, first_round, last_round, status, found_at, last_found_at, fixed_at, told_at IS NOT NULL OR shown_at IS NOT NULL AS is_reached FROM observe.campaign_hit WHERE campaign_id = $campaign AND status <> 'taken-back';

-- BLOCK texts
SELECT id, identifier, wordings, texts FROM observe.campaign WHERE id = ANY ($ids::uuid[]);

-- BLOCK put_texts
-- Only before the first device is given out: afterwards the comparison rests on what was said.
UPDATE observe.campaign c SET texts = $texts::jsonb WHERE id = $id AND NOT EXISTS (SELECT FROM observe.campaign_hit h WHERE h.campaign_id = c.id AND h.status <> 'taken-back') RETURNING id;

-- BLOCK hit
SELECT h.id, h.organisation_id, h.campaign_name, h.asset, h.device, h.product, h.wording, h.status, c.legal_basis, c.identifier, c.wordings, c.texts
FROM observe.campaign_hit h JOIN observe.campaign c ON c.id = h.campaign_id WHERE h.id = $id;

-- BLOCK shown
UPDATE observe.campaign_hit SET shown_at = $now WHERE id = $id AND shown_at IS NULL AND status <> 'taken-back';

-- BLOCK claim
UPDATE observe.campaign_hit SET status = 'claimed-fixed', claimed_at = $now WHERE id = $id AND status NOT IN ('fixed', 'claimed-fixed', 'taken-back') RETURNING organisation_id;

-- BLOCK portal
SELECT organisation_id, url, set_at FROM observe.portal WHERE organisation_id = $organisation;

-- BLOCK portal_key
SELECT url, key FROM observe.portal WHERE organisation_id = $organisation;

-- BLOCK drop_portal
DELETE FROM observe.portal WHERE organisation_id = $organisation;

-- BLOCK set_portal
INSERT INTO observe.portal (organisation_id, url, key, set_at) VALUES ($organisation, $url, $key, $now);
