/** Providers of the sample hub: nobody real. Their networks are the ranges for documentation (RFC 5737, RFC 3849, RFC 5398). */
import { type RoutedRange, takeNetworks } from '#know';
import type { House } from '#platform/house';
import { switchStatements } from '../matching/owners.ts';
import { routeRows } from '../matching/tables.ts';

/** A provider: the first 239 addresses of its IPv4 range may be members', the rest and its IPv6 range are its subscribers'. */
export interface SampleProvider {
  readonly asNumber: number;
  readonly holder: string;
  readonly domain: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

export const sampleProviders: readonly SampleProvider[] = [
  { asNumber: 64501, holder: 'みほんネット', domain: 'mihon-net.example', ipv4: '198.51.100', ipv6: '2001:db8:1' },
  { asNumber: 64502, holder: '例示ケーブルテレビ', domain: 'reiji.example', ipv4: '192.0.2', ipv6: '2001:db8:2' },
  { asNumber: 64503, holder: '架空モバイル', domain: 'kakuu.example', ipv4: '203.0.113', ipv6: '2001:db8:3' },
];

/** Makes them providers and adds what they announce to the routing table in force, which has to be loaded first. */
export async function loadSampleNetworks(house: House): Promise<void> {
  const ranges = sampleProviders.flatMap(({ asNumber, holder, ipv4, ipv6 }): RoutedRange[] => [
    { first: `${ipv4}.0`, last: `${ipv4}.255`, asNumber, holder },
    { first: `${ipv6}::`, last: `${ipv6}:ffff:ffff:ffff:ffff:ffff`, asNumber, holder },
  ]);
  await house.db.as({ kind: 'worker' }, (q) => takeNetworks(house, q, ranges, 'job:demo'));
  const [newest] = await house.columns.query<{ version: number }>(
    "SELECT max(version) AS version FROM observe.matching_version WHERE subject = 'route'",
  );
  const version = Number(newest?.version ?? 0) || 1;
  const rows = [...routeRows(ranges.map(({ first, last, asNumber }) => ({ first, last, asn: asNumber })))];
  await house.columns.insert(
    'observe.route',
    rows.map((row) => ({ version, ...row })),
  );
  for (const statement of switchStatements('route', version)) await house.columns.command(statement);
}
