-- observe: what an operator does with feeds: versions of a mapping, silences, and what became of a row laid aside.
ALTER TABLE observe.feed
  ADD COLUMN active_since timestamptz,  -- when it was switched on or resumed; its rhythm is counted from here at the earliest
  ADD COLUMN ended_at timestamptz;

-- 対応づけの版: each mapping an operator saved for a feed of the hub's own. The newest is the one in observe.feed.
CREATE TABLE observe.mapping_version (
  feed_id text NOT NULL REFERENCES observe.feed ON DELETE CASCADE,
  version int NOT NULL CHECK (version > 0),
  mapping jsonb NOT NULL,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (feed_id, version)
);
SELECT platform.guard('observe.mapping_version', NULL);

-- 沈黙: a feed that was past its rhythm, from the time its report was due until it was heard again (or stopped by an operator).
CREATE TABLE observe.silence (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  feed_id text NOT NULL REFERENCES observe.feed ON DELETE CASCADE,
  since timestamptz NOT NULL,      -- when its report was due
  noticed_at timestamptz NOT NULL,
  mailed_at timestamptz,           -- one mail a silence
  ended_at timestamptz
);
CREATE UNIQUE INDEX silence_one ON observe.silence (feed_id) WHERE ended_at IS NULL;
CREATE INDEX silence_list ON observe.silence (feed_id, since DESC);
SELECT platform.guard('observe.silence', NULL);

-- What became of a row, by whom, where it went. Its words as they came stay in `content`.
ALTER TABLE observe.quarantine
  ADD COLUMN cause text GENERATED ALWAYS AS (split_part(reason, ':', 1)) STORED,
  ADD COLUMN replay_batch_id uuid REFERENCES observe.batch ON DELETE SET NULL,
  ADD COLUMN settled_at timestamptz,
  ADD COLUMN note text NOT NULL DEFAULT '';
CREATE INDEX quarantine_list ON observe.quarantine (created_at DESC, id DESC);
CREATE INDEX quarantine_cause ON observe.quarantine (cause) WHERE state = 'waiting';
CREATE INDEX quarantine_replay ON observe.quarantine (replay_batch_id) WHERE replay_batch_id IS NOT NULL;
