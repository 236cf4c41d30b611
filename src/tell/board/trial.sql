-- BLOCK start_trial
INSERT INTO tell.trial (kind, arms, assignment, by_person, started_at) VALUES ($kind, $arms::jsonb, 'random', $person, $now) ON CONFLICT DO NOTHING RETURNING id;
