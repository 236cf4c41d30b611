-- やること: what an organisation should do by a day, told by the rooms that noticed it; one open task per thing.
CREATE TABLE know.task (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  -- Says its words: `task.<kind>` in src/know/task/words.ts, filled from `facts`.
  kind text NOT NULL CHECK (kind ~ '^[a-z]+(-[a-z]+)*$'),
  -- What it is about, `noun:id`; one open task of a kind for each.
  subject text NOT NULL,
  facts jsonb NOT NULL DEFAULT '{}',
  -- Where it is done, below the organisation's own pages.
  href text NOT NULL CHECK (href LIKE '/%' AND href NOT LIKE '//%'),
  due_on date,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped')),
  created_at timestamptz NOT NULL DEFAULT now(),
  done_at timestamptz,
  done_by text NOT NULL DEFAULT '',
  mailed_at timestamptz
);
CREATE UNIQUE INDEX task_once ON know.task (organisation_id, kind, subject) WHERE state = 'open';
CREATE INDEX task_list ON know.task (organisation_id, state, due_on, id);
CREATE INDEX task_unmailed ON know.task (organisation_id) WHERE state = 'open' AND mailed_at IS NULL;
SELECT platform.guard('know.task', 'organisation_id', 'SELECT, UPDATE (state, done_at, done_by)');
