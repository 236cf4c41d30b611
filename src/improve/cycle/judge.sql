-- BLOCK settle
UPDATE improve.flag SET verdict = $verdict, verdict_by = CASE WHEN $verdict::text IS NULL THEN NULL ELSE $by END,
  verdict_at = CASE WHEN $verdict::text IS NULL THEN NULL ELSE $now::timestamptz END, note = $note
WHERE id = $id RETURNING kind, coalesce(measure_id, figure) AS about;

-- BLOCK settle_link
UPDATE improve.link SET state = $decision, decided_by = $by, decided_at = $now, note = $note
WHERE id = $id RETURNING measure_id, other_id, kind;

-- BLOCK add_link
INSERT INTO improve.link (measure_id, other_id, kind, confidence, state, decided_by, decided_at, note)
SELECT a.id, b.id, $kind, NULL, 'confirmed', $by, $now, $note FROM improve.measure a, improve.measure b
WHERE a.id = $id AND b.id = $other AND CASE WHEN $kind = 'relisted' THEN a.year = b.year AND a.id <> b.id ELSE a.year > b.year END
ON CONFLICT (measure_id, other_id, kind) DO UPDATE SET state = 'confirmed', decided_by = excluded.decided_by, decided_at = excluded.decided_at, note = excluded.note
RETURNING id;

-- BLOCK judge_state
-- What follows for the two measures from what a person said about the link, unless a person has said it of the measure itself.
UPDATE improve.measure m SET state = CASE
  WHEN EXISTS (SELECT FROM improve.link l WHERE l.other_id = m.id AND l.kind = 'continues' AND l.state <> 'refused') THEN 'revised'
  WHEN EXISTS (SELECT FROM improve.link l WHERE l.other_id = m.id AND l.kind = 'replaces' AND l.state <> 'refused') THEN 'revised'
  WHEN EXISTS (SELECT FROM improve.plan_year y WHERE y.year = m.year + 1) THEN 'undecided'
  WHEN EXISTS (SELECT FROM improve.link l WHERE l.measure_id = m.id AND l.kind IN ('continues', 'replaces') AND l.state <> 'refused') THEN 'revised'
  ELSE 'new' END
WHERE m.id = ANY ($ids) AND m.state_by = 'import' AND NOT (m.state IN ('continued', 'revised') AND EXISTS (
  SELECT FROM improve.link l WHERE (l.other_id = m.id OR l.measure_id = m.id) AND l.kind IN ('continues', 'replaces') AND l.state <> 'refused'));

-- BLOCK measure_there
SELECT id FROM improve.measure WHERE id = $id;
