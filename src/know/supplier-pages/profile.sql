-- BLOCK own
SELECT id, says, offers, url, contact, prefecture, trade, published_at FROM know.trade_profile WHERE organisation_id = $organisation;

-- BLOCK save
INSERT INTO know.trade_profile (organisation_id, says, offers, url, contact, prefecture, trade, published_at, updated_at)
VALUES ($organisation, $says, $offers, $url, $contact, $prefecture, $trade, CASE WHEN $is_published THEN $now::timestamptz END, $now)
ON CONFLICT (organisation_id) DO UPDATE SET says = excluded.says, offers = excluded.offers, url = excluded.url, contact = excluded.contact, prefecture = excluded.prefecture, trade = excluded.trade,
  published_at = CASE WHEN $is_published THEN coalesce(trade_profile.published_at, excluded.published_at) END, updated_at = excluded.updated_at
RETURNING id;

-- BLOCK list
SELECT id, name, offers, prefecture, trade, stars, valid_until, published_at FROM know.public_profile
WHERE ($text::text IS NULL OR search_text LIKE '%' || $text || '%') AND ($prefecture::text IS NULL OR prefecture = $prefecture) AND ($trade::text IS NULL OR trade = $trade)
  AND ($stars::int IS NULL OR (stars >= $stars AND valid_until >= $now)) AND ($after_at::timestamptz IS NULL OR (published_at, id) < ($after_at, $after_id::uuid))
ORDER BY published_at DESC, id DESC LIMIT $limit;

-- BLOCK one
SELECT id, name, name_en, says, offers, url, contact, prefecture, trade, number, level, stars, valid_until, updated_at FROM know.public_profile WHERE id = $id;
