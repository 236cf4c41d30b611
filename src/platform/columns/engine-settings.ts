import { join } from 'node:path';

const MIB = 1024 * 1024;

/** What the whole engine may hold; large groupings go to disk at half of it, what does not fit is refused with code 241. */
const MEMORY = 2048 * MIB;

/**
 * Command-line arguments of the embedded engine: where backups may go, and bounds that fit beside PostgreSQL and the hub on a
 * small machine (the defaults are made for servers of their own: 5 GiB for each cache, 90 % of the memory for queries).
 * One merge at a time, so that an ingest keeps a core. Figures: docs/decisions/0003-column-engine.md.
 */
export function engineArguments(folder: string): readonly string[] {
  return [
    `--backups.allowed_path=${join(folder, 'backup')}`,
    `--max_server_memory_usage=${MEMORY}`,
    `--mark_cache_size=${128 * MIB}`,
    `--index_mark_cache_size=${64 * MIB}`,
    `--primary_index_cache_size=${128 * MIB}`,
    `--compiled_expression_cache_size=${32 * MIB}`,
    // By default a query gets a thread for each free GiB only, an insert one for each 4: with a bound of 2 GiB that is one core.
    `--max_threads_min_free_memory_per_thread=${64 * MIB}`,
    `--max_insert_threads_min_free_memory_per_thread=${64 * MIB}`,
    // A mapped file counts as memory of the process, all 1.4 GB of it.
    '--storage_file_read_method=pread',
    '--background_pool_size=1',
    '--background_schedule_pool_size=2',
    '--max_thread_pool_free_size=10',
  ];
}
