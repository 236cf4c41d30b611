import pg from 'pg';
import type { House } from '#platform/house';
import { type Database, openDatabase, type Queries } from '#platform/postgres';
import type { SignedIn } from '#platform/web';
import type { Language } from '#platform/words';
import { type Invitation, invite, inviteByMail, recover } from './join/invite.ts';
import { type Library, openLibrary } from './library.ts';
import { endConsoleLinks } from './one-time-link.ts';
import { closeAccount, setOperator } from './operators/roles.ts';
import { operatorCount } from './people.ts';
import { openRates, type Rates } from './rate.ts';
import { signInSecret } from './secret.ts';
import { isWhole, openSessions, type Sessions } from './session.ts';
import { atDesk, giveDesk } from './transaction.ts';

/** An organisation a person acts for, with the role there. */
export type Membership = SignedIn['organisations'][number];

/** The part of a house that signing in needs. */
export type SignInHouse = Pick<House, 'config' | 'log' | 'folder' | 'db' | 'jobs' | 'url'>;

/** What the room of organisations brings. */
export interface SignInHooks {
  /** The organisations a person acts for. Asked for every page of a signed-in member. */
  organisationsOf(personId: string): Promise<readonly Membership[]>;
  /** Somebody used an invitation to an organisation. Runs as the hub in the transaction that made or found the person. */
  joined?(
    q: Queries,
    joined: { readonly personId: string; readonly organisationId: string; readonly role: string | null },
  ): Promise<void>;
}

/** The sign-in of one process. */
export interface SignIn {
  /** Who sends this request; undefined for strangers and for sessions whose second step is still to come. */
  signedIn(request: Request): Promise<SignedIn | undefined>;
  /** Nothing is mounted as it is: every endpoint of the library that may be reached is a route of ours. */
  readonly mounts: readonly { readonly path: string; handle(request: Request): Promise<Response> }[];
  /** Makes an invitation and gives its link, which works once, for 14 days. Whoever holds the link may use it. */
  invite(invitation: Invitation): Promise<string>;
  /** Makes an invitation and mails it; nobody else sees the link, so its use proves the address. */
  inviteByMail(invitation: Invitation & { readonly email: string; readonly language: Language }): Promise<void>;
  /** For the console: a link that sets a new password and drops the second factors of an account. Undefined if there is none. */
  recover(email: string): Promise<string | undefined>;
  /** While nobody can run this hub yet: the link that makes the first operator. Links given before end. */
  firstOperatorLink(): Promise<string | undefined>;
  /** Gives or takes the operator's role, from the next page on. Refuses to take it from the last operator. */
  setOperator(personId: string, isOperator: boolean, by: string): Promise<void>;
  /** Closes an account: every session ends and nobody signs in to it again. Refuses the last operator's. */
  closeAccount(personId: string, by: string): Promise<void>;
  close(): Promise<void>;
}

/** What the pages of the sign-in work with. */
export interface Opened extends SignInHooks {
  readonly house: SignInHouse;
  readonly library: Library;
  /** The library with the identity provider; undefined when none is set or it cannot be reached now. */
  provider(): Promise<Library | undefined>;
  readonly sessions: Sessions;
  readonly rates: Rates;
  readonly secret: string;
}

const opened = new WeakMap<Database, Opened>();

/** The sign-in of a house, for its routes. Refuses (Error) a house that has none. */
export function signInOf(house: Pick<House, 'db'>): Opened {
  const found = opened.get(house.db);
  if (!found) throw new Error('this house has no sign-in: openSignIn was not called');
  return found;
}

/** Opens the sign-in over a migrated database; `databaseUrl` is where `openDatabase` connects to, as `kyojo_app`. */
export async function openSignIn(house: SignInHouse, databaseUrl: string, hooks: SignInHooks): Promise<SignIn> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 6,
    options: '-c role=kyojo_sign_in',
    application_name: 'kyojo sign-in',
  });
  const desk = openDatabase(databaseUrl, { max: 6 });
  giveDesk(house, desk);
  pool.on('error', () => {}); // an idle connection died (server restart); the next use opens another
  const secret = signInSecret(house.folder);
  const rates = openRates(pool);
  const library = openLibrary({ house, pool, rates, secret });
  const cookie = (await library.$context).authCookies.sessionToken;
  const sessions = openSessions(pool, {
    name: cookie.name,
    secure: cookie.attributes.secure ?? false,
    seconds: cookie.attributes.maxAge ?? 0,
    secret,
  });
  opened.set(house.db, {
    ...hooks,
    house,
    library,
    provider: providerOnDemand({ house, pool, rates, secret }),
    sessions,
    rates,
    secret,
  });
  return {
    mounts: [],
    async signedIn(request) {
      const session = await sessions.find(request);
      if (!session || !isWhole(session)) return undefined;
      const { personId: id, name, email, isOperator } = session;
      return { id, name, email, isOperator, organisations: await hooks.organisationsOf(id) };
    },
    invite: (invitation) => invite(house, secret, invitation),
    inviteByMail: (invitation) => inviteByMail(house, invitation),
    recover: (email) => recover(house, secret, email),
    async firstOperatorLink() {
      const operators = await atDesk(house, async ({ q }) => {
        await endConsoleLinks(q);
        return operatorCount(q);
      });
      if (operators > 0) return undefined;
      return invite(house, secret, { isOperator: true, by: 'console' });
    },
    setOperator: (personId, isOperator, by) => setOperator(house, personId, isOperator, by),
    closeAccount: (personId, by) => closeAccount(house, personId, by),
    close: async () => {
      await pool.end();
      await desk.close();
    },
  };
}

/** Builds the library with the identity provider when it is first asked for, and again if the provider did not answer. */
function providerOnDemand(parts: Parameters<typeof openLibrary>[0]): () => Promise<Library | undefined> {
  let built: Library | undefined;
  return async () => {
    if (!parts.house.config.KYOJO_OIDC_ISSUER) return undefined;
    if (built) return built;
    const made = openLibrary(parts, true);
    if ((await made.$context).socialProviders.length === 0) return undefined;
    built = made;
    return built;
  };
}
