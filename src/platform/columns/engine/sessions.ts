import { Session } from 'chdb';
import { quoteName, quoteText } from '../schema/scan.ts';
import { EngineFault } from './statement.ts';

/** What one request sets for itself. */
export interface Frame {
  readonly database: string | undefined;
  readonly settings: ReadonlyMap<string, string>;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Sessions of the engine: several on the same folder run at the same time, each carries its own settings. */
export interface Sessions {
  /** A session with the request's settings applied; an unknown setting or database is refused here. */
  take(frame: Frame): Session;
  /** Gives it back, undoing the settings; a spoilt one is closed instead. */
  release(session: Session, spoilt: boolean): void;
  /** Runs a short statement at once, outside all queues. */
  now(sql: string): string;
  close(): void;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.]*$/;

/** Opens the engine's folder. Throws ClickHouse's own error when another process holds it (code 76). */
export function openSessions(
  path: string,
  configuration: Readonly<Record<string, string>>,
  defaults: Readonly<Record<string, string>>,
): Sessions {
  const connectionArgs = Object.entries({ ...configuration, ...defaults }).map(([name, value]) => `--${name}=${value}`);
  const open = () => new Session(path, { connectionArgs });
  const first = open();
  const free: Session[] = [];
  const touched = new WeakMap<Session, Frame>();
  // A session closed while anything runs is only closed when all of that is over (the binding's rule). So sessions are kept
  // and used again rather than opened for each request; placeholders left from an earlier request cannot be reached because
  // the host refuses a statement whose placeholders the request does not give.
  return {
    take(frame) {
      const session = free.pop() ?? open();
      touched.set(session, frame);
      const sets: string[] = [];
      for (const [name, value] of frame.settings) {
        if (!NAME.test(name)) throw new EngineFault(115, `Unknown setting '${name}'`, 'UNKNOWN_SETTING', 404);
        sets.push(`${name} = ${quoteText(value)}`);
      }
      for (const [name, value] of frame.parameters) {
        if (!NAME.test(name)) throw new EngineFault(36, `Bad parameter name '${name}'`, 'BAD_ARGUMENTS');
        sets.push(`param_${name} = ${quoteText(value)}`);
      }
      try {
        if (frame.database) session.query(`USE ${quoteName(frame.database)}`);
        if (sets.length > 0) session.query(`SET ${sets.join(', ')}`);
      } catch (error) {
        this.release(session, false);
        throw error;
      }
      return session;
    },
    release(session, spoilt) {
      const frame = touched.get(session);
      if (spoilt) return session.close();
      try {
        const names = [...(frame?.settings.keys() ?? [])].filter((name) => NAME.test(name));
        if (frame?.database) session.query('USE default');
        // Back to how the session was opened, which `DEFAULT` does not know of.
        for (const name of names)
          session.query(`SET ${name} = ${name in defaults ? quoteText(defaults[name] ?? '') : 'DEFAULT'}`);
        free.push(session);
      } catch {
        session.close();
      }
    },
    now: (sql) => first.query(sql, 'TSV'),
    close() {
      for (const session of free.splice(0)) session.close();
      first.close();
    },
  };
}
