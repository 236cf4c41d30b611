/** How many statements of each kind the engine runs at once. Inserts are wide inside; more of them only fight for the cores. */
export const AT_ONCE = { insert: 2, read: 6, other: 4 } as const;

/** Threads of the pool that running statements can hold at the same time. */
export const RUNNER_THREADS = AT_ONCE.insert + AT_ONCE.read + AT_ONCE.other;

/**
 * Header with which a client on this machine names a file instead of sending its bytes. The engine reads it with its own rights,
 * which are those of the hub; only who knows the engine's secret gets as far.
 */
export const FILE_HEADER = 'x-kyojo-file';
