/** Repair rates of a campaign: who repaired how much, by provider, kind of device, wording and round. */
import { difference, medianWait, type Rate, wilson } from '../detect/rate.ts';

/** One device as the figures need it. */
export interface FigureRow {
  readonly organisationId: string | null;
  readonly device: string;
  readonly wording: string;
  readonly firstRound: number;
  readonly lastRound: number;
  readonly status: string;
  /** The provider said that it told the subscriber, or the subscriber opened the page: the wording was read. */
  readonly isReached: boolean;
  readonly foundAt: Date;
  readonly lastFoundAt: Date;
  readonly fixedAt: Date | null;
}

/** The share repaired of one group, and how long it took. */
export interface Group {
  readonly key: string;
  readonly given: number;
  /** Of those asked again; `null` before any was. */
  readonly rate: Rate | null;
  readonly days: number | null;
}

const DAY = 86_400_000;

const isFixed = (row: FigureRow) => row.status === 'fixed';

/**
 * Groups by what `keyOf` says; the largest first. Only devices that a provider got count: nobody told the others. A device that was
 * not asked again since it was found shows neither a repair nor the lack of one.
 */
export function groupsBy(rows: readonly FigureRow[], keyOf: (row: FigureRow) => string): Group[] {
  const given = rows.filter((row) => row.organisationId !== null);
  return [...Map.groupBy(given, keyOf)]
    .map(([key, some]) => {
      const again = some.filter((row) => isFixed(row) || row.lastRound > row.firstRound);
      const days = medianWait(
        again.map((row) => ({
          days: ((row.fixedAt ?? row.lastFoundAt).getTime() - row.foundAt.getTime()) / DAY,
          done: isFixed(row),
        })),
      );
      return { key, given: some.length, rate: wilson(again.filter(isFixed).length, again.length), days };
    })
    .sort((a, b) => b.given - a.given || (a.key < b.key ? -1 : 1));
}

/** The first two wordings against each other, where both have devices. */
export function wordingDifference(groups: readonly Group[]) {
  const [a, b] = [...groups].sort((x, y) => (x.key < y.key ? -1 : 1)).filter(({ key }) => key !== '');
  return a?.rate && b?.rate ? { a: a.key, b: b.key, ...difference(a.rate, b.rate) } : undefined;
}
