-- 自己診断: what an organisation answers about itself, the plan that follows from it, and what of it others may see.

-- A questionnaire written in the browser. Those under content/assessments are the built-in versions and stand in no table.
-- A published version is what answers were given on: it never changes again.
CREATE TABLE know.questionnaire (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  name text NOT NULL CHECK (name ~ '^[a-z][a-z0-9-]*$' AND length(name) <= 60),
  version int NOT NULL CHECK (version >= 1),
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published')),
  -- The shape is `Questionnaire` in src/know/assessment; a draft may still have faults.
  body jsonb NOT NULL,
  copied_from text NOT NULL DEFAULT '',
  made_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz,
  CHECK ((state = 'published') = (published_at IS NOT NULL)),
  UNIQUE (name, version)
);
SELECT platform.guard('know.questionnaire', NULL);
CREATE FUNCTION know.keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a published questionnaire never changes' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER questionnaire_is_final BEFORE UPDATE OR DELETE ON know.questionnaire FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION know.keep_published();

-- Results that were added up together: at least ten, of ten different organisations. Nobody learns anything of fewer: every
-- published figure is a sum over whole batches, so that no two figures differ by less than a batch, whatever was filtered by
-- and whenever it was looked at. `trade` and `size_band` say which group the batch speaks for (NULL: any).
CREATE TABLE know.assessment_batch (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  questionnaire text NOT NULL,
  series int NOT NULL,
  trade text,
  size_band smallint,
  count int NOT NULL CHECK (count >= 10),
  -- Sum of the shares by part: '' over all, 'g:<group>', 'q:<question>'; only parts that every result of the batch has.
  sums jsonb NOT NULL,
  formed_at timestamptz NOT NULL DEFAULT now(),
  retired_at timestamptz
);
CREATE INDEX assessment_batch_series ON know.assessment_batch (questionnaire, series);
SELECT platform.guard('know.assessment_batch', NULL);

-- One sitting. Without an organisation it belongs to whoever has its link (the link's secret is kept as a hash); claimed, it
-- belongs to the organisation and the link is dead.
CREATE TABLE know.assessment (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid REFERENCES know.organisation ON DELETE CASCADE,
  questionnaire text NOT NULL CHECK (questionnaire ~ '^[a-z][a-z0-9-]*$'),
  version int NOT NULL CHECK (version >= 1),
  -- The first version with whose results this one's may be compared as they stand.
  series int NOT NULL CHECK (series BETWEEN 1 AND version),
  -- Whom or what it is about where that is not the organisation itself: one contractor, one site.
  about text NOT NULL DEFAULT '' CHECK (length(about) <= 200),
  profile jsonb NOT NULL DEFAULT '{}',
  answers jsonb NOT NULL DEFAULT '{}',
  trade text,
  size_band smallint,
  -- Share of all points, 0 to 1, and the shares of its parts as they are added up in batches.
  score double precision CHECK (score BETWEEN 0 AND 1),
  parts jsonb,
  secret_hash text,
  expires_at timestamptz,
  -- The batch it was added up in. No foreign key: batches are never removed, and a million checks a night would buy nothing.
  counted_in uuid,
  started_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  claimed_at timestamptz,
  CHECK ((organisation_id IS NULL) = (secret_hash IS NOT NULL)),
  CHECK ((secret_hash IS NULL) = (expires_at IS NULL)),
  CHECK ((finished_at IS NULL) = (score IS NULL))
);
CREATE UNIQUE INDEX assessment_secret ON know.assessment (secret_hash) WHERE secret_hash IS NOT NULL;
CREATE INDEX assessment_expires ON know.assessment (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX assessment_organisation ON know.assessment (organisation_id, questionnaire, finished_at DESC) WHERE organisation_id IS NOT NULL;
CREATE INDEX assessment_waiting ON know.assessment (questionnaire, series, trade, size_band) WHERE counted_in IS NULL AND finished_at IS NOT NULL AND organisation_id IS NOT NULL;
CREATE INDEX assessment_counted ON know.assessment (counted_in) WHERE counted_in IS NOT NULL;
SELECT platform.guard('know.assessment', 'organisation_id', 'SELECT, DELETE, INSERT (id, organisation_id, questionnaire, version, series, about, profile, answers, started_at, changed_at), UPDATE (about, profile, answers, trade, size_band, score, parts, changed_at, finished_at)');
CREATE FUNCTION know.keep_finished() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a finished assessment never changes' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER assessment_is_final BEFORE UPDATE OF questionnaire, version, series, profile, answers, trade, size_band, score, parts, finished_at ON know.assessment
  FOR EACH ROW WHEN (OLD.finished_at IS NOT NULL) EXECUTE FUNCTION know.keep_finished();

-- 次の一歩: what is to be done, by whom, until when. It belongs to whom its assessment belongs to.
CREATE TABLE know.plan_step (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  assessment_id uuid NOT NULL REFERENCES know.assessment ON DELETE CASCADE,
  organisation_id uuid REFERENCES know.organisation ON DELETE CASCADE,
  rank smallint NOT NULL CHECK (rank BETWEEN 1 AND 5),
  question text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('do', 'finish', 'find-out')),
  owner text NOT NULL DEFAULT '' CHECK (length(owner) <= 100),
  due_on date NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped')),
  done_at timestamptz,
  help_asked_at timestamptz,
  -- The last reminder: once before the day, then once a week after it.
  reminded_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (assessment_id, rank)
);
CREATE INDEX plan_step_due ON know.plan_step (due_on) WHERE state = 'open' AND organisation_id IS NOT NULL;
CREATE INDEX plan_step_organisation ON know.plan_step (organisation_id, state, due_on) WHERE organisation_id IS NOT NULL;
SELECT platform.guard('know.plan_step', 'organisation_id', 'SELECT, DELETE, INSERT (assessment_id, organisation_id, rank, question, kind, due_on, created_at, updated_at), UPDATE (owner, due_on, state, done_at, help_asked_at, updated_at)');

-- How often somebody without an account began, or tried a link, lately. The key is a hash: no address is kept.
CREATE TABLE know.link_try (
  key text PRIMARY KEY,
  count int NOT NULL,
  began_at timestamptz NOT NULL
);
SELECT platform.guard('know.link_try', NULL);

-- What everybody may see of everybody's results. Who reads it has no right on the tables below it.
CREATE MATERIALIZED VIEW know.assessment_figure AS
SELECT b.questionnaire, b.series, part.key AS part,
  CASE WHEN grouping(b.trade) = 0 THEN b.trade END AS trade, CASE WHEN grouping(b.size_band) = 0 THEN b.size_band END AS size_band,
  sum(b.count)::int AS count, round((sum(part.value::double precision) / sum(b.count))::numeric, 3)::double precision AS mean
FROM know.assessment_batch b CROSS JOIN jsonb_each_text(b.sums) AS part
WHERE b.retired_at IS NULL
GROUP BY GROUPING SETS ((b.questionnaire, b.series, part.key), (b.questionnaire, b.series, part.key, b.trade), (b.questionnaire, b.series, part.key, b.size_band), (b.questionnaire, b.series, part.key, b.trade, b.size_band))
-- A batch that speaks for a wider group counts in the wider group only.
HAVING sum(b.count) >= 10 AND (grouping(b.trade) = 1 OR b.trade IS NOT NULL) AND (grouping(b.size_band) = 1 OR b.size_band IS NOT NULL);
CREATE UNIQUE INDEX assessment_figure_once ON know.assessment_figure (questionnaire, series, trade, size_band, part) NULLS NOT DISTINCT;
CREATE VIEW know.public_assessment_figure WITH (security_barrier) AS
SELECT questionnaire, series, part, trade, size_band, count, mean FROM know.assessment_figure WHERE count >= 10;
GRANT SELECT ON know.public_assessment_figure TO kyojo_public, kyojo_member, kyojo_operator, kyojo_worker;

-- Forms batches of ten and more from the results that wait, first of one trade and size, then (for what waited a week) of one
-- trade, then (two weeks) of any; retires those of which half the organisations have a newer result counted, or after three years.
-- An organisation counts with its newest result, and at most once a year; only those the hub vouches for count, so that nobody
-- can fill a group with inventions around a neighbour. Gives how many batches were formed.
CREATE FUNCTION know.form_assessment_batches(now_at timestamptz, fewest int DEFAULT 10) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE formed int := 0; made int; level int;
BEGIN
  IF fewest < 10 THEN RAISE EXCEPTION 'never fewer than ten'; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('know.form_assessment_batches'));
  CREATE TEMP TABLE waiting ON COMMIT DROP AS
    SELECT DISTINCT ON (a.organisation_id, a.questionnaire, a.series) a.id, a.organisation_id, a.questionnaire, a.series, a.trade, a.size_band, a.parts, a.finished_at
    FROM know.assessment a JOIN know.organisation o ON o.id = a.organisation_id
    WHERE a.counted_in IS NULL AND a.finished_at IS NOT NULL AND a.about = '' AND a.parts IS NOT NULL AND o.state = 'active' AND a.finished_at > now_at - interval '2 years'
      AND (o.external_id IS NOT NULL OR o.number_proven_at IS NOT NULL OR EXISTS (SELECT FROM know.registration r WHERE r.organisation_id = o.id AND r.state = 'proven'))
      AND NOT EXISTS (SELECT FROM know.assessment b WHERE b.organisation_id = a.organisation_id AND b.questionnaire = a.questionnaire AND b.counted_in IS NOT NULL AND b.finished_at > a.finished_at - interval '1 year')
    ORDER BY a.organisation_id, a.questionnaire, a.series, a.finished_at DESC;
  ANALYZE waiting;
  FOR level IN 1..3 LOOP
    CREATE TEMP TABLE pool ON COMMIT DROP AS
      SELECT gen_random_uuid() AS batch, g.* FROM (
        SELECT questionnaire, series, CASE WHEN level < 3 THEN trade END AS trade, CASE WHEN level = 1 THEN size_band END AS size_band, count(*)::int AS count
        FROM waiting
        WHERE (level > 1 OR size_band IS NOT NULL) AND (level > 2 OR trade IS NOT NULL) AND finished_at <= now_at - make_interval(days => (level - 1) * 7)
        GROUP BY 1, 2, 3, 4 HAVING count(DISTINCT organisation_id) >= fewest) g;
    CREATE TEMP TABLE chosen ON COMMIT DROP AS
      SELECT w.id, p.batch, w.parts FROM waiting w JOIN pool p ON p.questionnaire = w.questionnaire AND p.series = w.series AND (level = 3 OR p.trade = w.trade) AND (level > 1 OR p.size_band = w.size_band)
      WHERE w.finished_at <= now_at - make_interval(days => (level - 1) * 7);
    ANALYZE chosen;
    INSERT INTO know.assessment_batch (id, questionnaire, series, trade, size_band, count, sums, formed_at)
    SELECT p.batch, p.questionnaire, p.series, p.trade, p.size_band, p.count, coalesce(s.sums, '{}'), now_at
    FROM pool p LEFT JOIN (
      SELECT batch, jsonb_object_agg(key, total) AS sums FROM (
        SELECT c.batch, part.key, sum(part.value::double precision) AS total, count(part.value) AS given FROM chosen c CROSS JOIN jsonb_each_text(c.parts) AS part GROUP BY c.batch, part.key) added
      JOIN pool q USING (batch) WHERE added.given = q.count GROUP BY batch) s USING (batch);
    GET DIAGNOSTICS made = ROW_COUNT;
    formed := formed + made;
    UPDATE know.assessment a SET counted_in = c.batch FROM chosen c WHERE a.id = c.id;
    DELETE FROM waiting w USING chosen c WHERE w.id = c.id;
    DROP TABLE pool, chosen;
  END LOOP;
  DROP TABLE waiting;
  -- After a first large night the planner would still believe that nothing is counted, and look through everything for each row.
  IF formed > 0 THEN ANALYZE know.assessment (counted_in, organisation_id, questionnaire, finished_at); END IF;
  UPDATE know.assessment_batch SET retired_at = now_at WHERE retired_at IS NULL AND formed_at < now_at - interval '3 years';
  UPDATE know.assessment_batch b SET retired_at = now_at FROM (
    SELECT a.counted_in AS id, count(DISTINCT a.id) AS renewed FROM know.assessment a
    JOIN know.assessment n ON n.organisation_id = a.organisation_id AND n.questionnaire = a.questionnaire AND n.counted_in IS NOT NULL AND n.finished_at > a.finished_at
    WHERE a.counted_in IS NOT NULL GROUP BY 1) r
  WHERE r.id = b.id AND r.renewed * 2 > b.count AND b.retired_at IS NULL;
  REFRESH MATERIALIZED VIEW CONCURRENTLY know.assessment_figure;
  RETURN formed;
END $$;
REVOKE EXECUTE ON FUNCTION know.form_assessment_batches FROM PUBLIC;
GRANT EXECUTE ON FUNCTION know.form_assessment_batches TO kyojo_worker;
