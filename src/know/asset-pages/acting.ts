/** What every page of assets begins with. */
import type { Call } from '#platform/web';
import type { Act } from '../asset/store.ts';
import { mine, whose } from '../task/mine.ts';

/** A call whose address names an organisation. */
export type Mine = Call<{ readonly organisation: string }, unknown, unknown>;

/** What every page of assets knows. */
export const baseOf = (c: Mine) => ({ page: c.view, organisation: mine(c).id, kicker: whose(c, '/inventory') });

/** Runs as the caller for its own organisation, in one transaction. */
export function acting<T>(c: Mine, work: (act: Act) => Promise<T>): Promise<T> {
  const organisation = mine(c).id;
  return c.as((q) => work({ q, house: c.house, organisation, actor: c.actor }));
}
