-- 消去証明書: the file by which a contractor shows that equipment was wiped or destroyed. The customer sees its own; the contractor
-- reaches it by a signed link that the hub checks. Written by the hub alone, never changed: what is sent back goes as a whole.
CREATE TABLE know.disposal_certificate (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  disposal_id uuid NOT NULL UNIQUE REFERENCES know.disposal ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  type text NOT NULL CHECK (type IN ('application/pdf', 'image/png', 'image/jpeg')),
  size int NOT NULL CHECK (size BETWEEN 1 AND 5242880),
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  body bytea NOT NULL CHECK (octet_length(body) = size),
  handed_by text NOT NULL CHECK (length(handed_by) <= 200),
  handed_at timestamptz NOT NULL
);
-- A scan does not get smaller by packing it again.
ALTER TABLE know.disposal_certificate ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX disposal_certificate_organisation ON know.disposal_certificate (organisation_id);
SELECT platform.guard('know.disposal_certificate', 'organisation_id');

-- Whether the contractor was asked for the certificate by mail: at most so many mails a day leave the hub for one organisation.
ALTER TABLE know.disposal ADD COLUMN mailed_at timestamptz;
