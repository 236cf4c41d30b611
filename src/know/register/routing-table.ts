import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { House } from '#platform/house';
import { takeNetworks } from './store.ts';

/** A range of the routing table, both ends included. */
export interface RoutedRange {
  readonly first: string;
  readonly last: string;
  readonly asNumber: number;
  readonly holder: string;
}

/** Where the package of the routing table lies (`@ip-location-db/asn`: RouteViews and registry data, CC BY 4.0 and public). */
export function routingTableFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@ip-location-db/asn/package.json'));
}

/** Reads the real routing table, IPv4 then IPv6, row by row: `first,last,as_number,holder`. */
export async function* routedRanges(folder = routingTableFolder()): AsyncGenerator<RoutedRange> {
  for (const file of ['asn-ipv4.csv', 'asn-ipv6.csv']) {
    for await (const line of createInterface({ input: createReadStream(join(folder, file)) })) {
      const [first, last, asNumber, ...rest] = line.split(',');
      if (!first || !last || !asNumber) continue;
      const holder = rest.join(',').replace(/^"|"$/g, '').replaceAll('""', '"').trim();
      yield { first, last, asNumber: Number(asNumber), holder: holder || `AS${asNumber}` };
    }
  }
}

/**
 * Loads the routing table as providers: every AS number with its holder becomes a provider organisation without contacts
 * (they are added as providers take part). Loading it again brings names up to date. Gives how many AS numbers there are.
 */
export async function loadRoutingTable(house: House, actor: string): Promise<number> {
  const holders = new Map<number, string>();
  for await (const range of routedRanges()) if (!holders.has(range.asNumber)) holders.set(range.asNumber, range.holder);
  const networks = [...holders].map(([asNumber, holder]) => ({ asNumber, holder }));
  await house.db.as({ kind: 'worker' }, (q) => takeNetworks(house, q, networks, actor));
  return networks.length;
}
