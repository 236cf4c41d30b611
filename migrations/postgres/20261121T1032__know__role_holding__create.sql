-- 役割: who holds which role of an organisation, from when until when. A row that ended stays: it is the history.
CREATE TABLE know.role_holding (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  -- the id of a role in content/roles
  role text NOT NULL CHECK (role ~ '^[a-z][a-z0-9-]*$'),
  is_deputy boolean NOT NULL DEFAULT false,
  person_name text NOT NULL CHECK (length(person_name) BETWEEN 1 AND 100),
  title text NOT NULL DEFAULT '' CHECK (length(title) <= 100),
  email text NOT NULL DEFAULT '' CHECK (email = '' OR email ~ '^[^@\s]+@[^@\s]+$'),
  phone text NOT NULL DEFAULT '' CHECK (length(phone) <= 40),
  from_on date NOT NULL,
  -- the last day; open while NULL
  until_on date CHECK (until_on >= from_on),
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 300),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX role_holding_organisation ON know.role_holding (organisation_id, role, from_on DESC);
SELECT platform.guard('know.role_holding', 'organisation_id', 'SELECT, INSERT (organisation_id, role, is_deputy, person_name, title, email, phone, from_on, until_on, note, created_at, updated_at), UPDATE (until_on, email, phone, title, note, updated_at)');
