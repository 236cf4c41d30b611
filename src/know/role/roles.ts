/** Roles as data, and what is missing in a register of them. Pure. */
import { z } from 'zod';
import { readYaml } from '../assessment/load.ts';
import { Texts } from '../assessment/texts.ts';
import { dayAfter } from '../day/index.ts';

const Id = z.string().regex(/^[a-z][a-z0-9-]*$/u);
const Role = z.strictObject({
  id: Id,
  /** From how many people on an organisation needs it. */
  needed: z.strictObject({ from: z.int().min(1) }),
  deputy: z.boolean(),
  title: Texts,
  does: Texts,
});
/** One role. */
export type Role = z.infer<typeof Role>;

const Register = z.strictObject({ version: z.int().min(1), roles: z.array(Role).min(1) }).check(({ value, issues }) => {
  const ids = value.roles.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) issues.push({ code: 'custom', message: 'a role stands twice', input: value });
});

/** The roles we ship, in the order in which they are filled. */
export const roles: readonly Role[] = readYaml(
  new URL('../../../content/roles/1.yaml', import.meta.url).pathname,
  Register,
).roles;

/** Who holds a role, from the first to the last day (days in Japan, as 2026-11-20). */
export interface Holding {
  readonly id: string;
  readonly role: string;
  readonly isDeputy: boolean;
  readonly personName: string;
  readonly title: string;
  readonly email: string;
  readonly phone: string;
  readonly fromOn: string;
  readonly untilOn: string | null;
  readonly note: string;
}

/** What a register lacks. */
export interface Gap {
  readonly role: Role;
  /** nobody holds it · it ends within 30 days with nobody after · no deputy · nobody can be reached */
  readonly kind: 'empty' | 'ends-soon' | 'no-deputy' | 'unreachable';
  /** The day on which it ends, where it does. */
  readonly on?: string;
}

/** Whether a holding is in force on a day. */
export function holdsOn(holding: Pick<Holding, 'fromOn' | 'untilOn'>, day: string): boolean {
  return holding.fromOn <= day && (holding.untilOn === null || day <= holding.untilOn);
}

const SOON_DAYS = 30;

/** The gaps on a day, by role. Of a size nobody knows only what everybody needs is asked. */
export function gapsOf(holdings: readonly Holding[], people: number | null, day: string): readonly Gap[] {
  return roles
    .filter(({ needed }) => needed.from <= (people ?? 1))
    .flatMap((role): Gap[] => {
      const mine = holdings.filter((one) => one.role === role.id);
      const now = mine.filter((one) => holdsOn(one, day));
      const heads = now.filter((one) => !one.isDeputy);
      if (heads.length === 0) return [{ role, kind: 'empty' }];
      const gaps: Gap[] = [];
      const soon = dayAfter(day, SOON_DAYS);
      const last =
        heads
          .map(({ untilOn }) => untilOn ?? '9999-12-31')
          .sort()
          .at(-1) ?? '';
      const isFollowed = mine.some(
        (one) => !one.isDeputy && one.fromOn > day && one.fromOn <= dayAfter(last.slice(0, 4) === '9999' ? day : last),
      );
      if (last <= soon && !isFollowed) gaps.push({ role, kind: 'ends-soon', on: last });
      if (role.deputy && !now.some(({ isDeputy }) => isDeputy) && (people ?? 1) > 1)
        gaps.push({ role, kind: 'no-deputy' });
      if (heads.every(({ email, phone }) => email === '' && phone === '')) gaps.push({ role, kind: 'unreachable' });
      return gaps;
    });
}
