-- BLOCK laid_aside
SELECT content FROM observe.quarantine WHERE batch_id = $batch ORDER BY line LIMIT $most;
