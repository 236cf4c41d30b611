/** What people decide about an event, and the rule that may come of it. As the hub, after the caller's right was asked. */
import { BlockList, isIP } from 'node:net';
import { provenRegistrations, type Registration } from '#know';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { sayAsFeed } from '../candidate-report/own-report.ts';
import type { EventRow } from './page.html.ts';
import { countEvents } from './take.ts';

const sql = loadSql(import.meta.url.replace('decide.ts', 'store.ts'));

/** Who acts, and when. */
export interface Act {
  readonly actor: string;
  readonly now: Date;
}

/** What may come of an event. */
export const decisions = ['notice', 'harmless', 'false-positive'] as const;

/** A decision with its reason; `rule`: logs of the same name are noise from now on. */
export interface Decision {
  readonly decision: (typeof decisions)[number];
  readonly because: string;
  readonly rule: boolean;
}

/**
 * Decides about an event: a notice to its body, no harm, or a false alarm. Gives false where a notice would reach nobody; refuses one
 * that somebody else has decided meanwhile.
 */
export async function decideEvent(
  house: House,
  q: Queries,
  event: EventRow,
  { decision, because, rule }: Decision,
  { actor, now }: Act,
): Promise<boolean> {
  const place = decision === 'notice' ? placeOf(event, await provenRegistrations(q)) : {};
  if (!place) return false;
  if (!(await q.one(sql('decide'), { id: event.id, state: decision, because, actor, now })))
    throw new Refusal('observe.event-decided', {}, 409);
  const bucket = event.bucket.toISOString();
  await countEvents(q, event.organisationId, bucket, bucket);
  if (decision === 'notice')
    await sayAsFeed(house, q, 'kyojo-funnel', `event-${event.id}.jsonl`, [
      {
        'time.source': event.lastAt.toISOString(),
        ...place,
        // The body is who was attacked: what names an alert only says that it attacks others.
        'classification.type': 'system-compromise',
        'classification.identifier': 'confirmed-event',
        'extra.signature': event.signature,
        'extra.attempts': Number(event.attempts),
      },
    ]);
  if (decision === 'false-positive' && rule)
    await addRule(
      house,
      q,
      event.organisationId,
      { signature: event.signature.slice(0, 200), source: '', because },
      { actor, now },
    );
  await appendFact(house, q, {
    kind: 'event.decided',
    subject: `event:${event.id}`,
    organisationId: event.organisationId,
    actor,
    data: { decision, because, signature: event.signature },
  });
  return true;
}

/** Makes a noise rule of a body. */
export async function addRule(
  house: House,
  q: Queries,
  organisation: string,
  rule: { readonly signature: string; readonly source: string; readonly because: string },
  { actor, now }: Act,
): Promise<void> {
  const values = { organisation, ...rule };
  const made = await q.one<{ id: string }>(sql('add_rule'), { ...values, actor, now });
  await appendFact(house, q, {
    kind: 'noise-rule.made',
    subject: `noise-rule:${made?.id}`,
    organisationId: organisation,
    actor,
    data: values,
  });
}

/**
 * Where the notice of an event goes: logs are written inside, and their addresses often mean something there only. Gives the harmonised fields by which the event's body, and nobody else, hears of it: the end of the event that is registered as its own,
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
