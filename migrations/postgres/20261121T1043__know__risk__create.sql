-- リスク: what may happen to one asset, for harm or for good, and what is done about it.
CREATE TABLE know.risk (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  asset_id uuid NOT NULL,
  nature text NOT NULL DEFAULT 'threat' CHECK (nature IN ('threat', 'opportunity')),
  -- The scenario of the shared knowledge base it began with; empty for one of the organisation's own.
  scenario text NOT NULL DEFAULT '',
  base_version int NOT NULL DEFAULT 0,
  -- Own words; empty: the knowledge base's, in the reader's language.
  story text NOT NULL DEFAULT '' CHECK (length(story) <= 500),
  value smallint NOT NULL CHECK (value BETWEEN 1 AND 3),
  threat smallint NOT NULL CHECK (threat BETWEEN 1 AND 3),
  vulnerability smallint NOT NULL CHECK (vulnerability BETWEEN 1 AND 3),
  -- What was assumed because nobody has said.
  assumed text[] NOT NULL DEFAULT '{}',
  -- value × likelihood as src/know/risk/score.ts reckons it.
  likelihood smallint NOT NULL CHECK (likelihood BETWEEN 1 AND 3),
  score smallint NOT NULL CHECK (score BETWEEN 1 AND 9),
  treatment text NOT NULL DEFAULT 'undecided' CHECK (treatment IN ('undecided', 'reduce', 'avoid', 'transfer', 'accept', 'pursue', 'leave')),
  -- How open it is to be once the measure is done.
  aimed smallint NOT NULL DEFAULT 1 CHECK (aimed BETWEEN 1 AND 3),
  residual smallint NOT NULL CHECK (residual BETWEEN 0 AND 9),
  measure text NOT NULL DEFAULT '' CHECK (length(measure) <= 1000),
  owner text NOT NULL DEFAULT '' CHECK (length(owner) <= 100),
  review_on date,
  -- The day of review that the organisation has been given a task for.
  told_review_on date,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (asset_id, organisation_id) REFERENCES know.asset (id, organisation_id) ON DELETE CASCADE,
  CHECK ((nature = 'opportunity' AND treatment IN ('undecided', 'pursue', 'leave')) OR (nature = 'threat' AND treatment NOT IN ('pursue', 'leave')))
);
CREATE UNIQUE INDEX risk_once ON know.risk (asset_id, scenario) WHERE scenario <> '';
CREATE INDEX risk_list ON know.risk (organisation_id, nature, score DESC, id DESC);
CREATE INDEX risk_asset ON know.risk (asset_id);
CREATE INDEX risk_untold ON know.risk (review_on) WHERE told_review_on IS DISTINCT FROM review_on;
SELECT platform.guard('know.risk', 'organisation_id', 'SELECT, INSERT, DELETE, UPDATE (story, value, threat, vulnerability, assumed, likelihood, score, treatment, aimed, residual, measure, owner, review_on, updated_at)');
