-- 法人番号 of an organisation that registered itself is only what somebody typed. It must neither hinder nor answer for the
-- organisation that really has the number: only numbers the hub vouches for are unique, and only by those an import finds
-- an organisation again. (Else typing a neighbour's number would tell that it is a member, and an import would hand its
-- prefixes to whoever typed the number first.)
ALTER TABLE know.organisation ADD COLUMN number_proven_at timestamptz;
UPDATE know.organisation SET number_proven_at = created_at WHERE corporate_number IS NOT NULL AND external_id IS NOT NULL;
DROP INDEX know.organisation_corporate_number;
CREATE UNIQUE INDEX organisation_corporate_number ON know.organisation (corporate_number) WHERE number_proven_at IS NOT NULL AND state <> 'left';
CREATE INDEX organisation_typed_number ON know.organisation (corporate_number) WHERE corporate_number IS NOT NULL;

-- A contact is confirmed by a link in a mail, never by the member's own hand: to a confirmed address details are shown.
REVOKE INSERT, UPDATE ON know.contact FROM kyojo_member;
GRANT INSERT (organisation_id, rank, role, name, email, phone, out_of_hours, language, created_at, updated_at),
  UPDATE (rank, role, name, phone, out_of_hours, language, updated_at) ON know.contact TO kyojo_member;
