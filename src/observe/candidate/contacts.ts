/** From a confirmed candidate to those who must know: contacts of a command server, and other offenders, become observations. */
import { z } from 'zod';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql } from '#platform/postgres';
import { type OwnRow, sayAsFeed } from '../candidate-report/own-report.ts';
import { withinSpan } from '../detect/span.ts';

const sql = loadSql(import.meta.url.replace('contacts.ts', 'store.ts'));
/** Flows of the last minutes may still arrive; the next window begins where this one ended. */
const SETTLED_MS = 10 * 60_000;
const protocols: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'ipv6-icmp' };

/** What an offender is called in a report, by role: RSIT type and identifier (which choose the playbook). */
const offences: Readonly<Record<string, { readonly type: string; readonly identifier: string }>> = {
  scanner: { type: 'scanner', identifier: 'scanner' },
  attacker: { type: 'brute-force', identifier: 'brute-force' },
  infected: { type: 'infected-system', identifier: 'malware-infection' },
  reflector: { type: 'ddos', identifier: 'ddos-amplifier' },
  victim: { type: 'ddos', identifier: 'ddos-target' },
};

/** Tells of one confirmed candidate, or hourly of all: only what happened since the last time, each contact in one report. */
export const tellContacts = job({
  name: 'observe.tell-contacts',
  schema: z.object({ id: z.string().optional() }),
  every: '17 * * * *',
  async handle(house, { id }) {
    const until = new Date(house.clock().getTime() - SETTLED_MS);
    await house.db.as({ kind: 'worker' }, async (q) => {
      for (const one of await q.rows<Confirmed>(sql('to_tell'), { id: id ?? null })) {
        const from = one.toldUntil ?? new Date(one.firstSeenAt.getTime() - 86_400_000);
        if (from >= until) continue;
        const rows = one.role === 'command-server' ? await contacts(house, one, from, until) : offender(one, from);
        // Watermark and report in one transaction: a contact is told once, whatever breaks in between.
        await q.run(sql('told'), { id: one.id, until });
        await sayAsFeed(house, q, 'kyojo-flows', `${one.role}-${one.id}-${until.toISOString()}.jsonl`, rows);
      }
    });
    if (id) await rememberIndicator(house, id);
  },
});

interface Confirmed {
  readonly id: string;
  readonly accused: string;
  readonly role: string;
  readonly targetPort: number;
  readonly protocol: number;
  readonly toldUntil: Date | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

async function contacts(house: House, one: Confirmed, from: Date, until: Date): Promise<OwnRow[]> {
  const rows = await house.columns.query<{ source: string; flows: number; first: string; last: string }>(
    `SELECT source, count() AS flows, min(at) AS first, max(at) AS last FROM observe.flow
     WHERE ${withinSpan} AND target = toIPv6({accused:String})
       AND ({port:UInt16} = 0 OR target_port = {port:UInt16}) AND protocol = {protocol:UInt8}
     GROUP BY source ORDER BY source LIMIT 200000`,
    { accused: one.accused, port: one.targetPort, protocol: one.protocol, from, to: until },
  );
  const transport = protocols[one.protocol];
  const server: OwnRow[] =
    one.toldUntil === null
      ? [
          {
            'time.source': one.lastSeenAt.toISOString(),
            'source.ip': one.accused,
            ...(one.targetPort > 0 ? { 'source.port': one.targetPort } : {}),
            ...(transport ? { 'protocol.transport': transport } : {}),
            'classification.type': 'c2-server',
            'classification.identifier': 'c2-server',
            'extra.candidate': one.id,
          },
        ]
      : [];
  return [
    ...server,
    ...rows.map((row) => ({
      'time.source': new Date(row.last).toISOString(),
      'source.ip': row.source.replace(/^::ffff:(?=\d+\.)/, ''),
      'destination.ip': one.accused,
      ...(one.targetPort > 0 ? { 'destination.port': one.targetPort } : {}),
      ...(transport ? { 'protocol.transport': transport } : {}),
      'classification.type': 'infected-system',
      'classification.identifier': 'malware-infection',
      'extra.flows': Number(row.flows),
      'extra.first_seen': new Date(row.first).toISOString(),
      'extra.candidate': one.id,
    })),
  ];
}

function offender(one: Confirmed, from: Date): OwnRow[] {
  const offence = offences[one.role];
  if (!offence || one.lastSeenAt < from) return [];
  const transport = protocols[one.protocol];
  return [
    {
      'time.source': one.lastSeenAt.toISOString(),
      'source.ip': one.accused,
      ...(one.targetPort > 0 ? { 'destination.port': one.targetPort } : {}),
      ...(transport ? { 'protocol.transport': transport } : {}),
      'classification.type': offence.type,
      'classification.identifier': offence.identifier,
      'extra.candidate': one.id,
    },
  ];
}

/** What was confirmed by mistake accuses nobody any more. */
export const forgetIndicator = job({
  name: 'observe.forget-indicator',
  schema: z.object({ id: z.string() }),
  async handle(house, { id }) {
    const one = await house.db.as({ kind: 'worker' }, (q) => q.one<{ state: string }>(sql('one'), { id }));
    if (one?.state !== 'confirmed')
      await house.columns.remove('observe.flow_indicator', "list = 'kyojo-confirmed' AND name = {id:String}", { id });
  },
});

/** A confirmed server is an indicator from now on: whoever contacts it later is found at once. */
async function rememberIndicator(house: House, id: string): Promise<void> {
  const one = await house.db.as({ kind: 'worker' }, (q) =>
    q.one<Confirmed & { state: string; expiresAt: Date | null }>(sql('one'), { id }),
  );
  if (one?.state !== 'confirmed' || one.role !== 'command-server' || !one.expiresAt) return;
  await house.columns.insert('observe.flow_indicator', [
    {
      kind: 'address',
      address: one.accused.includes(':') ? one.accused : `::ffff:${one.accused}`,
      port: one.targetPort,
      name: one.id,
      list: 'kyojo-confirmed',
      until: one.expiresAt.toISOString().replace('T', ' ').replace('Z', ''),
    },
  ]);
}
