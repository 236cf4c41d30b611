-- BLOCK list
SELECT id, year, pages, files, done_at FROM improve.public_report_run ORDER BY year DESC, done_at DESC LIMIT 50;

-- BLOCK public_one
SELECT id, year, pages, files, done_at FROM improve.public_report_run WHERE id = $id;

-- BLOCK run
SELECT id, year, state, percent, step, pages, files, fault, asked_at, done_at FROM improve.report_run WHERE id = $id;

-- BLOCK years
SELECT year FROM improve.plan_year ORDER BY year DESC;
