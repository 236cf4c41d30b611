-- BLOCK fed
SELECT id, counter FROM improve.indicator WHERE source = 'fact' AND state = 'active' ORDER BY key;

-- BLOCK first_year
SELECT (extract(year FROM d.day) - CASE WHEN extract(month FROM d.day) < 4 THEN 1 ELSE 0 END)::int AS year
FROM (SELECT min(day) AS day FROM improve.counted_fact WHERE kind = ANY ($kinds::text[])) d WHERE d.day IS NOT NULL;

-- BLOCK count_year
SELECT count(*)::int AS facts, count(DISTINCT subject)::int AS subjects, count(DISTINCT organisation_id)::int AS organisations
FROM improve.counted_fact WHERE kind = ANY ($kinds::text[]) AND day BETWEEN $from_on AND $to_on;

-- BLOCK keep
INSERT INTO improve.indicator_value (indicator_id, from_on, to_on, value, state, unit, source, source_note, recorded_by, recorded_at)
VALUES ($indicator, $from_on, $to_on, $value, 'exact', $unit, 'fact', $note, 'job:improve.count-facts', $now)
ON CONFLICT (indicator_id, from_on, to_on, what, source) DO UPDATE SET value = excluded.value, source_note = excluded.source_note, recorded_at = excluded.recorded_at
WHERE indicator_value.value IS DISTINCT FROM excluded.value;

-- BLOCK make_hub
INSERT INTO improve.indicator (key, policy, name, name_en, kind, source, counter, unit, changed_at)
SELECT key, policy, name, name_en, kind, 'fact', counter, unit, $now
FROM jsonb_to_recordset($rows::jsonb) AS i (key text, policy text, name text, name_en text, kind text, counter text, unit text)
ON CONFLICT (key) DO NOTHING;
