import { checkRow, type OrganisationRow } from '#know';
import type { Chance } from '../lib/chance.ts';

/** How many organisations there are; each has a prefix of the documentation range (RFC 3849) and two contacts. */
const ORGANISATIONS = 16;
const KINDS = [
  { identifier: 'open-redis', kind: 'exposed-redis', port: 6379 },
  { identifier: 'open-mongodb', kind: 'exposed-mongodb', port: 27017 },
  { identifier: 'open-elasticsearch', kind: 'exposed-elasticsearch', port: 9200 },
  { identifier: 'open-rdp', kind: 'open-rdp', port: 3389 },
] as const;

/** The members of the trial hub. */
export function members(): OrganisationRow[] {
  return Array.from({ length: ORGANISATIONS }, (_, i) => {
    const cells = {
      externalId: `m${i}`,
      name: `Member ${i}`,
      prefixes: prefixOf(i),
      emails: `first${i}@m${i}.example; second${i}@m${i}.example`,
      language: i % 3 === 0 ? 'en' : 'ja',
    };
    const { organisation, faults } = checkRow(i + 2, cells, () => true);
    if (faults.length > 0) throw new Error(JSON.stringify(faults));
    return organisation;
  });
}

const prefixOf = (organisation: number) => `2001:db8:${(organisation + 1).toString(16)}::/48`;

/** What must have become of everything that was sent. */
export interface Expected {
  /** Rows that can be read. */
  rows: number;
  /** Rows that cannot. */
  quarantined: number;
  /** `kind asset` → how often it was seen. */
  readonly seen: Map<string, number>;
}

/** One report as text, with what must come of it added to `expected` once it has been acknowledged. */
export interface Report {
  readonly name: string;
  readonly text: string;
  count(expected: Expected): void;
}

/** A feed of four columns: its statement is planned quickly, so that a short life stores something. */
export const trialFeed = {
  id: 'trial',
  title: { ja: '試し', en: 'Trial' },
  reader: { kind: 'csv' },
  fields: { 'time.source': 'time', 'source.ip': 'ip', 'source.port': 'port', 'classification.identifier': 'what' },
  set: { 'classification.type': 'vulnerable-system', 'protocol.transport': 'tcp' },
} as const;

/** A report of up to some hundred rows, some about nobody's address and some unreadable. */
export function makeReport(number: number, chance: Chance, at = new Date()): Report {
  const lines = ['time,ip,port,what'];
  const seen: string[] = [];
  let rows = 0;
  let quarantined = 0;
  const size = chance.between(5, 400);
  for (let i = 0; i < size; i++) {
    const { identifier, kind, port } = chance.of(KINDS);
    const isNobody = chance.happens(0.1);
    const isUnreadable = chance.happens(0.01);
    const network = isNobody ? 'ffff' : chance.between(1, ORGANISATIONS + 1).toString(16);
    const ip = `2001:db8:${network}::${chance.between(1, 400).toString(16)}`;
    const time = new Date(at.getTime() - chance.between(0, 3_600_000)).toISOString();
    lines.push(`${time},${isUnreadable ? 'no address' : ip},${port},${identifier}`);
    if (isUnreadable) quarantined++;
    else {
      rows++;
      if (!isNobody) seen.push(`${kind} ${ip}`);
    }
  }
  return {
    name: `events-${number}.csv`,
    // The number makes each report's bytes its own.
    text: `${lines.join('\n')}\n${at.toISOString()},2001:db8:fffe::1,1,report-${number}\n`,
    count(expected) {
      expected.rows += rows + 1;
      expected.quarantined += quarantined;
      for (const one of seen) expected.seen.set(one, (expected.seen.get(one) ?? 0) + 1);
    },
  };
}
