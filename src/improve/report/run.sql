-- BLOCK ask
INSERT INTO improve.report_run (year, person, asked_at) VALUES ($year, $by, $now) RETURNING id;

-- BLOCK one
SELECT id, year, state, percent, step, pages, files, fault, asked_at, done_at FROM improve.report_run WHERE id = $id;

-- BLOCK begin
UPDATE improve.report_run SET state = 'running', percent = 0, step = '', fault = '' WHERE id = $id AND state IN ('waiting', 'running') RETURNING year, person;

-- BLOCK progress
UPDATE improve.report_run SET percent = $percent, step = $step WHERE id = $id;

-- BLOCK done
UPDATE improve.report_run SET state = 'done', percent = 100, step = '', pages = $pages, files = $files::jsonb, done_at = $now WHERE id = $id;

-- BLOCK failed
UPDATE improve.report_run SET state = 'failed', fault = $fault, done_at = $now WHERE id = $id;

-- BLOCK older
DELETE FROM improve.report_run WHERE year = $year AND id <> $id AND id IN (
  SELECT id FROM improve.report_run WHERE year = $year AND state IN ('done', 'failed') ORDER BY asked_at DESC OFFSET 3) RETURNING files;
