-- BLOCK webhook_of
SELECT url, secret FROM tell.webhook WHERE organisation_id = $organisation;

-- BLOCK mark_failed
UPDATE tell.webhook SET failed_since = coalesce(failed_since, $now) WHERE organisation_id = $organisation;

-- BLOCK mark_well
UPDATE tell.webhook SET failed_since = NULL WHERE organisation_id = $organisation AND failed_since IS NOT NULL;
