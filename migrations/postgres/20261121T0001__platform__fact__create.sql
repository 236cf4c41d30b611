-- Everything that happened: appended in the transaction of the change it records, never edited, never removed.
CREATE TABLE platform.fact (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  kind text NOT NULL CHECK (kind ~ '^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)+$'),
  subject text NOT NULL,
  organisation_id uuid,
  actor text NOT NULL,
  handling text NOT NULL DEFAULT 'TLP:AMBER' CHECK (handling IN ('TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED')),
  data jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX fact_subject ON platform.fact (subject, id);
CREATE INDEX fact_organisation ON platform.fact (organisation_id, id) WHERE organisation_id IS NOT NULL;
CREATE INDEX fact_kind ON platform.fact (kind, id);
SELECT platform.guard('platform.fact', 'organisation_id', 'SELECT, INSERT');
REVOKE UPDATE, DELETE ON platform.fact FROM kyojo_operator, kyojo_worker;

-- Nobody edits a fact, not even the owner by accident.
CREATE FUNCTION platform.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'facts are only ever added';
END $$;
CREATE TRIGGER fact_is_final BEFORE UPDATE OR DELETE ON platform.fact FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();
