/** Who sits before which answers: somebody with a link, or somebody of the organisation they belong to. Every page of a sitting begins here. */
import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import type { Markup } from '#platform/html';
import type { Queries } from '#platform/postgres';
import { type Call, id, type Permission, type Route, route } from '#platform/web';
import type { Questionnaire } from '../assessment/questionnaire.ts';
import { findVersion, openShelf, type Shelf } from '../assessment-shelf/index.ts';
import { allowTry, isOurKey, keyPattern } from './link.ts';
import { findByKey, findOwn, type Sitting } from './store.ts';

/** A sitting that is open before somebody, with the rights they have on it. */
export interface Seat {
  readonly sitting: Sitting;
  readonly sheet: Questionnaire;
  readonly shelf: Shelf;
  /** The address all its pages begin with. */
  readonly base: `/${string}`;
  /** Reached by its link: it belongs to no organisation yet. */
  readonly isLink: boolean;
  /** Who does something, for facts. */
  readonly actor: string;
  /** One transaction with the rights that go with the seat: a link's as worker (the link is the right), a member's as the member. */
  as<T>(work: (q: Queries) => Promise<T>): Promise<T>;
}

type Called = Pick<
  Call<{ readonly seat: string }, unknown, unknown>,
  'house' | 'params' | 'address' | 'now' | 'actor' | 'as' | 'asWorker'
>;

/** Opens by the link's key. A wrong, expired, claimed and thrown away link are the same to the outside. */
export async function seatByLink(c: Called): Promise<Seat> {
  const key = c.params.seat;
  const sitting = isOurKey(c.house, key) ? await c.asWorker((q) => findByKey(q, key, c.now)) : undefined;
  if (!sitting) {
    // A guess never gets this far; counted is who keeps knocking with a link that is no more.
    if (isOurKey(c.house, key)) await allowTry(c.house, 'miss', c.address);
    throw new Refusal('know.assessment-link-gone', {}, 404);
  }
  return {
    ...(await sheetOf(c, sitting)),
    base: `/a/${key}`,
    isLink: true,
    actor: `assessment-link:${sitting.id}`,
    as: c.asWorker,
  };
}

/** Opens by id, for whoever may see the organisation's rows. */
export async function seatOfOwn(c: Called): Promise<Seat> {
  const sitting = found(await c.as((q) => findOwn(q, c.params.seat)), 'know.assessment-unknown');
  return {
    ...(await sheetOf(c, sitting)),
    base: `/assessments/${sitting.id}`,
    isLink: false,
    actor: c.actor,
    as: c.as,
  };
}

async function sheetOf(c: Called, sitting: Sitting): Promise<Pick<Seat, 'sitting' | 'sheet' | 'shelf'>> {
  const shelf = await openShelf(c.house);
  const sheet = found(findVersion(shelf, sitting.questionnaire, sitting.version), 'know.questionnaire-unknown');
  return { sitting, sheet, shelf };
}

/** The two ways to a sitting: `/a/<key>` for whoever has the link, `/assessments/<id>` for its organisation. */
const ways: readonly {
  readonly prefix: string;
  readonly permission: Permission;
  readonly seat: z.ZodType<string>;
  readonly open: (c: Called) => Promise<Seat>;
}[] = [
  { prefix: '/a/:seat', permission: 'token', seat: z.string().regex(keyPattern), open: seatByLink },
  { prefix: '/assessments/:seat', permission: 'member', seat: id, open: seatOfOwn },
];

/** A page or act of a sitting, declared once for both ways to it. */
export function seatRoute<P extends { readonly seat: string }, Q = unknown, F = unknown>(declared: {
  readonly method: Route['method'];
  /** What follows the prefix, `/q/:leaf`. */
  readonly path: string;
  readonly params?: Readonly<Record<string, z.ZodType>>;
  readonly query?: z.ZodType<Q>;
  readonly form?: z.ZodType<F>;
  handle(c: Call<P, Q, F>, seat: Seat): Promise<Markup | Response>;
}): void {
  for (const { prefix, permission, seat, open } of ways)
    route<P, Q, F>({
      method: declared.method,
      path: `${prefix}${declared.path}`,
      permission,
      params: z.object({ seat, ...declared.params }) as unknown as z.ZodType<P>,
      ...(declared.query ? { query: declared.query } : {}),
      ...(declared.form ? { form: declared.form } : {}),
      handle: async (c) => declared.handle(c, await open(c)),
    });
}
