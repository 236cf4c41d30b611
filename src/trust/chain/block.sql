-- BLOCK hold
SELECT trust.hold_facts();

-- BLOCK head
SELECT number, last_id, hash, made_at FROM trust.block ORDER BY number DESC LIMIT 1;

-- BLOCK close
-- One block of the next facts, at most `most` of them.
INSERT INTO trust.block (number, first_id, last_id, fact_count, previous_hash, hash, made_at)
SELECT $number, min(n.id), max(n.id), count(*), $previous, trust.hash_of($previous, min(n.id), max(n.id)), $now
FROM (SELECT id FROM platform.fact WHERE id > $after ORDER BY id LIMIT $most) n
HAVING count(*) > 0
RETURNING fact_count, hash;

-- BLOCK check
-- Blocks whose facts do not make their hash any more, whose number of facts is another, or that do not follow the one before.
SELECT b.number, b.first_id, b.last_id, b.fact_count, (SELECT count(*) FROM platform.fact f WHERE f.id BETWEEN b.first_id AND b.last_id) AS now_count,
  b.hash = trust.hash_of(b.previous_hash, b.first_id, b.last_id) AS is_same, b.previous_hash = coalesce(p.hash, '') AS follows
FROM trust.block b LEFT JOIN trust.block p ON p.number = b.number - 1
WHERE b.number BETWEEN $first AND $last
ORDER BY b.number;
