-- Questions people keep, and those that are asked by themselves. A member's question runs with that member's rights of the day.
CREATE TABLE observe.saved_query (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid,                -- NULL: an operator's
  person_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  query text NOT NULL CHECK (length(query) <= 4000),
  every text NOT NULL DEFAULT '' CHECK (every IN ('', 'hour', 'day', 'week')),
  next_at timestamptz,
  saved_at timestamptz NOT NULL
);
CREATE INDEX saved_query_due ON observe.saved_query (next_at) WHERE next_at IS NOT NULL;
SELECT platform.guard('observe.saved_query', 'organisation_id', 'SELECT, INSERT, DELETE');

CREATE TABLE observe.query_result (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  saved_query_id uuid NOT NULL REFERENCES observe.saved_query ON DELETE CASCADE,
  organisation_id uuid,
  ran_at timestamptz NOT NULL,
  milliseconds int NOT NULL,
  total bigint NOT NULL,
  rows jsonb NOT NULL
);
CREATE INDEX query_result_of ON observe.query_result (saved_query_id, ran_at DESC);
SELECT platform.guard('observe.query_result', 'organisation_id', 'SELECT');

-- What machines ask with: the organisation's rights, or an operator's where there is none.
CREATE TABLE observe.ask_token (
  token_hash text PRIMARY KEY,
  organisation_id uuid,
  person_id uuid NOT NULL,
  made_at timestamptz NOT NULL
);
SELECT platform.guard('observe.ask_token', 'organisation_id', 'SELECT, INSERT, DELETE');
