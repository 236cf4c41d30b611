import { z } from 'zod';
import type { House } from '#platform/house';
import type { Markup } from '#platform/html';
import type { Queries, Reader } from '#platform/postgres';
import type { Language } from '#platform/words';

/**
 * Who may call a route. `public`: anybody. `member`: a signed-in person who belongs to at least one organisation (an
 * operator too). `operator`: the hub's staff. `token`: a machine or a person with a link; the handler itself checks the token and
 * must say so by calling `token()`.
 */
export type Permission = 'public' | 'member' | 'operator' | 'signed-in' | 'token';

/** A person as the sign-in knows them. */
export interface SignedIn {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly isOperator: boolean;
  /** Organisations this person acts for, with the role there. */
  readonly organisations: readonly { readonly id: string; readonly name: string; readonly role: string }[];
}

/** One call of a route: everything the handler may use. Untrusted input comes only as `params`, `query`, `form`, already checked. */
export interface Call<P, Q, F> {
  readonly house: House;
  readonly reader: Reader;
  readonly person: SignedIn | undefined;
  readonly language: Language;
  readonly now: Date;
  readonly url: URL;
  readonly params: P;
  readonly query: Q;
  readonly form: F;
  readonly request: Request;
  /** Address of the caller: behind a proxy the one the proxy names. */
  readonly address: string;
  /** One transaction as the caller. */
  as<T>(work: (q: Queries) => Promise<T>): Promise<T>;
  /** One transaction as the hub itself, for routes whose token has been checked. */
  asWorker<T>(work: (q: Queries) => Promise<T>): Promise<T>;
  /** What every page needs: spread it into `page({...c.view, title, main})`. */
  readonly view: View;
  /** Who did it, for facts. */
  readonly actor: string;
}

/** The part of a page that does not depend on the route. */
export interface View {
  readonly language: Language;
  readonly hubName: string;
  readonly path: string;
  readonly reader?: { readonly name: string; readonly role: string };
  readonly nav: readonly NavPlace[];
  /** Where strangers sign in. */
  readonly signIn: string;
}

/** A route as its room declares it. */
export interface Route<P = unknown, Q = unknown, F = unknown> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Hono path, `/findings/:id`. */
  readonly path: string;
  readonly permission: Permission;
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly form?: z.ZodType<F>;
  /** The body is a stream the handler reads itself (reports, uploads): the form parser stays away. */
  readonly streams?: boolean;
  /** Said in the OpenAPI document: routes under /api/ must have it. */
  readonly summary?: string;
  /** The shape of its JSON answer, for the OpenAPI document; the handler is trusted to keep it, a test compares both. */
  readonly answers?: z.ZodType;
  handle(c: Call<P, Q, F>): Promise<Markup | Response>;
}

const registry = new Map<string, Route>();

/** Declares a route. Refuses (Error) the same method and path twice. */
export function route<P = unknown, Q = unknown, F = unknown>(declared: Route<P, Q, F>): void {
  const key = `${declared.method} ${declared.path}`;
  if (registry.has(key)) throw new Error(`route ${key} stands twice`);
  registry.set(key, declared as unknown as Route);
}

/** All routes, for the server and for whole-house checks. */
export function routes(): readonly Route[] {
  return [...registry.values()];
}

type Label = Readonly<Record<'ja' | 'en', string>> & { readonly easy?: string };

/** A place in the navigation. */
export interface NavItem {
  readonly href: string;
  readonly label: Label;
  readonly for: 'public' | 'member' | 'operator';
  /** Lower stands further left. */
  readonly order: number;
  /** The group it stands in; without one it stands in the first row itself. */
  readonly group?: string;
  /** Of members, those alone see it for whose organisations this holds: a place that few need is noise to the others. */
  readonly when?: (q: Queries, organisations: readonly string[]) => Promise<boolean>;
}

/** Places that belong together under one word of the first row. */
export interface NavGroup {
  readonly id: string;
  readonly label: Label;
  readonly order: number;
}

/** A word of the first row; `places` are those of its group. */
export interface NavPlace {
  readonly href: string;
  readonly label: string;
  readonly places?: readonly { readonly href: string; readonly label: string }[];
}

const navigation: NavItem[] = [];
const groups = new Map<string, NavGroup>();

/** Adds a place to the navigation. */
export function navItem(item: NavItem): void {
  navigation.push(item);
}

/** Declares a group; the app does, since only it knows all rooms. */
export function navGroup(group: NavGroup): void {
  groups.set(group.id, group);
}

/** The navigation for one reader. A group leads to its first place; a group of one is that place. */
export async function navFor(
  house: Pick<House, 'db'>,
  reader: Reader,
  person: SignedIn | undefined,
  language: Language,
): Promise<View['nav']> {
  const mine = person?.isOperator ? 'operator' : person ? 'member' : 'public';
  const word = (label: Label) => (language === 'easy' ? (label.easy ?? label.ja) : label[language]);
  const held = reader.kind === 'member' ? await whatHolds(house, reader) : new Set();
  const items = navigation
    .filter((item) => item.for === mine && (item.when === undefined || held.has(item.when)))
    .sort((a, b) => a.order - b.order);
  return [...Map.groupBy(items, (item) => groups.get(item.group ?? '') ?? item)]
    .sort(([a], [b]) => a.order - b.order)
    .map(([head, inside]) => {
      const places = inside.map(({ href, label }) => ({ href, label: word(label) }));
      const [first = { href: '/', label: '' }] = places;
      return places.length === 1 ? first : { href: first.href, label: word(head.label), places };
    });
}

/** Conditions that held, by organisations: they change seldom, and every page asks. Forgotten after ten seconds, and by `forgetPlaces`. */
const remembered = new Map<string, { readonly held: ReadonlySet<unknown>; readonly until: number }>();

/** Something was changed: the next page asks anew which places it shows. */
export function forgetPlaces(): void {
  remembered.clear();
}

/** The conditions of places that hold for a member. When the store does not answer, none: the page says so by itself. */
async function whatHolds(
  house: Pick<House, 'db'>,
  reader: Extract<Reader, { kind: 'member' }>,
): Promise<ReadonlySet<unknown>> {
  const conditions = new Set(navigation.flatMap(({ when }) => when ?? []));
  if (reader.organisations.length === 0 || conditions.size === 0) return new Set();
  const key = reader.organisations.join();
  const known = remembered.get(key);
  if (known && known.until > performance.now()) return known.held;
  const held = new Set<unknown>();
  try {
    await house.db.as(reader, async (q) => {
      for (const when of conditions) if (await when(q, reader.organisations)) held.add(when);
    });
  } catch {
    return new Set();
  }
  if (remembered.size >= 1000) remembered.clear();
  remembered.set(key, { held, until: performance.now() + 10_000 });
  return held;
}

/** 303 to another page of this hub; a path only, so that nobody is sent elsewhere. */
export function redirect(path: `/${string}`, headers: Record<string, string> = {}): Response {
  if (path.startsWith('//') || path.includes('\\')) throw new Error('redirect leaves the hub');
  return new Response(null, { status: 303, headers: { location: path, ...headers } });
}

/** A parameter that is one of our ids. */
export const id = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

/** The key of the last row of the page before, `<time>_<id>`, as it stands in an address that anybody can edit. */
export const pageKey = z
  .string()
  .max(80)
  .refine((key) => {
    const [at = '', row = ''] = key.split('_');
    return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(at) && !Number.isNaN(Date.parse(at)) && id.safeParse(row).success;
  });
