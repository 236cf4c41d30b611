-- When a question that asks itself last found no answer; NULL since it found one.
ALTER TABLE observe.saved_query ADD COLUMN failed_at timestamptz;
