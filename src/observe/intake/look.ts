import { isIP } from 'node:net';
import type { House } from '#platform/house';
import type { Reader } from '#platform/postgres';

/** One row as a feed sent it, for the page of a finding. */
export interface SeenRow {
  readonly at: string;
  readonly feed: string;
  readonly batch: string;
  readonly line: number;
  readonly text: string;
  /** Every other field the row filled, by its name. */
  readonly more: Readonly<Record<string, string>>;
}

/**
 * The newest observations of one asset and kind. The column store knows no readers, so the rights are applied here: operators
 * and workers see all, a member only rows that one of its organisations owns, the public nothing.
 */
export async function observationsOf(
  house: Pick<House, 'columns'>,
  reader: Reader,
  asked: {
    readonly organisation: string;
    readonly asset: string;
    readonly kind: string;
    readonly since: Date;
    readonly limit: number;
  },
): Promise<SeenRow[]> {
  if (reader.kind === 'public') return [];
  if (reader.kind === 'member' && !reader.organisations.includes(asked.organisation)) return [];
  return house.columns.query<SeenRow>(
    `SELECT toString(observed_at) AS at, feed, toString(batch) AS batch, line,
       concat(identifier, ' ', transport, if(port = 0, '', concat('/', toString(port))), ' ', domain, ' ', malware) AS text, extra AS more
     FROM observe.observation
     WHERE received_at >= {since:DateTime64(3)} - INTERVAL 40 DAY AND kind = {kind:String}
       AND (has(owners, {organisation:UUID}) OR has(providers, {organisation:UUID}))
       AND ${isIP(asked.asset) ? 'ip = toIPv6({asset:String})' : '(domain = {asset:String} OR url = {asset:String} OR account = {asset:String})'}
     ORDER BY observed_at DESC LIMIT {limit:UInt32}`,
    {
      organisation: asked.organisation,
      asset: asked.asset,
      kind: asked.kind,
      since: asked.since.toISOString().replace('T', ' ').replace('Z', ''),
      limit: asked.limit,
    },
  );
}
