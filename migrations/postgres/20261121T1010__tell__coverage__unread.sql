-- A report of which some rows were laid aside is a look at everything but what those rows name.
ALTER TABLE tell.coverage ADD COLUMN unread text[] NOT NULL DEFAULT '{}';
