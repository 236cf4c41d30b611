import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { quoteText } from '../schema/scan.ts';
import { AT_ONCE } from './limits.ts';
import { openReader, openWriter, type Pipes } from './pipes.ts';
import { openQueue } from './queue.ts';
import type { Frame, Sessions } from './sessions.ts';
import { EngineFault, insertFrom, killByComment, type Packing, readInto, type Statement } from './statement.ts';

/** One request to the engine. */
export interface Ask {
  readonly statement: Statement;
  readonly frame: Frame;
  /** Format of the rows when the statement names none. */
  readonly format: string;
  readonly queryId: string;
  /** Data for an INSERT: what the client sends, or a file of this machine that it names. */
  readonly body: Readable | { readonly file: string; readonly packing: Packing } | undefined;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** Runs statements side by side, each kind in its own queue so that a long ingest never makes a page wait. */
export interface Runner {
  /** Starts a request. `format` is that of the rows; the rows end with ClickHouse's error when the statement fails midway. */
  run(ask: Ask): { format: string; rows: AsyncGenerator<Buffer> };
  /** Ends the statement with this query id, if it runs. */
  kill(queryId: string): void;
}

const REST_MS = 2_000;

/** Opens a runner over sessions and pipes. */
export function openRunner(sessions: Sessions, pipes: Pipes): Runner {
  let running = 0;
  let rest: NodeJS.Timeout | undefined;
  // The allocator keeps what an ingest has used (900 MB and more, measured). Given back when nothing runs: a few milliseconds.
  const begin = () => {
    running++;
    clearTimeout(rest);
  };
  const end = () => {
    running--;
    if (running === 0) rest = setTimeout(() => sessions.now('SYSTEM JEMALLOC PURGE'), REST_MS).unref();
  };

  const queues = { insert: openQueue(AT_ONCE.insert), read: openQueue(AT_ONCE.read), other: openQueue(AT_ONCE.other) };

  const kill = (queryId: string) => {
    sessions.now(`KILL QUERY WHERE Settings['log_comment'] = ${quoteText(queryId)} AND query NOT ILIKE 'KILL %' ASYNC`);
  };

  /** Kills until the statement is over: a kill that comes before the engine has registered the statement finds nothing. */
  const killUntil = async (queryId: string, over: Promise<unknown>) => {
    let done = false;
    over.finally(() => (done = true)).catch(() => {});
    for (let round = 0; !done; round++) {
      kill(queryId);
      await Promise.race([over.catch(() => {}), wait(Math.min(20 * 2 ** round, 500))]);
    }
  };

  async function* withSession(
    ask: Ask,
    work: (session: ReturnType<Sessions['take']>) => AsyncGenerator<Buffer>,
  ): AsyncGenerator<Buffer> {
    for (const name of ask.statement.parameters) {
      if (!ask.frame.parameters.has(name))
        throw new EngineFault(456, `Substitution \`${name}\` is not set`, 'UNKNOWN_QUERY_PARAMETER');
    }
    const leave = await queues[ask.statement.kind].enter(ask.signal);
    begin();
    try {
      const settings = new Map([...ask.frame.settings, ['log_comment', ask.queryId]]);
      const session = sessions.take({ ...ask.frame, settings });
      try {
        yield* work(session);
      } finally {
        sessions.release(session, ask.statement.spoilsSession);
      }
    } finally {
      end();
      leave();
    }
  }

  async function* read(ask: Ask, path: string, sql: string): AsyncGenerator<Buffer> {
    yield* withSession(ask, async function* (session) {
      const { reader, finish } = openReader(path);
      const over = session.queryAsync(sql).then(finish, (error: unknown) => {
        finish();
        throw error;
      });
      over.catch(() => {});
      let settled = false;
      const stop = () => {
        if (settled) return;
        reader.destroy();
        killUntil(ask.queryId, over).catch(() => {});
      };
      ask.signal.addEventListener('abort', stop, { once: true });
      try {
        for await (const chunk of reader) yield chunk as Buffer;
        await over;
      } finally {
        if (!reader.readableEnded) stop();
        await over.catch(() => {});
        settled = true;
        ask.signal.removeEventListener('abort', stop);
        reader.destroy();
      }
    });
  }

  async function* insertFile(ask: Ask, file: string, packing: Packing): AsyncGenerator<Buffer> {
    const sql = insertFrom(ask.statement.sql, file, packing);
    yield* withSession(ask, async function* (session) {
      const over = session.queryAsync(sql);
      const stop = () => void killUntil(ask.queryId, over).catch(() => {});
      ask.signal.addEventListener('abort', stop, { once: true });
      try {
        await over;
      } finally {
        ask.signal.removeEventListener('abort', stop);
      }
    });
  }

  async function* insert(ask: Ask, body: Readable): AsyncGenerator<Buffer> {
    let clean = false;
    const path = await pipes.take();
    try {
      const sql = insertFrom(ask.statement.sql, path);
      yield* withSession(ask, async function* (session) {
        let settled = false;
        const over = session.queryAsync(sql).finally(() => (settled = true));
        over.catch(() => {});
        const writer = await openWriter(path, () => settled);
        if (writer) await feed(body, writer, ask, over);
        await over;
        clean = writer !== undefined;
        // Whoever sends more than the statement wanted (a LIMIT) must still be heard out.
        body.resume();
      });
    } finally {
      pipes.release(path, clean);
    }
  }

  /** Sends the body to the engine. A body that breaks off must not look like one that is complete: kill first, then end. */
  async function feed(
    body: Readable,
    writer: NodeJS.WritableStream & { destroy(): void },
    ask: Ask,
    over: Promise<unknown>,
  ): Promise<void> {
    try {
      await pipeline(body, writer, { end: false });
      writer.end();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') return;
      kill(ask.queryId);
      writer.destroy();
      await killUntil(ask.queryId, over);
      throw error;
    }
  }

  async function* other(ask: Ask): AsyncGenerator<Buffer> {
    yield* withSession(ask, async function* (session) {
      const result = await session.queryAsync(killByComment(ask.statement.sql), { format: ask.format });
      yield Buffer.from(result.bytes());
    });
  }

  return {
    kill,
    run(ask) {
      const { statement, body } = ask;
      if (statement.kind === 'insert' && body) {
        return {
          format: ask.format,
          rows: 'file' in body ? insertFile(ask, body.file, body.packing) : insert(ask, body),
        };
      }
      if (statement.kind !== 'read') return { format: ask.format, rows: other(ask) };
      const plan = readInto(statement.sql, '', ask.format);
      async function* rows(): AsyncGenerator<Buffer> {
        let clean = false;
        const path = await pipes.take();
        try {
          yield* read(ask, path, readInto(statement.sql, path, ask.format).sql);
          clean = true;
        } finally {
          pipes.release(path, clean);
        }
      }
      return { format: plan.format, rows: rows() };
    },
  };
}
