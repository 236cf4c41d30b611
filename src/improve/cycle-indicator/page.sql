-- BLOCK list
SELECT i.id, i.key, i.measure_id, i.policy, i.name, i.name_en, i.kind, i.source, i.counter, i.unit, i.denominator, i.baseline::float8 AS baseline, i.baseline_on::text,
  i.target::float8 AS target, i.target_on::text, i.better, i.owner, i.line, v.value::float8 AS value, v.state, v.what, v.unit AS value_unit, v.from_on::text, v.to_on::text
FROM improve.public_indicator i
LEFT JOIN LATERAL (SELECT value, state, what, unit, from_on, to_on FROM improve.public_indicator_value v WHERE v.indicator_id = i.id ORDER BY to_on DESC, value DESC NULLS LAST LIMIT 1) v ON true
ORDER BY array_position(ARRAY['outcome', 'behaviour', 'activity'], i.kind), i.source, i.policy, i.name;

-- BLOCK one
SELECT i.id, i.key, i.measure_id, i.policy, i.name, i.name_en, i.kind, i.source, i.counter, i.unit, i.denominator, i.baseline::float8 AS baseline, i.baseline_on::text,
  i.target::float8 AS target, i.target_on::text, i.better, i.owner, i.line
FROM improve.public_indicator i WHERE i.key = $key;

-- BLOCK values
SELECT v.id, v.from_on::text, v.to_on::text, v.value::float8 AS value, v.state, v.what, v.unit, v.source, v.source_note
FROM improve.public_indicator_value v WHERE v.indicator_id = $indicator ORDER BY v.to_on, v.from_on, v.what, v.source;

-- BLOCK make
INSERT INTO improve.indicator (key, measure_id, policy, name, name_en, kind, source, counter, unit, denominator, baseline, baseline_on, target, target_on, better, owner, changed_by, changed_at)
SELECT $key, m.id, coalesce(s.title, ''), $name, $name_en, $kind, $source, $counter, $unit, $denominator, $baseline, $baseline_on, $target, $target_on, $better, $owner, $by, $now
FROM (SELECT 1) AS one LEFT JOIN improve.measure m ON m.id = $measure LEFT JOIN improve.section s ON s.section = m.section
ON CONFLICT (key) DO NOTHING RETURNING id, key;

-- BLOCK change
UPDATE improve.indicator SET name = $name, name_en = $name_en, kind = $kind, source = $source, counter = $counter, unit = $unit, denominator = $denominator,
  baseline = $baseline, baseline_on = $baseline_on, target = $target, target_on = $target_on, better = $better, owner = $owner, changed_by = $by, changed_at = $now
WHERE key = $key RETURNING id, measure_id;

-- BLOCK add_value
INSERT INTO improve.indicator_value (indicator_id, from_on, to_on, value, state, what, unit, source, source_note, recorded_by, recorded_at)
VALUES ($indicator, $from_on, $to_on, $value, $state, $what, $unit, 'hand', $note, $by, $now)
ON CONFLICT (indicator_id, from_on, to_on, what, source) DO UPDATE SET value = excluded.value, state = excluded.state, unit = excluded.unit, source_note = excluded.source_note,
  recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at RETURNING id;
