import { isIP } from 'node:net';
import { z } from 'zod';
import { pageKey } from '#platform/web';
import { states, unfixed } from '../finding/life.ts';

const day = z.iso.date();

/** The conditions of a list of findings, as they stand in its address. */
export const ExploreQuery = z.object({
  organisation: z.uuid().optional(),
  kind: z.string().max(80).optional(),
  severity: z.coerce.number().int().min(1).max(5).optional(),
  state: z.union([z.enum(states), z.literal('unfixed')]).optional(),
  asn: z.coerce.number().int().min(1).max(4_294_967_295).optional(),
  asset: z.string().max(200).optional(),
  via: z.enum(['owner', 'provider']).optional(),
  since: day.optional(),
  until: day.optional(),
  /** Key of the last row of the page before: `<time>_<id>`. */
  after: pageKey.optional(),
});
export type ExploreQuery = z.output<typeof ExploreQuery>;

/**
 * What an asset has to look like: a whole address is that address alone (192.0.2.1 is not 192.0.2.10); anything else is how it begins
 * (`203.0.113.`, `2001:db8::`, the beginning of a domain).
 */
function assetPattern(asked: string): string {
  const isWhole = isIP(asked) !== 0 && !asked.endsWith(':');
  return `${asked.replace(/[\\%_]/g, '\\$&')}${isWhole ? '' : '%'}`;
}

/** The same as parameters of the statement. Days are days in Japan. `mine`: the only organisations the reader may see. */
export function parametersOf(query: ExploreQuery, limit: number, mine?: readonly string[]): Record<string, unknown> {
  const [afterAt, afterId] = query.after?.split('_') ?? [null, null];
  return {
    organisation: query.organisation ?? (mine?.length === 1 ? mine[0] : null),
    organisations: mine ?? null,
    kind: query.kind ?? null,
    severity: query.severity ?? null,
    states: query.state === undefined ? null : query.state === 'unfixed' ? unfixed : [query.state],
    asNumber: query.asn ?? null,
    asset: query.asset === undefined ? null : assetPattern(query.asset.trim()),
    via: query.via ?? null,
    since: query.since ? `${query.since}T00:00:00+09:00` : null,
    until: query.until ? new Date(Date.parse(`${query.until}T00:00:00+09:00`) + 86_400_000) : null,
    afterAt,
    afterId,
    limit,
  };
}

/** The address of the list with other conditions; what is undefined is left out. */
export function addressOf(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') asked.set(name, String(value));
  const text = asked.toString();
  return text === '' ? path : `${path}?${text}`;
}
