-- Lines of a log on their way into the tables above: the engine reads them from here, then the import's partition is dropped,
-- so that no content of a log stays behind. Read where it was written, so whole on each node:
-- on every node
CREATE TABLE IF NOT EXISTS observe.flow_import (
  import UUID,
  file UInt16,
  line UInt32,
  text String CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY import
ORDER BY (file, line);
