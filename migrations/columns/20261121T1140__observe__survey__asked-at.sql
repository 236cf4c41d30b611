-- When it was asked stays with what did not answer, so that a file that comes late repairs nothing that was found after it. Lines
-- whose address cannot be read (or that could not tell) are counted as such: nobody was asked, nothing was found.
ALTER TABLE observe.survey_clean ADD COLUMN IF NOT EXISTS at DateTime64(3, 'UTC');
DROP VIEW IF EXISTS observe.survey_to_clean;
CREATE MATERIALIZED VIEW IF NOT EXISTS observe.survey_to_clean TO observe.survey_clean AS
SELECT campaign, round, ip, port, at FROM observe.survey_incoming
WHERE result = '' AND (campaign, ip) IN (SELECT campaign, ip FROM observe.survey_hit);

DROP VIEW IF EXISTS observe.survey_to_hits;
CREATE MATERIALIZED VIEW IF NOT EXISTS observe.survey_to_hits TO observe.survey_hit AS
SELECT campaign, round, at, ip, port, device, product, result FROM observe.survey_incoming WHERE result != '' AND ip != toIPv6('::');

ALTER TABLE observe.survey_asked ADD COLUMN IF NOT EXISTS unread SimpleAggregateFunction(sum, UInt64);
DROP VIEW IF EXISTS observe.survey_to_asked;
CREATE MATERIALIZED VIEW IF NOT EXISTS observe.survey_to_asked TO observe.survey_asked AS
SELECT campaign, round, countIf(ip != toIPv6('::')) AS asked, countIf(result = '' AND ip != toIPv6('::')) AS clean, countIf(ip = toIPv6('::')) AS unread
FROM observe.survey_incoming GROUP BY campaign, round;
