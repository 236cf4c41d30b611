-- BLOCK outdated
-- Who uses an older edition of a template and was not told of the newest yet.
SELECT p.id, p.organisation_id, p.template FROM know.paper p
WHERE p.template = $template AND p.template_version < $version AND p.told_version < $version
ORDER BY p.id LIMIT $limit FOR UPDATE SKIP LOCKED;

-- BLOCK told_version
UPDATE know.paper SET told_version = $version WHERE id = ANY ($ids::uuid[]);

-- BLOCK due
SELECT p.id, p.organisation_id, p.template, p.next_review_on::text AS next_review_on FROM know.paper p
WHERE p.next_review_on <= $until::date AND p.told_review_on IS DISTINCT FROM p.next_review_on
ORDER BY p.next_review_on, p.id LIMIT $limit FOR UPDATE SKIP LOCKED;

-- BLOCK told_review
UPDATE know.paper SET told_review_on = next_review_on WHERE id = ANY ($ids::uuid[]);
