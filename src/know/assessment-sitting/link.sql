-- BLOCK count_try
INSERT INTO know.link_try AS t (key, count, began_at) VALUES ($key, 1, $now)
ON CONFLICT (key) DO UPDATE SET count = CASE WHEN t.began_at <= $since THEN 1 ELSE t.count + 1 END, began_at = CASE WHEN t.began_at <= $since THEN $now ELSE t.began_at END
RETURNING count;
