/** Whose flows somebody may read. The column engine knows no readers, so every question about flows carries this condition. */
import type { House } from '#platform/house';
import { loadSql, type Reader } from '#platform/postgres';

const sql = loadSql(import.meta.url.replace('access.ts', 'register.ts'));

/** A condition over columns of `observe.flow…` with its parameters; it goes into every WHERE, whatever the reader asked for. */
export interface FlowRight {
  readonly where: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * Operators and workers read all flows; a member those of the exporters and imports registered for its organisations, taken from
 * its session and never from the request; the public none. `hasExporter`: the table has a column `exporter` (only `flow` has).
 */
export async function flowRight(
  house: Pick<House, 'db'>,
  reader: Reader,
  options: { readonly hasExporter?: boolean } = {},
): Promise<FlowRight> {
  if (reader.kind === 'operator' || reader.kind === 'worker') return { where: '1', params: {} };
  if (reader.kind === 'public' || reader.organisations.length === 0) return { where: '0', params: {} };
  const own = await house.db.as(reader, (q) =>
    q.one<{ addresses: string[] | null; feeds: string[] | null }>(sql('owned_by'), {
      organisations: reader.organisations,
    }),
  );
  const { hasExporter = true } = options;
  const addresses = hasExporter ? (own?.addresses ?? []) : [];
  return {
    where: `((${hasExporter ? "feed = '' AND has({right_exporters:Array(IPv6)}, exporter)" : '0'}) OR (feed != '' AND has({right_feeds:Array(String)}, feed)))`,
    params: {
      ...(hasExporter ? { right_exporters: addresses.map((one) => (one.includes(':') ? one : `::ffff:${one}`)) } : {}),
      right_feeds: own?.feeds ?? [],
    },
  };
}
