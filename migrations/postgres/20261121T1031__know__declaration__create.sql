-- 自己宣言 ★/★★: made by an organisation, checked by anybody.

CREATE TABLE know.declaration (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  -- Nine signs of chance and one that shows a slip (Crockford's alphabet): nobody guesses a neighbour's.
  number text NOT NULL UNIQUE CHECK (number ~ '^[0-9A-HJKMNP-TV-Z]{10}$'),
  scheme text NOT NULL,
  level text NOT NULL,
  stars smallint NOT NULL CHECK (stars BETWEEN 1 AND 5),
  rules int NOT NULL,
  made_at timestamptz NOT NULL,
  level_since timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  withdrawn_at timestamptz,
  -- The newest of its organisation and scheme; what ended is never revived.
  is_current boolean NOT NULL DEFAULT true,
  agreed text[] NOT NULL DEFAULT '{}',
  policy_on date,
  policy_url text NOT NULL DEFAULT '' CHECK (length(policy_url) <= 500),
  prefecture text NOT NULL DEFAULT '',
  trade text NOT NULL DEFAULT '',
  size_band int,
  reminded_at timestamptz,
  CHECK (withdrawn_at IS NULL OR NOT is_current)
);
CREATE UNIQUE INDEX declaration_current ON know.declaration (organisation_id, scheme) WHERE is_current;
CREATE INDEX declaration_organisation ON know.declaration (organisation_id, made_at DESC);
CREATE INDEX declaration_ends ON know.declaration (valid_until) WHERE is_current;
-- A member never writes here: whether the conditions are met is decided by the hub.
SELECT platform.guard('know.declaration', 'organisation_id', 'SELECT');

-- The life of a declaration; the row above is what these come to.
CREATE TABLE know.declaration_event (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  declaration_id uuid NOT NULL REFERENCES know.declaration ON DELETE CASCADE,
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('made', 'renewed', 'changed', 'withdrawn')),
  at timestamptz NOT NULL,
  level text,
  stars smallint,
  rules int,
  valid_until timestamptz,
  by text CHECK (by IN ('organisation', 'hub')),
  reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
  CHECK ((kind = 'withdrawn') = (level IS NULL)),
  CHECK ((kind = 'withdrawn') = (by IS NOT NULL))
);
CREATE INDEX declaration_event_of ON know.declaration_event (declaration_id, at, id);
CREATE INDEX declaration_event_organisation ON know.declaration_event (organisation_id);
SELECT platform.guard('know.declaration_event', 'organisation_id', 'SELECT');

-- What anybody may ask by a number. Of a declaration that ended by withdrawal, or that a newer one follows, only that it ended: whose
-- it was is no longer published. A 法人番号 is shown only where the hub vouches for it.
CREATE VIEW know.public_declaration WITH (security_barrier) AS
SELECT d.number, d.scheme, d.level, d.stars, d.rules, d.made_at, d.level_since, d.valid_until, d.withdrawn_at, d.is_current,
  CASE WHEN d.is_current AND o.state = 'active' THEN o.name END AS name,
  CASE WHEN d.is_current AND o.state = 'active' THEN o.name_en END AS name_en,
  CASE WHEN d.is_current AND o.state = 'active' AND o.number_proven_at IS NOT NULL THEN o.corporate_number END AS corporate_number,
  CASE WHEN d.is_current AND o.state = 'active' THEN d.prefecture END AS prefecture,
  CASE WHEN d.is_current AND o.state = 'active' THEN d.policy_url END AS policy_url,
  o.state = 'active' AS is_member
FROM know.declaration d JOIN know.organisation o ON o.id = d.organisation_id;

-- What anybody may ask by a 法人番号: the declarations in force (or lapsed and not made anew) of those who really have the number.
CREATE VIEW know.public_declared_number WITH (security_barrier) AS
SELECT o.corporate_number, d.number, d.level, d.stars, d.made_at, d.valid_until, o.name
FROM know.organisation o JOIN know.declaration d ON d.organisation_id = o.id AND d.is_current
WHERE o.number_proven_at IS NOT NULL AND o.state = 'active';
GRANT SELECT ON know.public_declaration, know.public_declared_number TO kyojo_public, kyojo_member, kyojo_operator, kyojo_worker;

-- How many organisations declare, cell by cell, counted once a day. Nobody but the hub reads it.
CREATE TABLE know.declaration_count (
  dimension text NOT NULL CHECK (dimension IN ('total', 'star', 'prefecture', 'trade', 'size', 'month')),
  value text NOT NULL,
  -- 0: all of them (dimensions total and star only; for the others the view adds up)
  stars smallint NOT NULL,
  count int NOT NULL,
  counted_at timestamptz NOT NULL,
  PRIMARY KEY (dimension, value, stars)
);
SELECT platform.guard('know.declaration_count', NULL);

-- What is published of it. Three rules, so that no two figures, side by side, over filters or over days, tell of fewer than ten:
--   a cell of fewer than ten is not shown, nor whether it is empty;
--   where a cell is not shown, the smallest that could be is not shown either, so that nothing comes out by subtraction;
--   every figure, totals too, is cut to full tens.
CREATE VIEW know.public_declaration_figure WITH (security_barrier) AS
WITH ranked AS (
  SELECT dimension, value, stars, count, counted_at, bool_or(count < 10) OVER (PARTITION BY dimension, stars) AS has_small,
    row_number() OVER (PARTITION BY dimension, stars, count < 10 ORDER BY count, value) AS nth
  FROM know.declaration_count
), judged AS (
  SELECT dimension, value, stars, count, counted_at, count >= 10 AND NOT (has_small AND nth = 1) AS is_shown FROM ranked
)
SELECT dimension, value, stars, CASE WHEN is_shown THEN count / 10 * 10 END AS count, counted_at FROM judged
UNION ALL
-- All stars together only where each star's own cell is shown: else the rest would be the hidden one.
SELECT dimension, value, 0, CASE WHEN bool_and(is_shown) THEN (sum(count) / 10)::int * 10 END, max(counted_at) FROM judged
WHERE dimension NOT IN ('total', 'star') GROUP BY dimension, value;
GRANT SELECT ON know.public_declaration_figure TO kyojo_public, kyojo_member, kyojo_operator, kyojo_worker;
