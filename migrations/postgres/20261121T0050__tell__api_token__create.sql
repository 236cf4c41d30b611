-- A provider's (or member's) machine: only the hash of its token is kept.
CREATE TABLE tell.api_token (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  token_hash text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  used_at timestamptz
);
CREATE INDEX api_token_organisation ON tell.api_token (organisation_id);
SELECT platform.guard('tell.api_token', 'organisation_id', 'SELECT, INSERT, DELETE');
