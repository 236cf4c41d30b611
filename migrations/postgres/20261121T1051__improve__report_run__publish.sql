-- Finished reports of published years are everybody's to read.
CREATE VIEW improve.public_report_run WITH (security_barrier) AS
SELECT r.id, r.year, r.pages, r.files, r.done_at FROM improve.report_run r JOIN improve.plan_year y ON y.year = r.year AND y.state = 'published' WHERE r.state = 'done';
GRANT SELECT ON improve.public_report_run TO kyojo_public, kyojo_member, kyojo_operator, kyojo_worker;
