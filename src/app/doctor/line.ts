/** One thing that was looked at: how it is, and what to do where it is not right. */
export interface Line {
  readonly level: 'ok' | 'warn' | 'fault';
  /** What was looked at, in a word or two. */
  readonly what: string;
  readonly says: string;
  /** What to do; there for every `warn` and `fault`. */
  readonly todo?: string;
}

/** All is well. */
export const ok = (what: string, says: string): Line => ({ level: 'ok', what, says });
/** It works, but somebody should look. */
export const warn = (what: string, says: string, todo: string): Line => ({ level: 'warn', what, says, todo });
/** It does not work, or will not for long. */
export const fault = (what: string, says: string, todo: string): Line => ({ level: 'fault', what, says, todo });

/** One line on the screen. */
export function show({ level, what, says, todo }: Line): string {
  const mark = { ok: 'ok   ', warn: 'WARN ', fault: 'FAULT' }[level];
  return `${mark} ${what}: ${says}${todo ? `\n        → ${todo}` : ''}`;
}

/** First line of an error, cut to a length a screen can hold. */
export const reason = (error: unknown) =>
  String((error as Error)?.message || error)
    .split('\n')[0]
    ?.slice(0, 300) ?? '';
