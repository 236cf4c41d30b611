import { join } from 'node:path';

const MIB = 1024 * 1024;

/** What the whole engine may hold; large groupings go to disk at half of it, what does not fit is refused with code 241. */
const MEMORY = 2048 * MIB;

/**
 * Configuration of the embedded engine, which cannot be changed once it runs: where backups may go, and bounds that fit beside
 * PostgreSQL and the hub on a small machine (the engine's own are made for servers: 5 GiB for each cache, 90 % of the memory).
 */
export function engineConfiguration(folder: string): Readonly<Record<string, string>> {
  return {
    'backups.allowed_path': join(folder, 'backup'),
    max_server_memory_usage: String(MEMORY),
    mark_cache_size: String(128 * MIB),
    index_mark_cache_size: String(64 * MIB),
    primary_index_cache_size: String(128 * MIB),
    compiled_expression_cache_size: String(32 * MIB),
    // One merge at a time, so that an ingest keeps a core.
    background_pool_size: '1',
    background_schedule_pool_size: '2',
    max_thread_pool_free_size: '10',
  };
}

/**
 * Settings every statement of the embedded engine starts with. Each was measured on the ingest of
 * docs/decisions/0003-column-engine.md; a server by URL keeps its own.
 */
export function engineSettings(threads: number): Readonly<Record<string, string>> {
  return {
    max_threads: String(threads),
    // By default a query gets a thread for each free GiB only, an insert one for each 4: with the bound above that is one core.
    max_threads_min_free_memory_per_thread: String(64 * MIB),
    max_insert_threads_min_free_memory_per_thread: String(64 * MIB),
    // A mapped file counts as memory of the process, all 1.4 GB of it.
    storage_file_read_method: 'pread',
    // Cutting a file into pieces for several parsers costs more than half of the parsing again; two cores have other work.
    input_format_parallel_parsing: threads > 3 ? '1' : '0',
    // Writing parts beside reading and matching; more writers only hold more memory.
    max_insert_threads: String(Math.min(threads, 2)),
    // Half the memory of an insert, for twice the parts.
    min_insert_block_size_rows: '262144',
    min_insert_block_size_bytes: '0',
    // Otherwise one materialized view makes the whole INSERT … SELECT run in one thread.
    parallel_view_processing: '1',
  };
}
