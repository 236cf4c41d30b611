/** Repair rates of a campaign: who repaired how much, by provider, kind of device, wording and round. */
import { difference, medianWait, type Rate, wilson } from '../detect/rate.ts';

/** One device as the figures need it. */
export interface FigureRow {
  readonly organisationId: string | null;
  readonly device: string;
  readonly wording: string;
  readonly firstRound: number;
  readonly status: string;
  /** The provider said that it told the subscriber, or the subscriber opened the page: the wording was read. */
  readonly isReached: boolean;
  readonly foundAt: Date;
  readonly fixedAt: Date | null;
}

/** The share repaired of one group, and how long it took. */
export interface Group {
  readonly key: string;
  readonly rate: Rate;
  readonly days: number | null;
}

const DAY = 86_400_000;

/** Groups by what `keyOf` says; the largest first. Only devices that a provider got count: nobody told the others. */
export function groupsBy(rows: readonly FigureRow[], keyOf: (row: FigureRow) => string, now: Date): Group[] {
  const given = rows.filter((row) => row.organisationId !== null);
  return [...Map.groupBy(given, keyOf)]
    .flatMap(([key, some]) => {
      const rate = wilson(some.filter(({ status }) => status === 'fixed').length, some.length);
      const days = medianWait(
        some.map((row) => ({
          days: ((row.fixedAt ?? now).getTime() - row.foundAt.getTime()) / DAY,
          done: row.status === 'fixed',
        })),
      );
      return rate ? [{ key, rate, days }] : [];
    })
    .sort((a, b) => b.rate.of - a.rate.of || (a.key < b.key ? -1 : 1));
}

/** The first two wordings against each other, where both have devices. */
export function wordingDifference(groups: readonly Group[]) {
  const [a, b] = [...groups].sort((x, y) => (x.key < y.key ? -1 : 1)).filter(({ key }) => key !== '');
  return a && b ? { a: a.key, b: b.key, ...difference(a.rate, b.rate) } : undefined;
}
