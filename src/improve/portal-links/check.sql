-- BLOCK due
SELECT id, url FROM improve.initiative WHERE url <> '' AND state = 'published' AND (link_checked_at IS NULL OR link_checked_at < $before) ORDER BY link_checked_at NULLS FIRST, id LIMIT $limit;

-- BLOCK mark
UPDATE improve.initiative SET link_state = $state, link_reason = $reason, link_checked_at = $now,
  link_broken_since = CASE WHEN $state::text = 'broken' THEN coalesce(link_broken_since, $now) END
WHERE id = $id AND url = $url
RETURNING id, (link_broken_since = $now) IS TRUE AS is_new;
