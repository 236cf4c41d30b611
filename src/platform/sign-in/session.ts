import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type pg from 'pg';
import { loadSql } from '#platform/postgres';

const sql = loadSql(import.meta.url);

/** A session ends after this long without a visit. */
export const REST_HOURS = 12;
/** Delicate changes want a proof of presence that is not older than this. */
export const CONFIRMED_MINUTES = 15;

/** What a session's row and its person's say, in one look. */
export interface Session {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly isOperator: boolean;
  /** More than a password was shown when it began. */
  readonly secondFactor: boolean;
  readonly hasAuthenticator: boolean;
  readonly hasPasskey: boolean;
  readonly hasPassword: boolean;
  /** The person proved to be there within the last minutes. */
  readonly confirmed: boolean;
}

/**
 * Whether the session opens the hub. Operators always need a second factor; a member who has set one up needs it too, or
 * a stolen password alone would do. A session that is not whole leads to the second step and nowhere else.
 */
export function isWhole(session: Session): boolean {
  return session.secondFactor || !(session.isOperator || session.hasAuthenticator || session.hasPasskey);
}

/** A token nobody can guess: 192 bits. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** Reads session cookies and finds what stands behind them. */
export interface Sessions {
  /** The session of a request, whole or half; undefined when the cookie is missing, forged, ended or rested too long. */
  find(request: Pick<Request, 'headers'>): Promise<Session | undefined>;
  /** The token in a request's cookie, if its seal is ours. */
  tokenOf(headers: Headers): string | undefined;
  /** The token in an answer's `Set-Cookie` lines. */
  tokenIn(setCookies: readonly string[]): string | undefined;
  /** A `Set-Cookie` line that carries the token. */
  cookieFor(token: string): string;
  /** A `Set-Cookie` line that ends the session in the browser. */
  readonly endCookie: string;
}

/** Cookies as better-auth writes them: `token.seal`, the seal an HMAC-SHA-256 with the library's secret in base64. */
export function openSessions(
  pool: pg.Pool,
  cookie: { readonly name: string; readonly secure: boolean; readonly seconds: number; readonly secret: string },
): Sessions {
  const attributes = `Path=/; HttpOnly; SameSite=Lax${cookie.secure ? '; Secure' : ''}`;
  const sealOf = (token: string) => createHmac('sha256', cookie.secret).update(token).digest('base64');
  const unseal = (value: string): string | undefined => {
    const dot = value.lastIndexOf('.');
    if (dot < 1) return undefined;
    const [given, wanted] = [Buffer.from(value.slice(dot + 1)), Buffer.from(sealOf(value.slice(0, dot)))];
    return given.length === wanted.length && timingSafeEqual(given, wanted) ? value.slice(0, dot) : undefined;
  };
  const pick = (line: string): string | undefined => {
    const trimmed = line.trim();
    if (!trimmed.startsWith(`${cookie.name}=`)) return undefined;
    try {
      return unseal(decodeURIComponent(trimmed.slice(cookie.name.length + 1)));
    } catch {
      return undefined; // not well-formed percent-encoding: not ours
    }
  };
  const sessions: Sessions = {
    tokenOf: (headers) => {
      for (const part of (headers.get('cookie') ?? '').split(';')) {
        const token = pick(part);
        if (token) return token;
      }
      return undefined;
    },
    tokenIn: (setCookies) =>
      setCookies.map((line) => pick(line.split(';')[0] ?? '')).find((token) => token !== undefined),
    cookieFor: (token) =>
      `${cookie.name}=${encodeURIComponent(`${token}.${sealOf(token)}`)}; Max-Age=${cookie.seconds}; ${attributes}`,
    endCookie: `${cookie.name}=; Max-Age=0; ${attributes}`,
    async find(request) {
      const token = sessions.tokenOf(request.headers);
      if (!token) return undefined;
      const { rows } = await pool.query<Session & { stale: boolean }>(
        prepared('find_session', { token, rest_hours: REST_HOURS, confirmed_minutes: CONFIRMED_MINUTES }),
      );
      const found = rows[0];
      if (!found) return undefined;
      const { stale, ...session } = found;
      // Written only every five minutes, so that reading pages does not write.
      if (stale) await pool.query(prepared('touch_session', { id: session.id }));
      return session;
    },
  };
  return sessions;
}

/** A statement with its values, planned once per connection. */
function prepared(
  block: string,
  given: Readonly<Record<string, unknown>>,
): { name: string; text: string; values: unknown[] } {
  const { name, text, parameters } = sql(block);
  return { name, text, values: parameters.map((parameter) => given[parameter]) };
}
