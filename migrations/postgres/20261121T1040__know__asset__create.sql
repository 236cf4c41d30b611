-- 資産: what an organisation has to guard; what of it the loop may match becomes a registration.
CREATE TABLE know.asset (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('information', 'system', 'device', 'cloud', 'contract')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  -- By what a row of a sheet is the same thing again: its serial number, or kind and name (identityOf in asset-sheet).
  identity text NOT NULL,
  -- The important area it was listed for: `content/assets/start.yaml`.
  area text NOT NULL DEFAULT '' CHECK (length(area) <= 60),
  users text,
  keeper text,
  medium text,
  place text,
  personal text[] CHECK (personal <@ ARRAY['ordinary', 'sensitive', 'number', 'card']),
  confidentiality smallint CHECK (confidentiality BETWEEN 1 AND 3),
  integrity smallint CHECK (integrity BETWEEN 1 AND 3),
  availability smallint CHECK (availability BETWEEN 1 AND 3),
  -- The highest of the three; 0 while none was given.
  importance smallint NOT NULL DEFAULT 0 CHECK (importance BETWEEN 0 AND 3),
  retention text,
  vendor text,
  product text,
  version text,
  serial text,
  -- The product as a CPE 2.3 name, ready for matching; NULL while vendor or product cannot be told.
  cpe text,
  addresses text[],
  domains text[],
  provider text,
  second_factor boolean,
  assessed boolean,
  responsibility text,
  ends_on date,
  note text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (id, organisation_id)
);
CREATE UNIQUE INDEX asset_once ON know.asset (organisation_id, identity);
CREATE INDEX asset_list ON know.asset (organisation_id, importance DESC, name, id);
CREATE INDEX asset_cpe ON know.asset (cpe text_pattern_ops) WHERE cpe IS NOT NULL;
CREATE INDEX asset_ends ON know.asset (ends_on) WHERE ends_on IS NOT NULL;
SELECT platform.guard('know.asset', 'organisation_id', 'SELECT, INSERT, DELETE, UPDATE (kind, name, identity, area, users, keeper, medium, place, personal, confidentiality, integrity, availability, importance, retention, vendor, product, version, serial, cpe, addresses, domains, provider, second_factor, assessed, responsibility, ends_on, note, updated_at)');

-- A file of assets on its way in: read, shown with its faults, taken whole or thrown away.
CREATE TABLE know.asset_import (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  name text NOT NULL,
  state text NOT NULL DEFAULT 'preview' CHECK (state IN ('preview', 'taken', 'dropped')),
  -- How it was read: format, encoding, sheet, columns nobody knows, formulas.
  told jsonb NOT NULL,
  rows jsonb NOT NULL,
  row_count int NOT NULL,
  faults jsonb NOT NULL,
  fault_count int NOT NULL,
  by_person text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  taken_at timestamptz
);
CREATE INDEX asset_import_newest ON know.asset_import (organisation_id, created_at DESC);
SELECT platform.guard('know.asset_import', 'organisation_id', 'SELECT, INSERT, DELETE, UPDATE (state, rows, faults, taken_at)');

-- 「これはお宅の機器ですか」: what the loop saw on an organisation's own addresses and nobody has listed yet.
CREATE TABLE know.asset_suggestion (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  -- What it looks like: an entry of `content/assets/seen.yaml`.
  seen_as text NOT NULL,
  place text NOT NULL CHECK (length(place) <= 400),
  -- The kinds of findings that showed it, newest last.
  shown_by text[] NOT NULL,
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'taken', 'not-ours')),
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 400),
  asset_id uuid REFERENCES know.asset ON DELETE SET NULL,
  decided_at timestamptz,
  UNIQUE (organisation_id, place, seen_as)
);
CREATE INDEX asset_suggestion_open ON know.asset_suggestion (organisation_id, state, last_seen_at DESC, id DESC);
SELECT platform.guard('know.asset_suggestion', 'organisation_id', 'SELECT, UPDATE (state, note, asset_id, decided_at)');
