-- BLOCK due
-- Findings to be told (again) now, most severe first. SKIP LOCKED: several workers share the list without waiting.
SELECT id, organisation_id, via, asset, kind, severity, state, step, as_number, wording, first_channel, told_at
FROM tell.finding
WHERE next_step_at <= $now AND state IN ('open', 'notified', 'reopened', 'acknowledged')
ORDER BY severity DESC, next_step_at
LIMIT $limit
FOR UPDATE SKIP LOCKED;

-- BLOCK webhooks_of
SELECT organisation_id FROM tell.webhook WHERE organisation_id = ANY ($organisation_ids::uuid[]) AND failed_since IS NULL;

-- BLOCK manners_of
SELECT organisation_id, severity, manner FROM tell.preference WHERE organisation_id = ANY ($organisation_ids::uuid[]);

-- BLOCK add_notice
INSERT INTO tell.notice (organisation_id, to_organisation_id, contact_id, channel, manner, wording, language, step, way, kind, severity, send_to, code, urgent, finding_count, created_at)
VALUES ($organisation, $to_organisation, $contact, $channel, $manner, $wording, $language, $step, $way, $kind, $severity, $send_to, $code, $urgent, $finding_count, $now)
RETURNING id;

-- BLOCK add_findings
INSERT INTO tell.notice_finding (notice_id, finding_id, organisation_id)
SELECT $notice, id, organisation_id FROM tell.finding WHERE id = ANY ($ids::uuid[]);

-- BLOCK take_step
UPDATE tell.finding f SET step = s.step, next_step_at = s.next_step_at, updated_at = $now
FROM unnest($ids::uuid[], $steps::smallint[], $next::timestamptz[]) AS s (id, step, next_step_at)
WHERE f.id = s.id;
