-- 規程類: an organisation's own papers, composed from templates under content/documents/.

-- What it told for all its papers: the values of their fields, by field.
CREATE TABLE know.paper_answers (
  organisation_id uuid PRIMARY KEY REFERENCES know.organisation ON DELETE CASCADE,
  told jsonb NOT NULL DEFAULT '{}',
  language text NOT NULL DEFAULT 'ja' CHECK (language IN ('ja', 'easy', 'en')),
  updated_at timestamptz NOT NULL DEFAULT now()
);
SELECT platform.guard('know.paper_answers', 'organisation_id', 'SELECT, INSERT, UPDATE (told, language, updated_at)');

-- One paper of an organisation: its newest version in short.
CREATE TABLE know.paper (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  template text NOT NULL CHECK (template ~ '^[a-z][a-z0-9-]*$'),
  template_version int NOT NULL CHECK (template_version >= 1),
  number int NOT NULL CHECK (number >= 1),
  next_review_on date NOT NULL,
  -- The newest edition of the template, and the day of review, that the organisation has been given a task for.
  told_version int NOT NULL DEFAULT 0,
  told_review_on date,
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organisation_id, template),
  UNIQUE (id, organisation_id)
);
CREATE INDEX paper_template ON know.paper (template, template_version);
CREATE INDEX paper_untold ON know.paper (next_review_on) WHERE told_review_on IS DISTINCT FROM next_review_on;
SELECT platform.guard('know.paper', 'organisation_id', 'SELECT, INSERT (organisation_id, template, template_version, number, next_review_on, updated_at), UPDATE (template_version, number, next_review_on, updated_at)');

-- One version of it with everything it was made of, so that it comes out the same in ten years.
CREATE TABLE know.paper_version (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  paper_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  number int NOT NULL CHECK (number >= 1),
  template_version int NOT NULL,
  language text NOT NULL CHECK (language IN ('ja', 'easy', 'en')),
  approver text NOT NULL DEFAULT '' CHECK (length(approver) <= 100),
  in_force_on date NOT NULL,
  next_review_on date NOT NULL,
  note text NOT NULL CHECK (length(note) <= 500),
  -- The shape is `Made` in src/know/paper-set/store.ts.
  made_of jsonb NOT NULL,
  -- Sentences added, removed and reworded since the version before.
  changes jsonb NOT NULL DEFAULT '[]',
  made_by text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (paper_id, organisation_id) REFERENCES know.paper (id, organisation_id) ON DELETE CASCADE,
  UNIQUE (paper_id, number)
);
CREATE INDEX paper_version_organisation ON know.paper_version (organisation_id, made_at DESC);
-- A version that was made is never changed and never removed.
SELECT platform.guard('know.paper_version', 'organisation_id', 'SELECT, INSERT');

-- A sentence of a template in the organisation's own words; empty strikes it out.
CREATE TABLE know.paper_wording (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  template text NOT NULL,
  article text NOT NULL,
  language text NOT NULL CHECK (language IN ('ja', 'easy', 'en')),
  model text NOT NULL CHECK (length(model) <= 2000),
  own text NOT NULL CHECK (length(own) <= 2000),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX paper_wording_once ON know.paper_wording (organisation_id, template, language, md5(model));
SELECT platform.guard('know.paper_wording', 'organisation_id', 'SELECT, INSERT, DELETE, UPDATE (own, model, updated_at)');
