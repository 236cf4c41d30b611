-- BLOCK help_asked
SELECT f.organisation_id, f.kind, f.asset,
  (SELECT x.data ->> 'note' FROM platform.fact x WHERE x.subject = 'finding:' || f.id AND x.kind = 'finding.help-asked' ORDER BY x.id DESC LIMIT 1) AS note
FROM tell.finding f WHERE f.id = $finding AND f.help_asked_at IS NOT NULL;
