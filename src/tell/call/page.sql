-- BLOCK asked
-- As the chamber's own people: the policy `asked` shows no others.
SELECT id, organisation_id, to_organisation_id, answer, created_at FROM tell.notice
WHERE to_organisation_id = ANY ($organisations::uuid[]) AND way = 'partner' AND state IN ('sent', 'uncertain') AND answer <> 'not-member'
ORDER BY created_at DESC, id LIMIT 1000;

-- BLOCK mine
SELECT id, organisation_id, to_organisation_id FROM tell.notice
WHERE id = ANY ($ids::uuid[]) AND to_organisation_id = ANY ($organisations::uuid[]) AND way = 'partner' AND state IN ('sent', 'uncertain');
