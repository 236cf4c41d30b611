-- BLOCK upsert
-- Alerts of one run: candidates and their evidence in one statement. A judged candidate keeps its state; its numbers go on. An
-- expired one opens again, and one that had been closed as allowed: detectors look away for as long as the allowance lasts.
WITH alert AS (
  SELECT * FROM jsonb_to_recordset($alerts::jsonb) AS a (detector text, version int, accused text, role text, peer text,
    target_port int, protocol int, score real, flows bigint, first timestamptz, last timestamptz, as_number bigint, reasons jsonb)
), one AS (
  SELECT accused, role, target_port, protocol, max(as_number) AS as_number, min(first) AS first, max(last) AS last, max(score) AS score,
    array_agg(DISTINCT detector ORDER BY detector) AS detectors, count(DISTINCT peer) AS peers, max(flows) AS flows
  FROM alert GROUP BY accused, role, target_port, protocol
), put AS (
  INSERT INTO observe.candidate AS c (accused, role, target_port, protocol, score, detectors, peers, flows, first_seen_at, last_seen_at, as_number, opened_at, updated_at)
  SELECT accused, role, target_port, protocol, score, detectors, peers, flows, first, last, as_number, $now::timestamptz, $now::timestamptz FROM one
  ON CONFLICT (accused, role, target_port, protocol) DO UPDATE SET
    first_seen_at = least(c.first_seen_at, excluded.first_seen_at), last_seen_at = greatest(c.last_seen_at, excluded.last_seen_at),
    flows = greatest(c.flows, excluded.flows), updated_at = excluded.updated_at,
    as_number = CASE WHEN excluded.as_number > 0 THEN excluded.as_number ELSE c.as_number END,
    decided_by = CASE WHEN c.state = 'expired' THEN '' ELSE c.decided_by END,
    expires_at = CASE WHEN c.state = 'expired' THEN NULL ELSE c.expires_at END,
    state = CASE WHEN c.state IN ('expired', 'allowed') THEN 'open' ELSE c.state END
  RETURNING c.id, c.accused, c.role, c.target_port, c.protocol, (xmax = 0) AS is_new
), seen AS (
  INSERT INTO observe.evidence AS e (candidate_id, detector, version, peer, score, flows, first_seen_at, last_seen_at, reasons)
  SELECT DISTINCT ON (put.id, a.detector, a.version, a.peer) put.id, a.detector, a.version, a.peer, a.score, a.flows, a.first, a.last, a.reasons
  FROM alert a JOIN put USING (accused, role, target_port, protocol)
  ORDER BY put.id, a.detector, a.version, a.peer, a.score DESC
  ON CONFLICT (candidate_id, detector, version, peer) DO UPDATE SET score = greatest(e.score, excluded.score), flows = greatest(e.flows, excluded.flows),
    first_seen_at = least(e.first_seen_at, excluded.first_seen_at), last_seen_at = greatest(e.last_seen_at, excluded.last_seen_at),
    reasons = CASE WHEN excluded.last_seen_at >= e.last_seen_at THEN excluded.reasons ELSE e.reasons END
)
SELECT id, is_new FROM put;

-- BLOCK rank
-- Several detectors that agree weigh more than one: the chance that all are wrong, each being wrong at least one time in ten.
UPDATE observe.candidate c SET score = r.score, detectors = r.detectors, peers = r.peers
FROM (
  SELECT candidate_id, (1 - exp(sum(ln(1 - 0.9 * best))))::real AS score, array_agg(detector ORDER BY detector) AS detectors, max(peers) AS peers
  FROM (SELECT candidate_id, detector, least(max(score), 1) AS best, count(DISTINCT peer) AS peers FROM observe.evidence
    WHERE candidate_id = ANY ($ids::uuid[]) GROUP BY candidate_id, detector) d GROUP BY candidate_id
) r WHERE r.candidate_id = c.id;

-- BLOCK run
INSERT INTO observe.detection_run (detector, version, from_at, to_at, milliseconds, alerts, failed, ran_at) VALUES ($detector, $version, $from, $to, $milliseconds, $alerts, $failed, $now);

-- BLOCK trim
-- Runs older than a month; open candidates that nothing has pointed at for ninety days (found lately in old flows is found lately).
WITH runs AS (DELETE FROM observe.detection_run WHERE ran_at < $now::timestamptz - interval '30 days')
UPDATE observe.candidate SET state = 'expired', judged_from = $now::timestamptz, updated_at = $now::timestamptz WHERE state = 'open' AND updated_at < $now::timestamptz - interval '90 days';

-- BLOCK end_confirmed
UPDATE observe.candidate SET state = 'expired', judged_from = $now::timestamptz, updated_at = $now::timestamptz WHERE state = 'confirmed' AND expires_at < $now::timestamptz RETURNING id, accused;

-- BLOCK one
SELECT id, accused, role, target_port, protocol, score, detectors, peers, flows, first_seen_at, last_seen_at, as_number, state, decided_by, decided_at, expires_at, handling, told_until, opened_at
FROM observe.candidate WHERE id = $id;

-- BLOCK lock
SELECT id, accused, role, target_port, protocol, state, handling, detectors FROM observe.candidate WHERE id = $id FOR UPDATE;

-- BLOCK put_verdict
INSERT INTO observe.verdict (candidate_id, person_id, verdict, because, at) VALUES ($candidate, $person::uuid, $verdict, $because, $now)
ON CONFLICT (candidate_id, person_id) DO UPDATE SET verdict = excluded.verdict, because = excluded.because, at = excluded.at;

-- BLOCK verdicts
SELECT v.person_id, v.verdict, v.because, v.at, p.name FROM observe.verdict v LEFT JOIN platform.public_person p ON p.id = v.person_id
WHERE v.candidate_id = $candidate AND v.at > (SELECT judged_from FROM observe.candidate WHERE id = $candidate) ORDER BY v.at;

-- BLOCK decide
-- Undone, a judgement falls neither way; one that expired was right in its time.
UPDATE observe.candidate SET state = $state, stood = CASE WHEN $state <> 'open' THEN $state WHEN state IN ('confirmed', 'rejected') THEN '' ELSE stood END, decided_by = $by, decided_at = $now::timestamptz, expires_at = $expires, updated_at = coalesce($now::timestamptz, updated_at) WHERE id = $id;

-- BLOCK give
INSERT INTO observe.listing AS l (candidate_id, organisation_id, accused, target_port, protocol, handling, given_at, expires_at)
SELECT c.id, p.organisation_id, c.accused, c.target_port, c.protocol, c.handling, $now, c.expires_at
FROM observe.candidate c CROSS JOIN observe.participant p
WHERE c.state = 'confirmed' AND c.role = 'command-server' AND p.left_at IS NULL AND ($candidate::uuid IS NULL OR c.id = $candidate) AND ($organisation::uuid IS NULL OR p.organisation_id = $organisation)
ON CONFLICT (candidate_id, organisation_id) DO UPDATE SET expires_at = excluded.expires_at, withdrawn_at = NULL;

-- BLOCK withdraw
UPDATE observe.listing SET withdrawn_at = $now WHERE candidate_id = $candidate AND withdrawn_at IS NULL;

-- BLOCK evidence
SELECT detector, version, peer, score, flows, first_seen_at, last_seen_at, reasons FROM observe.evidence WHERE candidate_id = $candidate ORDER BY score DESC, detector, peer LIMIT 60;

-- BLOCK returned
SELECT organisation_id, given_at, hits, hosts, reported_at, withdrawn_at FROM observe.listing WHERE candidate_id = $candidate ORDER BY given_at;

-- BLOCK list
SELECT id, accused, role, target_port, protocol, score, detectors, peers, flows, first_seen_at, last_seen_at, as_number, state,
  (SELECT e.reasons FROM observe.evidence e WHERE e.candidate_id = c.id ORDER BY e.score DESC, e.detector, e.peer LIMIT 1) AS reasons
FROM observe.candidate c
WHERE state = $state AND ($role::text IS NULL OR role = $role) AND ($detector::text IS NULL OR $detector = ANY (detectors))
  AND ($after_score::real IS NULL OR (score, id) < ($after_score::real, $after_id::uuid))
ORDER BY score DESC, id DESC LIMIT $limit;

-- BLOCK counts
SELECT state, role, count(*) AS count FROM observe.candidate GROUP BY state, role;

-- BLOCK judged
-- How the judgements fell for each detector and version: what its false-alarm rate rests on.
SELECT e.detector, e.version, count(DISTINCT c.id) AS candidates,
  count(DISTINCT c.id) FILTER (WHERE c.stood = 'confirmed') AS confirmed,
  count(DISTINCT c.id) FILTER (WHERE c.stood = 'rejected') AS rejected,
  count(DISTINCT c.id) FILTER (WHERE c.state = 'allowed') AS allowed
FROM observe.evidence e JOIN observe.candidate c ON c.id = e.candidate_id GROUP BY e.detector, e.version;

-- BLOCK last_runs
SELECT DISTINCT ON (detector) detector, version, ran_at, milliseconds, alerts, failed FROM observe.detection_run ORDER BY detector, ran_at DESC;

-- BLOCK allowed
SELECT id, prefix, because, source, added_by, added_at, until FROM observe.allowed WHERE ended_at IS NULL AND (until IS NULL OR until > $now::timestamptz) ORDER BY added_at DESC;

-- BLOCK allow
INSERT INTO observe.allowed (prefix, because, source, added_by, added_at, until) VALUES ($prefix, $because, $source, $actor, $now, $until) RETURNING id;

-- BLOCK end_allowed
UPDATE observe.allowed SET ended_at = $now WHERE id = $id AND ended_at IS NULL RETURNING prefix;

-- BLOCK allowed_for
SELECT prefix, because FROM observe.allowed WHERE ended_at IS NULL AND (until IS NULL OR until > $now::timestamptz) AND $accused::inet <<= prefix::inet
ORDER BY added_at DESC LIMIT 1;

-- BLOCK close_allowed
-- What stands open in a range that is allowed is closed with its reason. Nobody has judged it: it counts neither way for its detectors.
WITH closed AS (
  UPDATE observe.candidate SET state = 'allowed', updated_at = $now::timestamptz WHERE state = 'open' AND accused::inet <<= $prefix::inet RETURNING id, handling
)
INSERT INTO platform.fact (at, kind, subject, actor, handling, data)
SELECT $now::timestamptz, 'candidate.allowed', 'candidate:' || id, $actor, handling, jsonb_build_object('prefix', $prefix::text, 'because', $because::text) FROM closed;

-- BLOCK open_allowed
-- A range is off the list: what no other allowance covers is open again, with the verdicts it had.
WITH opened AS (
  UPDATE observe.candidate c SET state = 'open', updated_at = $now::timestamptz WHERE c.state = 'allowed' AND c.accused::inet <<= $prefix::inet
    AND NOT EXISTS (SELECT FROM observe.allowed a WHERE a.ended_at IS NULL AND (a.until IS NULL OR a.until > $now::timestamptz) AND c.accused::inet <<= a.prefix::inet)
  RETURNING id, handling
)
INSERT INTO platform.fact (at, kind, subject, actor, handling, data)
SELECT $now::timestamptz, 'candidate.reopened', 'candidate:' || id, $actor, handling, jsonb_build_object('was', 'allowed', 'prefix', $prefix::text) FROM opened;

-- BLOCK confirmed_and_allowed
SELECT c.id, c.accused FROM observe.candidate c WHERE c.state = 'confirmed' AND EXISTS (
  SELECT FROM observe.allowed a WHERE a.ended_at IS NULL AND (a.until IS NULL OR a.until > $now::timestamptz) AND c.accused::inet <<= a.prefix::inet)
ORDER BY c.decided_at DESC LIMIT 20;

-- BLOCK to_tell
SELECT id, accused, role, target_port, protocol, detectors, told_until, first_seen_at, last_seen_at FROM observe.candidate
WHERE state = 'confirmed' AND ($id::uuid IS NULL OR id = $id) ORDER BY id FOR UPDATE SKIP LOCKED;

-- BLOCK told
UPDATE observe.candidate SET told_until = $until WHERE id = $id;

-- BLOCK peers
SELECT DISTINCT peer FROM observe.evidence WHERE candidate_id = $id AND peer <> '::' LIMIT 1000;

-- BLOCK owners
SELECT count(DISTINCT organisation_id) AS count FROM observe.exporter WHERE address = ANY ($addresses::text[]) AND organisation_id IS NOT NULL;
