import { pino } from 'pino';

/** What a log line says besides its static message: small values, never secrets, never personal data. */
export type LogFacts = Readonly<Record<string, unknown>>;

/**
 * JSON lines on stderr. The message is static (so that lines can be counted), what varies is in `facts`.
 * ERROR means a person must act: a healthy hub prints none in a day.
 */
export interface Log {
  debug(message: string, facts?: LogFacts): void;
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
}

/** A log that writes lines of at least `level`. `silent` writes nothing. */
export function openLog(level: 'debug' | 'info' | 'warn' | 'error' | 'silent'): Log {
  const out = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['password', 'token', 'secret', '*.password', '*.token'],
    },
    pino.destination({ fd: 2, sync: true }),
  );
  const line = (at: 'debug' | 'info' | 'warn' | 'error') => (message: string, facts?: LogFacts) => {
    out[at](facts ?? {}, message);
  };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}
