-- Two levels of centre over the event funnel: a centre looks at the bodies given to it, the centre above sees their counts.
-- Who sees what: a body its own; its centre the body's counts, events and noise rules; the upper centre the counts of the bodies
-- of its centres, no event of theirs. One step up and no further: deeper chains give nobody any right.
CREATE TABLE observe.centre (
  organisation_id uuid PRIMARY KEY,                -- whose people are the centre
  level text NOT NULL CHECK (level IN ('national', 'agency', 'local', 'academic')),
  upper_id uuid REFERENCES observe.centre,         -- the centre above; NULL: nobody
  since timestamptz NOT NULL,
  CHECK (upper_id <> organisation_id)
);
CREATE INDEX centre_upper ON observe.centre (upper_id) WHERE upper_id IS NOT NULL;
SELECT platform.guard('observe.centre', 'organisation_id', 'SELECT');
CREATE POLICY below ON observe.centre FOR SELECT TO kyojo_member USING (upper_id = ANY (platform.my_organisations()));

ALTER TABLE observe.body ADD COLUMN centre_id uuid REFERENCES observe.centre;
CREATE INDEX body_centre ON observe.body (centre_id) WHERE centre_id IS NOT NULL;
GRANT SELECT (centre_id) ON observe.body TO kyojo_member;
CREATE POLICY below ON observe.body FOR SELECT TO kyojo_member
  USING (centre_id = ANY (platform.my_organisations())
    OR centre_id IN (SELECT c.organisation_id FROM observe.centre c WHERE c.upper_id = ANY (platform.my_organisations())));

-- Bundles that stay below a body's threshold are kept as well (`few`): attempts that come in several files add up.
ALTER TABLE observe.event DROP CONSTRAINT event_state_check;
ALTER TABLE observe.event ADD CONSTRAINT event_state_check CHECK (state IN ('few', 'open', 'notice', 'harmless', 'false-positive'));
ALTER TABLE observe.event ADD COLUMN method int NOT NULL DEFAULT 1;
CREATE POLICY looked_at ON observe.event FOR SELECT TO kyojo_member
  USING (organisation_id IN (SELECT b.organisation_id FROM observe.body b WHERE b.centre_id = ANY (platform.my_organisations())));
CREATE POLICY looked_at ON observe.noise_rule FOR SELECT TO kyojo_member
  USING (organisation_id IN (SELECT b.organisation_id FROM observe.body b WHERE b.centre_id = ANY (platform.my_organisations())));

-- The whole funnel as counts by day and method, so that whoever may see no event still sees how many there were.
ALTER TABLE observe.funnel_day
  ADD COLUMN bundles bigint NOT NULL DEFAULT 0,
  ADD COLUMN events bigint NOT NULL DEFAULT 0,
  ADD COLUMN decided bigint NOT NULL DEFAULT 0,
  ADD COLUMN notices bigint NOT NULL DEFAULT 0,
  ADD COLUMN false_positives bigint NOT NULL DEFAULT 0;
CREATE POLICY below ON observe.funnel_day FOR SELECT TO kyojo_member
  USING (organisation_id IN (SELECT b.organisation_id FROM observe.body b));  -- whoever may see the body may see its counts

-- What was counted so far: by method 1 every bundle that was kept was an event.
INSERT INTO observe.funnel_day AS d (organisation_id, day, method, bundles, events, decided, notices, false_positives)
SELECT organisation_id, (bucket AT TIME ZONE 'UTC')::date, 1, count(*), count(*), count(*) FILTER (WHERE state <> 'open'),
  count(*) FILTER (WHERE state = 'notice'), count(*) FILTER (WHERE state = 'false-positive')
FROM observe.event GROUP BY 1, 2
ON CONFLICT (organisation_id, day, method) DO UPDATE SET bundles = excluded.bundles, events = excluded.events,
  decided = excluded.decided, notices = excluded.notices, false_positives = excluded.false_positives;
