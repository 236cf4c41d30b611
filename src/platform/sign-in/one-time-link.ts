import { createHmac, timingSafeEqual } from 'node:crypto';
import { loadSql, type Queries } from '#platform/postgres';
import type { Language } from '#platform/words';

const sql = loadSql(import.meta.url);

/** What a link is for, and for how many hours it works. */
export const linkHours = { invite: 14 * 24, join: 24, reset: 1, recover: 24 } as const;
/** `invite` a new person, `join` confirm an address, `reset` a forgotten password, `recover` an account from the console. */
export type Purpose = keyof typeof linkHours;

/** A link that works once. Stored. */
export interface OneTimeLink {
  readonly id: string;
  readonly purpose: Purpose;
  readonly email: string | null;
  readonly name: string | null;
  /** Hash of the password chosen when joining; only until the address is confirmed. */
  readonly password?: string | null;
  readonly personId: string | null;
  readonly isOperator: boolean;
  readonly organisationId: string | null;
  readonly organisationRole: string | null;
  /** Sent to `email` and shown to nobody else: who uses it owns the address. */
  readonly mailed: boolean;
  readonly language: Language;
  /** Who made it, as facts name an actor. */
  readonly madeBy: string;
  readonly expiresAt: Date;
}

/** A link before it is kept. */
export type NewLink = Pick<OneTimeLink, 'purpose'> &
  Partial<Omit<OneTimeLink, 'id' | 'purpose' | 'expiresAt'>> & { readonly madeBy: string };

/** Keeps a link and gives its id. */
export async function makeLink(q: Queries, link: NewLink): Promise<string> {
  const row = await q.one<{ id: string }>(sql('make_link'), {
    purpose: link.purpose,
    email: link.email?.toLowerCase() ?? null,
    name: link.name ?? null,
    password: link.password ?? null,
    personId: link.personId ?? null,
    isOperator: link.isOperator ?? false,
    organisationId: link.organisationId ?? null,
    organisationRole: link.organisationRole ?? null,
    mailed: link.mailed ?? false,
    language: link.language ?? 'ja',
    madeBy: link.madeBy,
    hours: linkHours[link.purpose],
  });
  if (!row) throw new Error('a one-time link was not kept');
  return row.id;
}

/** The link with this id while it still works. */
export function findLink(q: Queries, id: string): Promise<OneTimeLink | undefined> {
  return q.one<OneTimeLink>(sql('find_link'), { id });
}

/** Uses the link up; undefined when somebody else did so before. With the first operator all links of the console end. */
export async function useLink(q: Queries, id: string): Promise<OneTimeLink | undefined> {
  const used = await q.one<OneTimeLink>(sql('use_link'), { id });
  if (used?.isOperator) await endConsoleLinks(q);
  return used;
}

/** Ends the links for a first operator that earlier starts printed: they lie in logs and on screens. */
export async function endConsoleLinks(q: Queries): Promise<void> {
  await q.run(sql('end_console_links'));
}

/** Forgets links long past their time. */
export function dropOldLinks(q: Queries): Promise<number> {
  return q.run(sql('drop_old_links'));
}

/** The text in the address: the row's id and a seal. It is never stored, so a copy of the database opens no account. */
export function tokenOf(id: string, secret: string): string {
  return `${Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')}${sealOf(id, secret)}`;
}

/** Where each kind of link leads. */
export const linkPath = {
  invite: '/welcome/',
  join: '/join/',
  reset: '/forgotten/',
  recover: '/forgotten/',
} as const satisfies Record<Purpose, string>;

/** The address of a one-time link. */
export function linkUrl(hubUrl: string, purpose: Purpose, id: string, secret: string): string {
  return `${hubUrl}${linkPath[purpose]}${tokenOf(id, secret)}`;
}

/** The id a token names, if the seal is ours. */
export function idOf(token: string, secret: string): string | undefined {
  if (!/^[A-Za-z0-9_-]{44}$/.test(token)) return undefined;
  const hex = Buffer.from(token.slice(0, 22), 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return timingSafeEqual(Buffer.from(token.slice(22)), Buffer.from(sealOf(id, secret))) ? id : undefined;
}

/** 128 bits over the id, 22 letters. */
function sealOf(id: string, secret: string): string {
  return createHmac('sha256', secret).update(`one-time ${id}`).digest().subarray(0, 16).toString('base64url');
}
