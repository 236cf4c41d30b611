/** Where the notice of an event goes: logs are written inside, and their addresses often mean something there only. */
import { BlockList, isIP } from 'node:net';
import type { Registration } from '#know';
import type { EventRow } from './page.html.ts';

/**
 * The harmonised fields by which the event's body, and nobody else, hears of it: the end of the event that is registered as its own,
 * or else the first domain or prefix that is, with the address of the logs beside it. Undefined where nothing is: nobody would hear.
 */
export function placeOf(
  event: EventRow,
  registrations: readonly Registration[],
): Readonly<Record<string, string | number>> | undefined {
  const own = registrations.filter(({ organisationId }) => organisationId === event.organisationId);
  const ends = [
    { address: event.target, port: event.port, other: event.source },
    { address: event.source, port: 0, other: event.target },
  ];
  const prefixes = own.flatMap(({ kind, value }) => (kind === 'prefix' ? value : []));
  const list = new BlockList();
  for (const prefix of prefixes) {
    const [network = '', bits = ''] = prefix.split('/');
    list.addSubnet(network, Number(bits), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  const mine = ends.find(
    ({ address }) => isIP(address) > 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'),
  );
  if (mine)
    return {
      'source.ip': mine.address,
      ...(mine.port > 0 ? { 'source.port': mine.port } : {}),
      ...(isIP(mine.other) > 0 ? { 'destination.ip': mine.other } : {}),
    };
  const domain = own.find(({ kind }) => kind === 'domain')?.value;
  const [network] = prefixes[0]?.split('/') ?? [];
  const seen = { 'extra.target': event.target, 'extra.source': event.source };
  if (domain) return { 'source.fqdn': domain, ...seen };
  return network ? { 'source.ip': network, ...seen } : undefined;
}
