-- 取引先: whom an organisation buys from, what it asks them, what they let it see.

-- The customer's own record. A supplier does not see it.
CREATE TABLE know.supplier (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  corporate_number text CHECK (corporate_number ~ '^[1-9][0-9]{12}$'),
  email text NOT NULL DEFAULT '' CHECK (email = '' OR email ~ '^[^@\s]+@[^@\s]+$'),
  -- What they do for us; who answers for what; whom they pass work on to; whom to call when something happened.
  work text NOT NULL DEFAULT '' CHECK (length(work) <= 1000),
  boundary text NOT NULL DEFAULT '' CHECK (length(boundary) <= 4000),
  subcontractors text NOT NULL DEFAULT '' CHECK (length(subcontractors) <= 4000),
  incident_contact text NOT NULL DEFAULT '' CHECK (length(incident_contact) <= 500),
  -- What its number says of a declaration, and how its last request stands: kept here by the triggers below, because a customer with ten
  -- thousand suppliers counts them on every look (measured: 370 ms by joins, 20 ms so).
  declared_stars smallint,
  declared_number text,
  declared_until timestamptz,
  answer_state text,
  ended_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX supplier_number ON know.supplier (organisation_id, corporate_number) WHERE corporate_number IS NOT NULL AND ended_at IS NULL;
CREATE INDEX supplier_list ON know.supplier (organisation_id, name, id) WHERE ended_at IS NULL;
CREATE INDEX supplier_by_number ON know.supplier (corporate_number) WHERE corporate_number IS NOT NULL AND ended_at IS NULL;
SELECT platform.guard('know.supplier', 'organisation_id', 'SELECT, INSERT (organisation_id, name, corporate_number, email, work, created_at, updated_at), UPDATE (name, corporate_number, email, work, boundary, subcontractors, incident_contact, ended_at, updated_at)');

CREATE FUNCTION know.look_up_declared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT d.stars, d.number, d.valid_until INTO NEW.declared_stars, NEW.declared_number, NEW.declared_until
  FROM know.public_declared_number d WHERE d.corporate_number = NEW.corporate_number;
  RETURN NEW;
END $$;
CREATE TRIGGER supplier_declared BEFORE INSERT OR UPDATE OF corporate_number ON know.supplier FOR EACH ROW EXECUTE FUNCTION know.look_up_declared();
-- Whoever declares, renews, withdraws, or whose number the hub confirms: its customers see it at once. Runs as the hub, which alone writes those.
CREATE FUNCTION know.tell_customers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE organisation uuid;
BEGIN
  IF TG_TABLE_NAME = 'organisation' THEN organisation := NEW.id; ELSE organisation := NEW.organisation_id; END IF;
  UPDATE know.supplier s SET declared_stars = d.stars, declared_number = d.number, declared_until = d.valid_until
  FROM know.organisation o LEFT JOIN know.public_declared_number d ON d.corporate_number = o.corporate_number
  WHERE o.id = organisation AND s.corporate_number = o.corporate_number AND s.ended_at IS NULL AND o.number_proven_at IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER declaration_told AFTER INSERT OR UPDATE ON know.declaration FOR EACH ROW EXECUTE FUNCTION know.tell_customers();
CREATE TRIGGER organisation_told AFTER UPDATE OF number_proven_at, corporate_number, state ON know.organisation FOR EACH ROW
  WHEN (NEW.number_proven_at IS DISTINCT FROM OLD.number_proven_at OR NEW.state <> OLD.state OR NEW.corporate_number IS DISTINCT FROM OLD.corporate_number) EXECUTE FUNCTION know.tell_customers();

-- One questionnaire asked of one supplier. Whether it reached a member (`asked_organisation_id`) the customer cannot see: typing a
-- number would tell who is a member. Written by the hub alone.
CREATE TABLE know.supplier_request (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  supplier_id uuid NOT NULL REFERENCES know.supplier ON DELETE CASCADE,
  asked_organisation_id uuid REFERENCES know.organisation ON DELETE SET NULL,
  customer_name text NOT NULL,
  questionnaire text NOT NULL CHECK (questionnaire ~ '^[a-z][a-z0-9-]*$'),
  message text NOT NULL DEFAULT '' CHECK (length(message) <= 1000),
  due_on date NOT NULL,
  state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'shared', 'declined', 'withdrawn', 'closed')),
  corporate_number text,
  email text NOT NULL DEFAULT '',
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL,
  answered_at timestamptz,
  mailed_at timestamptz
);
CREATE INDEX supplier_request_supplier ON know.supplier_request (supplier_id, asked_at DESC);
CREATE INDEX supplier_request_organisation ON know.supplier_request (organisation_id, asked_at DESC);
CREATE INDEX supplier_request_asked ON know.supplier_request (asked_organisation_id, asked_at DESC) WHERE asked_organisation_id IS NOT NULL;
CREATE INDEX supplier_request_number ON know.supplier_request (corporate_number) WHERE asked_organisation_id IS NULL AND corporate_number IS NOT NULL;
SELECT platform.guard('know.supplier_request', 'organisation_id', 'SELECT (id, organisation_id, supplier_id, customer_name, questionnaire, message, due_on, state, asked_at, answered_at)');
CREATE FUNCTION know.note_answer_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE know.supplier SET answer_state = (SELECT r.state FROM know.supplier_request r WHERE r.supplier_id = NEW.supplier_id ORDER BY r.asked_at DESC, r.id DESC LIMIT 1) WHERE id = NEW.supplier_id;
  RETURN NULL;
END $$;
CREATE TRIGGER supplier_request_state AFTER INSERT OR UPDATE OF state ON know.supplier_request FOR EACH ROW EXECUTE FUNCTION know.note_answer_state();
-- A supplier sees who asks: through this view, as the table itself shows a member only what it asked itself.
CREATE VIEW know.asked_request WITH (security_barrier) AS
SELECT id, asked_organisation_id AS organisation_id, customer_name, questionnaire, message, due_on, state, asked_at, answered_at FROM know.supplier_request
WHERE asked_organisation_id = ANY (platform.my_organisations()) OR (asked_organisation_id IS NOT NULL AND current_user IN ('kyojo_operator', 'kyojo_worker'));
GRANT SELECT ON know.asked_request TO kyojo_member, kyojo_operator, kyojo_worker;

-- Answers that a supplier lets one customer see: a copy of what it finished once, under a seal. Withdrawn, the customer sees it no more.
-- Without an organisation: answered by somebody outside through the link of the request.
CREATE TABLE know.supplier_share (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid REFERENCES know.organisation ON DELETE CASCADE,
  customer_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  request_id uuid NOT NULL REFERENCES know.supplier_request ON DELETE CASCADE,
  assessment_id uuid,
  supplier_name text NOT NULL,
  questionnaire text NOT NULL,
  version int NOT NULL,
  answers jsonb NOT NULL,
  score double precision,
  finished_at timestamptz NOT NULL,
  incident_contact text NOT NULL DEFAULT '' CHECK (length(incident_contact) <= 500),
  subcontractors text NOT NULL DEFAULT '' CHECK (length(subcontractors) <= 4000),
  shared_by text NOT NULL DEFAULT '',
  shared_at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  seal text NOT NULL
);
CREATE UNIQUE INDEX supplier_share_open ON know.supplier_share (request_id) WHERE withdrawn_at IS NULL;
CREATE INDEX supplier_share_organisation ON know.supplier_share (organisation_id, shared_at DESC) WHERE organisation_id IS NOT NULL;
CREATE INDEX supplier_share_customer ON know.supplier_share (customer_id) WHERE withdrawn_at IS NULL;
SELECT platform.guard('know.supplier_share', 'organisation_id', 'SELECT');
CREATE POLICY shared ON know.supplier_share FOR SELECT TO kyojo_member USING (customer_id = ANY (platform.my_organisations()) AND withdrawn_at IS NULL);

-- 機器の廃棄: what was handed over to be wiped or destroyed, and the certificate for it that must come back.
CREATE TABLE know.disposal (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  supplier_id uuid REFERENCES know.supplier ON DELETE SET NULL,
  by_whom text NOT NULL DEFAULT '' CHECK (length(by_whom) <= 200),
  what text NOT NULL CHECK (length(what) BETWEEN 1 AND 300),
  count int NOT NULL DEFAULT 1 CHECK (count BETWEEN 1 AND 100000),
  method text NOT NULL CHECK (method IN ('erase', 'destroy')),
  handed_on date NOT NULL,
  due_on date NOT NULL CHECK (due_on >= handed_on),
  certificate_on date,
  certificate_reference text NOT NULL DEFAULT '' CHECK (length(certificate_reference) <= 300),
  warned_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX disposal_organisation ON know.disposal (organisation_id, handed_on DESC, id DESC);
CREATE INDEX disposal_waiting ON know.disposal (due_on) WHERE certificate_on IS NULL;
SELECT platform.guard('know.disposal', 'organisation_id', 'SELECT, INSERT (organisation_id, supplier_id, by_whom, what, count, method, handed_on, due_on, created_at, updated_at), UPDATE (certificate_on, certificate_reference, updated_at)');

-- 取引のための紹介: what an organisation shows of itself to win trade. Nothing is public until it says so.
CREATE TABLE know.trade_profile (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL UNIQUE REFERENCES know.organisation ON DELETE CASCADE,
  says text NOT NULL DEFAULT '' CHECK (length(says) <= 2000),
  offers text NOT NULL DEFAULT '' CHECK (length(offers) <= 1000),
  url text NOT NULL DEFAULT '' CHECK (length(url) <= 500),
  contact text NOT NULL DEFAULT '' CHECK (length(contact) <= 300),
  prefecture text NOT NULL DEFAULT '' CHECK (length(prefecture) <= 10),
  trade text NOT NULL DEFAULT '' CHECK (length(trade) <= 40),
  published_at timestamptz,
  -- What it is found by: its name and what it offers.
  search_text text NOT NULL DEFAULT '',
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX trade_profile_list ON know.trade_profile (published_at DESC, id DESC) WHERE published_at IS NOT NULL;
CREATE INDEX trade_profile_search ON know.trade_profile USING gin (search_text gin_trgm_ops) WHERE published_at IS NOT NULL;
CREATE FUNCTION know.find_profile_by() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search_text := coalesce((SELECT o.search_text FROM know.organisation o WHERE o.id = NEW.organisation_id), '') || ' ' || lower(NEW.offers);
  RETURN NEW;
END $$;
CREATE TRIGGER trade_profile_found_by BEFORE INSERT OR UPDATE ON know.trade_profile FOR EACH ROW EXECUTE FUNCTION know.find_profile_by();
SELECT platform.guard('know.trade_profile', 'organisation_id', 'SELECT, INSERT (organisation_id, says, offers, url, contact, prefecture, trade, published_at, updated_at), UPDATE (says, offers, url, contact, prefecture, trade, published_at, updated_at)');
-- No barrier: a search must reach the index below, and every row that fails the condition fails it on columns nobody can search.
CREATE VIEW know.public_profile AS
SELECT p.id, o.name, o.name_en, p.says, p.offers, p.url, p.contact, p.prefecture, p.trade, p.published_at, p.updated_at, p.search_text,
  d.number, d.level, d.stars, d.valid_until
FROM know.trade_profile p JOIN know.organisation o ON o.id = p.organisation_id AND o.state = 'active' LEFT JOIN know.declaration d ON d.organisation_id = o.id AND d.is_current
WHERE p.published_at IS NOT NULL;
GRANT SELECT ON know.public_profile TO kyojo_public, kyojo_member, kyojo_operator, kyojo_worker;
