-- Which import brought a row; all zeros for what a collector received. An import that breaks off is taken back by it.
ALTER TABLE observe.flow ADD COLUMN IF NOT EXISTS import UUID CODEC(ZSTD(1));
ALTER TABLE observe.flow_open ADD COLUMN IF NOT EXISTS import UUID CODEC(ZSTD(1));
ALTER TABLE observe.flow_dns ADD COLUMN IF NOT EXISTS import UUID CODEC(ZSTD(1));
ALTER TABLE observe.flow_http ADD COLUMN IF NOT EXISTS import UUID CODEC(ZSTD(1));
ALTER TABLE observe.flow_tls ADD COLUMN IF NOT EXISTS import UUID CODEC(ZSTD(1));
ALTER TABLE observe.flow_event ADD COLUMN IF NOT EXISTS import UUID CODEC(ZSTD(1));
