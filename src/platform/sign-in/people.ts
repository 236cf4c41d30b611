import { loadSql, type Queries } from '#platform/postgres';
import type { Language } from '#platform/words';
import { REST_HOURS } from './session.ts';

const sql = loadSql(import.meta.url);

/** A person with an account. Stored. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly isOperator: boolean;
  readonly language: Language;
  readonly closedAt: Date | null;
}

/** Makes a person; undefined when the address has an account already. */
export async function addPerson(
  q: Queries,
  person: Pick<Person, 'name' | 'email' | 'emailVerified' | 'isOperator' | 'language'>,
): Promise<string | undefined> {
  return (await q.one<{ id: string }>(sql('add_person'), { ...person, email: person.email.toLowerCase() }))?.id;
}

/** The person with this mail address. */
export function findPerson(q: Queries, email: string): Promise<Person | undefined> {
  return q.one<Person>(sql('find_person'), { email: email.toLowerCase() });
}

/** The person with this id. */
export function personOf(q: Queries, id: string): Promise<Person | undefined> {
  return q.one<Person>(sql('person_of'), { id });
}

/** Sets the (already hashed) password, the first or a new one. */
export async function setPassword(q: Queries, personId: string, password: string): Promise<void> {
  await q.run(sql('set_password'), { personId, password });
}

/** The hash of a person's password, if they have one. */
export async function passwordHash(q: Queries, personId: string): Promise<string | undefined> {
  return (await q.one<{ password: string | null }>(sql('password_hash'), { personId }))?.password ?? undefined;
}

/** Gives or takes the operator's role; false when nothing changed. */
export async function changeRole(q: Queries, id: string, isOperator: boolean): Promise<boolean> {
  return (await q.run(sql('change_role'), { id, isOperator })) > 0;
}

/** Closes an account; false when it was closed before. */
export async function closePerson(q: Queries, id: string): Promise<boolean> {
  return (await q.run(sql('close_person'), { id })) > 0;
}

/** The ids of all operators, locked until the transaction ends. */
export async function lockOperators(q: Queries): Promise<string[]> {
  return (await q.rows<{ id: string }>(sql('lock_operators'))).map(({ id }) => id);
}

/** Whether an identity provider was added to the account since then. */
export async function linkedSince(q: Queries, personId: string, since: Date): Promise<boolean> {
  return (await q.one<{ linked: boolean }>(sql('linked_since'), { personId, since }))?.linked ?? false;
}

/** Everybody who can run the hub, the oldest first. */
export function listOperators(q: Queries): Promise<OperatorLine[]> {
  return q.rows<OperatorLine>(sql('list_operators'));
}

/** An operator as the others see them. */
export interface OperatorLine {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly hasSecondFactor: boolean;
  readonly seenAt: Date | null;
}

/** The person showed that the mail address is theirs. */
export async function verifyEmail(q: Queries, id: string): Promise<void> {
  await q.run(sql('verify_email'), { id });
}

/** How many people can run the hub. */
export async function operatorCount(q: Queries): Promise<number> {
  return (await q.one<{ count: number }>(sql('count_operators')))?.count ?? 0;
}

/** Name and language of mails, as the person wishes. */
export async function renamePerson(q: Queries, id: string, name: string, language: Language): Promise<void> {
  await q.run(sql('rename_person'), { id, name, language });
}

/** Ends all sessions of a person, or all but one. Gives how many. */
export function endSessions(q: Queries, personId: string, but: string | null = null): Promise<number> {
  return q.run(sql('end_sessions'), { personId, but });
}

/** Ends one session of a person. */
export async function endSession(q: Queries, personId: string, id: string): Promise<boolean> {
  return (await q.run(sql('end_session'), { personId, id })) > 0;
}

/** The session a token opens. */
export function sessionByToken(
  q: Queries,
  token: string,
): Promise<{ id: string; personId: string; secondFactor: boolean } | undefined> {
  return q.one(sql('session_by_token'), { token });
}

/** Ends the session a token opens. */
export async function dropToken(q: Queries, token: string): Promise<void> {
  await q.run(sql('drop_token'), { token });
}

/** Makes a half session whole, under a new token. */
export async function raiseSession(q: Queries, id: string, token: string): Promise<void> {
  await q.run(sql('raise_session'), { id, token });
}

/** The person proved again to be there. */
export async function confirmSession(q: Queries, id: string): Promise<void> {
  await q.run(sql('confirm_session'), { id });
}

/** A signed-in browser, as its owner sees it. */
export interface SessionLine {
  readonly id: string;
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly secondFactor: boolean;
}

/** The browsers in which a person is signed in, the latest first. */
export function listSessions(q: Queries, personId: string): Promise<SessionLine[]> {
  return q.rows<SessionLine>(sql('list_sessions'), { personId, restHours: REST_HOURS });
}

/** Takes away every second factor of a person. */
export async function dropFactors(q: Queries, personId: string): Promise<void> {
  await q.run(sql('drop_factors'), { personId });
}

/** Forgets what is long past: steps, counts and sessions. */
export async function sweep(q: Queries): Promise<void> {
  await q.run(sql('sweep'), {});
}
