-- A chamber reads the notices that asked it to call a member: of that member no other row, no finding, no contact. What it says of them the
-- hub writes.
CREATE POLICY asked ON tell.notice FOR SELECT TO kyojo_member
  USING (to_organisation_id = ANY (platform.my_organisations()) AND way = 'partner' AND state IN ('sent', 'uncertain'));
CREATE INDEX notice_asked ON tell.notice (to_organisation_id, created_at DESC, id) WHERE way = 'partner';
