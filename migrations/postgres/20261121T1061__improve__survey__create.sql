-- improve: surveys in waves. Only whole numbers of answers are kept; every percentage is computed where it is shown, by a rule that is named.
CREATE TABLE improve.survey (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(id) <= 60),
  name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
  name_en text NOT NULL DEFAULT '' CHECK (length(name_en) <= 200),
  -- Who is asked.
  asked text NOT NULL CHECK (asked <> '' AND length(asked) <= 500),
  asked_en text NOT NULL DEFAULT '' CHECK (length(asked_en) <= 500),
  state text NOT NULL DEFAULT 'published' CHECK (state IN ('draft', 'published')),
  changed_by text NOT NULL DEFAULT 'import',
  changed_at timestamptz NOT NULL DEFAULT now()
);
SELECT platform.guard('improve.survey', NULL);

-- One time of asking.
CREATE TABLE improve.survey_wave (
  survey_id text NOT NULL REFERENCES improve.survey (id) ON DELETE CASCADE,
  wave text NOT NULL CHECK (wave ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(wave) <= 40),
  -- 基準日: the day the answers are about.
  reference_on date NOT NULL,
  -- How many were asked and how many answered; asked null where nobody says.
  asked int CHECK (asked > 0),
  respondents int NOT NULL CHECK (respondents > 0),
  source text NOT NULL DEFAULT '' CHECK (length(source) <= 500),
  -- Stored: {document, lines: [from, to]} where it was printed.
  cites jsonb,
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
  note_en text NOT NULL DEFAULT '' CHECK (length(note_en) <= 2000),
  taken_by text NOT NULL DEFAULT 'import',
  taken_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (survey_id, wave),
  CHECK (asked IS NULL OR respondents <= asked)
);
SELECT platform.guard('improve.survey_wave', NULL);

-- A question of one wave: the same key in two waves is the same question, unless the wording says otherwise.
CREATE TABLE improve.survey_question (
  survey_id text NOT NULL,
  wave text NOT NULL,
  question text NOT NULL CHECK (question ~ '^[a-z0-9]+([.-][a-z0-9]+)*$' AND length(question) <= 40),
  position int NOT NULL,
  part text NOT NULL DEFAULT '',
  part_en text NOT NULL DEFAULT '',
  wording text NOT NULL CHECK (wording <> '' AND length(wording) <= 500),
  wording_en text NOT NULL DEFAULT '' CHECK (length(wording_en) <= 500),
  -- one: each respondent in one answer, they add up; several: any number; band: one, by a number with edges.
  kind text NOT NULL CHECK (kind IN ('one', 'several', 'band')),
  lines int4range,
  PRIMARY KEY (survey_id, wave, question),
  FOREIGN KEY (survey_id, wave) REFERENCES improve.survey_wave (survey_id, wave) ON DELETE CASCADE
);
SELECT platform.guard('improve.survey_question', NULL);

-- How many gave an answer. Never a percentage.
CREATE TABLE improve.survey_answer (
  survey_id text NOT NULL,
  wave text NOT NULL,
  question text NOT NULL,
  answer text NOT NULL CHECK (answer ~ '^[a-z0-9]+([.-][a-z0-9]+)*$' AND length(answer) <= 40),
  position int NOT NULL,
  label text NOT NULL CHECK (label <> '' AND length(label) <= 300),
  label_en text NOT NULL DEFAULT '' CHECK (length(label_en) <= 300),
  -- counts: an answer that counts; not-applicable: leaves the share of those it applies to.
  role text NOT NULL DEFAULT 'counts' CHECK (role IN ('counts', 'not-applicable')),
  -- Band from (included) to (included or not); null: open end. Only of band questions.
  from_value numeric,
  to_value numeric,
  to_included boolean NOT NULL DEFAULT true,
  number int CHECK (number >= 0),
  state text NOT NULL DEFAULT 'exact' CHECK (state IN ('exact', 'suppressed', 'not-published')),
  PRIMARY KEY (survey_id, wave, question, answer),
  FOREIGN KEY (survey_id, wave, question) REFERENCES improve.survey_question (survey_id, wave, question) ON DELETE CASCADE,
  CHECK ((number IS NULL) = (state <> 'exact')),
  CHECK (from_value IS NULL OR to_value IS NULL OR from_value <= to_value)
);
SELECT platform.guard('improve.survey_answer', NULL);

CREATE VIEW improve.public_survey WITH (security_barrier) AS
SELECT id, name, name_en, asked, asked_en, changed_at FROM improve.survey WHERE state = 'published';
CREATE VIEW improve.public_survey_wave WITH (security_barrier) AS
SELECT w.survey_id, w.wave, w.reference_on, w.asked, w.respondents, w.source, w.cites, w.note, w.note_en, w.taken_at
FROM improve.survey_wave w JOIN improve.survey s ON s.id = w.survey_id WHERE s.state = 'published';
CREATE VIEW improve.public_survey_question WITH (security_barrier) AS
SELECT q.survey_id, q.wave, q.question, q.position, q.part, q.part_en, q.wording, q.wording_en, q.kind, lower(q.lines) AS line_from, upper(q.lines) - 1 AS line_to
FROM improve.survey_question q JOIN improve.survey s ON s.id = q.survey_id WHERE s.state = 'published';
CREATE VIEW improve.public_survey_answer WITH (security_barrier) AS
SELECT a.survey_id, a.wave, a.question, a.answer, a.position, a.label, a.label_en, a.role, a.from_value, a.to_value, a.to_included, a.number, a.state
FROM improve.survey_answer a JOIN improve.survey s ON s.id = a.survey_id WHERE s.state = 'published';
GRANT SELECT ON improve.public_survey, improve.public_survey_wave, improve.public_survey_question, improve.public_survey_answer
  TO kyojo_public, kyojo_member, kyojo_operator, kyojo_worker;
