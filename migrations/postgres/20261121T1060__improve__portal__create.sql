-- improve: the portal of initiatives, its events, what organisations propose, and what everybody searches in. Tables are the hub's own; everybody
-- else reads the published views. A proposal is seen by the organisation that made it.

-- 取組: what a public or private body offers, to whom and by which means.
CREATE TABLE improve.initiative (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(id) <= 80),
  name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
  name_en text NOT NULL DEFAULT '' CHECK (length(name_en) <= 200),
  operators text[] NOT NULL CHECK (cardinality(operators) BETWEEN 1 AND 20),
  sector text NOT NULL CHECK (sector IN ('public', 'private', 'joint')),
  methods text[] NOT NULL CHECK (cardinality(methods) > 0 AND methods <@ ARRAY['seminars-and-events', 'tools-and-contents', 'timely-information-and-desks']),
  audiences text[] NOT NULL CHECK (cardinality(audiences) > 0 AND audiences <@ ARRAY['youth', 'working-age', 'seniors', 'micro-firms', 'smes', 'large-firms', 'schools', 'local-governments']),
  -- text: the source says whom it is for; reading: ours, an editor should confirm; editor: confirmed.
  audience_basis text NOT NULL DEFAULT 'editor' CHECK (audience_basis IN ('text', 'reading', 'editor')),
  -- 'nationwide' or '' (not said) or a name as printed.
  region text NOT NULL DEFAULT '' CHECK (length(region) <= 100),
  -- Two-digit codes (JIS X 0401); empty: everywhere, or not said.
  prefectures text[] NOT NULL DEFAULT '{}',
  cost text NOT NULL DEFAULT 'unknown' CHECK (cost IN ('free', 'paid', 'partly', 'unknown')),
  cost_note text NOT NULL DEFAULT '' CHECK (length(cost_note) <= 300),
  how_to_join text NOT NULL DEFAULT '' CHECK (length(how_to_join) <= 2000),
  what text NOT NULL DEFAULT '' CHECK (length(what) <= 4000),
  what_en text NOT NULL DEFAULT '' CHECK (length(what_en) <= 4000),
  url text NOT NULL DEFAULT '' CHECK (url = '' OR url ~ '^https?://'),
  -- What the job that looks for broken links found.
  link_state text NOT NULL DEFAULT 'unchecked' CHECK (link_state IN ('unchecked', 'works', 'broken', 'not-asked')),
  link_reason text NOT NULL DEFAULT '',
  link_checked_at timestamptz,
  link_broken_since timestamptz,
  -- Stored: [{document, lines: [from, to], as}] where it was printed.
  sources jsonb NOT NULL DEFAULT '[]',
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published', 'withdrawn')),
  origin text NOT NULL DEFAULT 'editor' CHECK (origin IN ('document', 'proposal', 'editor')),
  organisation_name text NOT NULL DEFAULT '',
  published_at timestamptz,
  changed_at timestamptz NOT NULL DEFAULT now(),
  changed_by text NOT NULL DEFAULT 'import',
  CHECK ((state = 'published') <= (published_at IS NOT NULL))
);
-- Lists are sorted and counted by the short columns: the texts lie beside the rows.
ALTER TABLE improve.initiative SET (toast_tuple_target = 256);
ALTER TABLE improve.initiative ALTER COLUMN id SET STORAGE MAIN, ALTER COLUMN name SET STORAGE MAIN, ALTER COLUMN name_en SET STORAGE MAIN,
  ALTER COLUMN methods SET STORAGE MAIN, ALTER COLUMN audiences SET STORAGE MAIN, ALTER COLUMN prefectures SET STORAGE MAIN;
CREATE INDEX initiative_order ON improve.initiative (name, id) WHERE state = 'published';
CREATE INDEX initiative_newest ON improve.initiative (published_at DESC, id) WHERE state = 'published';
CREATE INDEX initiative_audiences ON improve.initiative USING gin (audiences, methods, prefectures) WHERE state = 'published';
CREATE INDEX initiative_link ON improve.initiative (link_checked_at NULLS FIRST) WHERE url <> '';
SELECT platform.guard('improve.initiative', NULL);

-- Where an initiative stands on the map, one row for each place, so that the map is counted by an index.
CREATE TABLE improve.initiative_place (
  audience text NOT NULL,
  method text NOT NULL,
  sector text NOT NULL,
  initiative_id text NOT NULL REFERENCES improve.initiative (id) ON DELETE CASCADE,
  name text NOT NULL,
  name_en text NOT NULL,
  PRIMARY KEY (audience, method, name, initiative_id)
);
CREATE INDEX initiative_place_of ON improve.initiative_place (initiative_id);
SELECT platform.guard('improve.initiative_place', NULL);

-- How many stand in each place of the map; written again with each change of it.
CREATE TABLE improve.map_cell (
  audience text NOT NULL,
  method text NOT NULL,
  count int NOT NULL,
  PRIMARY KEY (audience, method)
);
SELECT platform.guard('improve.map_cell', NULL);

-- 教材: what may be taken along, with what may be done with it and how often it was taken.
CREATE TABLE improve.content (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  initiative_id text NOT NULL REFERENCES improve.initiative (id) ON DELETE CASCADE,
  name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
  kind text NOT NULL CHECK (kind IN ('document', 'video', 'slides', 'tool', 'game', 'course', 'leaflet')),
  licence text NOT NULL DEFAULT 'ask' CHECK (licence IN ('cc0', 'cc-by', 'cc-by-sa', 'cc-by-nc', 'pdl', 'ask', 'none')),
  url text NOT NULL CHECK (url ~ '^https?://'),
  taken int NOT NULL DEFAULT 0,
  added_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX content_initiative ON improve.content (initiative_id);
SELECT platform.guard('improve.content', NULL);

-- 良い事例: how somebody used it.
CREATE TABLE improve.practice (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  initiative_id text NOT NULL REFERENCES improve.initiative (id) ON DELETE CASCADE,
  title text NOT NULL CHECK (title <> '' AND length(title) <= 200),
  body text NOT NULL CHECK (body <> '' AND length(body) <= 4000),
  whose text NOT NULL DEFAULT '' CHECK (length(whose) <= 200),
  added_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX practice_initiative ON improve.practice (initiative_id);
SELECT platform.guard('improve.practice', NULL);

-- What an organisation proposes: a new initiative or event. An editor publishes it or says why not.
CREATE TABLE improve.proposal (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('initiative', 'event')),
  -- Stored: the fields of the form (src/improve/portal/entry.ts, src/improve/portal-events/event.ts).
  content jsonb NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'published', 'refused')),
  answer text NOT NULL DEFAULT '' CHECK (length(answer) <= 2000),
  published_as text NOT NULL DEFAULT '',
  proposed_by text NOT NULL,
  proposed_at timestamptz NOT NULL DEFAULT now(),
  decided_by text,
  decided_at timestamptz,
  CHECK ((state = 'waiting') = (decided_at IS NULL))
);
CREATE INDEX proposal_waiting ON improve.proposal (proposed_at) WHERE state = 'waiting';
CREATE INDEX proposal_organisation ON improve.proposal (organisation_id, proposed_at);
SELECT platform.guard('improve.proposal', 'organisation_id', 'SELECT, INSERT (organisation_id, kind, content, proposed_by, proposed_at)');

-- 催し: with how it stands. What was planned stays with what became of it.
CREATE TABLE improve.event (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(id) <= 80),
  initiative_id text REFERENCES improve.initiative (id),
  name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
  name_en text NOT NULL DEFAULT '' CHECK (length(name_en) <= 200),
  operator text NOT NULL CHECK (operator <> '' AND length(operator) <= 200),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  status text NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'held', 'cancelled')),
  is_online boolean NOT NULL DEFAULT false,
  -- Two-digit code; empty for one that is only online.
  prefecture text NOT NULL DEFAULT '' CHECK (prefecture = '' OR prefecture ~ '^(0[1-9]|[1-3]\d|4[0-7])$'),
  place text NOT NULL DEFAULT '' CHECK (length(place) <= 300),
  audiences text[] NOT NULL DEFAULT '{}',
  cost text NOT NULL DEFAULT 'unknown' CHECK (cost IN ('free', 'paid', 'partly', 'unknown')),
  what text NOT NULL DEFAULT '' CHECK (length(what) <= 4000),
  url text NOT NULL DEFAULT '' CHECK (url = '' OR url ~ '^https?://'),
  -- People who came; null while nobody counted.
  attended int CHECK (attended >= 0),
  -- Goes up with each change: calendars take the newest (RFC 5545 SEQUENCE).
  sequence int NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published')),
  organisation_name text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  changed_by text NOT NULL DEFAULT 'import',
  CHECK (starts_at <= ends_at),
  CHECK (is_online OR prefecture <> '')
);
CREATE INDEX event_order ON improve.event (starts_at, id) WHERE state = 'published';
SELECT platform.guard('improve.event', NULL);

-- One entry for everything that is found by a question, folded as questions are (src/improve/search/fold.ts). Published things only.
CREATE TABLE improve.search_entry (
  id text PRIMARY KEY,
  kind text NOT NULL,
  href text NOT NULL,
  title text NOT NULL,
  title_en text NOT NULL DEFAULT '',
  body text NOT NULL,
  title_fold text NOT NULL,
  body_fold text NOT NULL,
  -- Pairs of signs without places: the index says who holds all of them, ranking looks where.
  title_terms tsvector NOT NULL,
  terms tsvector NOT NULL,
  -- Which of many come first: by kind, then short titles before long ones.
  weight int NOT NULL,
  -- Of title, body and the version of folding: what is unchanged is not written again.
  hash text NOT NULL
);
CREATE INDEX search_entry_terms ON improve.search_entry USING gin (terms);
CREATE INDEX search_entry_title_terms ON improve.search_entry USING gin (title_terms);
CREATE INDEX search_entry_kind ON improve.search_entry (kind, id);
-- Texts lie beside the rows: what is found is sorted by its title before any text is read.
ALTER TABLE improve.search_entry SET (toast_tuple_target = 128);
ALTER TABLE improve.search_entry
  ALTER COLUMN id SET STORAGE MAIN, ALTER COLUMN kind SET STORAGE MAIN, ALTER COLUMN href SET STORAGE MAIN, ALTER COLUMN title SET STORAGE MAIN, ALTER COLUMN title_en SET STORAGE MAIN,
  ALTER COLUMN title_fold SET STORAGE MAIN, ALTER COLUMN title_terms SET STORAGE MAIN, ALTER COLUMN hash SET STORAGE MAIN,
  ALTER COLUMN body SET STORAGE EXTERNAL, ALTER COLUMN body_fold SET STORAGE EXTERNAL, ALTER COLUMN terms SET STORAGE EXTERNAL, ALTER COLUMN terms SET STATISTICS 500;
SELECT platform.guard('improve.search_entry', NULL);

-- Without barriers: what they leave out are drafts of public things, and a barrier would keep conditions from the indexes. Nobody but our own
-- statements asks here.
CREATE VIEW improve.public_initiative AS
SELECT id, name, name_en, operators, sector, methods, audiences, audience_basis, region, prefectures, cost, cost_note, how_to_join, what, what_en, url,
  link_state, link_reason, link_checked_at, link_broken_since, sources, origin, published_at, changed_at
FROM improve.initiative WHERE state = 'published';
CREATE VIEW improve.public_initiative_place AS
SELECT audience, method, sector, initiative_id, name, name_en FROM improve.initiative_place;
CREATE VIEW improve.public_map_cell AS
SELECT audience, method, count FROM improve.map_cell;
CREATE VIEW improve.public_content AS
SELECT c.id, c.initiative_id, c.name, c.kind, c.licence, c.url, c.taken, c.added_at
FROM improve.content c JOIN improve.initiative i ON i.id = c.initiative_id WHERE i.state = 'published';
CREATE VIEW improve.public_practice AS
SELECT p.id, p.initiative_id, p.title, p.body, p.whose, p.added_at
FROM improve.practice p JOIN improve.initiative i ON i.id = p.initiative_id WHERE i.state = 'published';
CREATE VIEW improve.public_event AS
SELECT id, initiative_id, name, name_en, operator, starts_at, ends_at, status, is_online, prefecture, place, audiences, cost, what, url, attended, sequence, created_at, changed_at
FROM improve.event WHERE state = 'published';
CREATE VIEW improve.public_search_entry AS
SELECT id, kind, href, title, title_en, body, title_fold, body_fold, title_terms, terms, weight FROM improve.search_entry;
GRANT SELECT ON improve.public_initiative, improve.public_initiative_place, improve.public_map_cell, improve.public_content, improve.public_practice, improve.public_event, improve.public_search_entry
  TO kyojo_public, kyojo_member, kyojo_operator, kyojo_worker;
