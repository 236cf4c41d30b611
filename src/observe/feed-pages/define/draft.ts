/** What an operator entered about a feed, as a mapping; and a mapping as what the form shows. */

import { z } from 'zod';
import { taxonomyOf } from '../../feed/classes.ts';
import { isField } from '../../feed/fields.ts';
import { Mapping, type MappingInput } from '../../feed/mapping.ts';
import { readerOf } from './propose.ts';

const list = z.preprocess(
  (value) => (value === undefined ? [] : [value].flat()),
  z.array(z.string().max(500)).max(500),
);
const word = (most: number) => z.string().trim().max(most).default('');

/** The form of a feed. Everything in it is text; what is missing has a good value. */
export const Draft = z.object({
  name: word(80),
  id: word(60),
  format: z.enum(['csv', 'jsonl', 'json']).default('csv'),
  delimiter: z.enum(['comma', 'semicolon', 'tab', 'bar']).default('comma'),
  header: z.enum(['yes', 'no']).default('yes'),
  comment: word(8).default('#'),
  encoding: z.enum(['utf-8', 'shift_jis', 'euc-jp', 'utf-16le']).default('utf-8'),
  zone: z.enum(['UTC', 'Asia/Tokyo']).default('UTC'),
  type: word(60),
  identifier: word(80),
  victim: z.enum(['source.ip', 'destination.ip']).default('source.ip'),
  kind: word(80),
  handling: z.enum(['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED']).default('AMBER'),
  severity: z.enum(['', 'info', 'low', 'medium', 'high', 'critical']).default(''),
  hours: word(10),
  lenient: z.literal('yes').optional(),
  sample: z.string().max(400_000).default(''),
  column: list,
  field: list,
});
export type Draft = z.output<typeof Draft>;

/** Written into `field` of a column that is let go. */
export const DROP = '-';

export const delimiterOf = { comma: ',', semicolon: ';', tab: '\t', bar: '|' } as const;
const delimiterNames = new Map(
  Object.entries(delimiterOf).map(([name, text]) => [text as string, name as keyof typeof delimiterOf]),
);
/** The name of a delimiter in the form; `undefined` for one the form does not know. */
export const delimiterName = (text: string): keyof typeof delimiterOf | undefined => delimiterNames.get(text);

/** Where a draft is wrong: the field of the form and the key of its words. */
export interface DraftFault {
  readonly name: keyof Draft;
  readonly fault:
    | 'nameMissing'
    | 'idWrong'
    | 'columnsMissing'
    | 'assetMissing'
    | 'typeMissing'
    | 'typeWrong'
    | 'identifierWrong'
    | 'kindWrong'
    | 'hoursWrong'
    | 'fieldWrong';
}

/** Ids that would stand where a page of this room stands. */
const reserved = new Set(['new', 'switch-on']);
const assets = new Set([
  'source.ip',
  'source.fqdn',
  'source.url',
  'source.network',
  'source.account',
  'source.reverse_dns',
  'source.asn',
  'destination.ip',
  'destination.fqdn',
  'destination.url',
]);

/** Everything wrong with a draft, in the order of the form. `kinds`: the names of kinds there are. */
export function faultsOf(draft: Draft, kinds: readonly string[]): DraftFault[] {
  const faults: DraftFault[] = [];
  const fault = (wrong: boolean, name: DraftFault['name'], what: DraftFault['fault']) => {
    if (wrong) faults.push({ name, fault: what });
  };
  fault(draft.column.length === 0, 'sample', 'columnsMissing');
  fault(draft.name === '', 'name', 'nameMissing');
  fault(!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(draft.id) || reserved.has(draft.id), 'id', 'idWrong');
  fault(draft.type !== '' && !taxonomyOf.has(draft.type), 'type', 'typeWrong');
  fault(draft.type === '' && !draft.field.includes('classification.type'), 'type', 'typeMissing');
  fault(draft.identifier !== '' && !/^[a-z0-9][a-z0-9._-]*$/i.test(draft.identifier), 'identifier', 'identifierWrong');
  fault(draft.kind !== '' && !kinds.includes(draft.kind), 'kind', 'kindWrong');
  fault(draft.hours !== '' && hoursOf(draft) === null, 'hours', 'hoursWrong');
  fault(
    draft.field.some((field) => field !== '' && field !== DROP && !isField(field)),
    'field',
    'fieldWrong',
  );
  fault(draft.column.length > 0 && !draft.field.some((field) => assets.has(field)), 'field', 'assetMissing');
  return faults;
}

/** The hours of a draft; `null` for none or a text that is none. */
export function hoursOf(draft: Pick<Draft, 'hours'>): number | null {
  const hours = Number(draft.hours.normalize('NFKC'));
  return draft.hours !== '' && Number.isInteger(hours) && hours >= 1 && hours <= 8760 ? hours : null;
}

/** The mapping a draft describes. Throws (ZodError) only where the draft has faults. */
export function mappingOf(draft: Draft): Mapping {
  const fields: Record<string, { from: string; as?: { zone: string }[]; lenient?: boolean }[]> = {};
  draft.column.forEach((column, i) => {
    const field = draft.field[i] ?? '';
    if (field === '' || field === DROP || !isField(field)) return;
    const isFirm = field === 'time.source' || field === draft.victim;
    fields[field] = [
      ...(fields[field] ?? []),
      {
        from: column,
        ...(field.startsWith('time.') && draft.zone !== 'UTC' ? { as: [{ zone: draft.zone }] } : {}),
        ...(draft.lenient && !isFirm ? { lenient: true } : {}),
      },
    ];
  });
  const hours = hoursOf(draft);
  const set = {
    ...(draft.type !== '' && fields['classification.type'] === undefined ? { 'classification.type': draft.type } : {}),
    ...(draft.identifier !== '' && fields['classification.identifier'] === undefined
      ? { 'classification.identifier': draft.identifier }
      : {}),
  };
  const input: MappingInput = {
    id: draft.id || 'draft',
    title: { ja: draft.name || '—', en: draft.name || '—' },
    handling: draft.handling,
    reader: readerOf(
      { format: draft.format, delimiter: delimiterOf[draft.delimiter], header: draft.header === 'yes' },
      draft.column,
      draft.comment,
      draft.encoding,
    ),
    fields,
    set,
    victim: draft.victim,
    ignore: draft.column.filter((_, i) => draft.field[i] === DROP),
    ...(draft.kind === '' ? {} : { kind: draft.kind }),
    ...(draft.severity === '' ? {} : { severity: draft.severity }),
    ...(hours === null ? {} : { rhythm: `PT${hours}H` }),
  };
  return Mapping.parse(input);
}

/** A mapping as the form shows it; `null` when it says more than the form can: then the form would lose something. */
export function draftOf(
  mapping: Mapping,
  feed: { readonly name: string; readonly expectedHours: number | null },
): Draft | null {
  const { reader } = mapping;
  const pairs: [string, string][] = [];
  let zone: Draft['zone'] = 'UTC';
  let isLenient = false;
  for (const [field, rules] of Object.entries(mapping.fields))
    for (const rule of rules) {
      const [step, ...more] = rule.as;
      if (rule.from?.length !== 1 || more.length > 0 || rule.skip.length > 0) return null;
      if (step !== undefined) {
        if (typeof step !== 'object' || !('zone' in step) || 'date' in step || step.zone !== 'Asia/Tokyo') return null;
        zone = 'Asia/Tokyo';
      }
      isLenient ||= rule.lenient;
      pairs.push([rule.from[0] ?? '', field]);
    }
  for (const column of mapping.ignore) pairs.push([column, DROP]);
  const named =
    reader.kind === 'csv' && reader.columns !== true
      ? reader.columns.filter((name) => !pairs.some(([column]) => column === name))
      : [];
  const columns = [...pairs, ...named.map((name) => [name, ''] as [string, string])];
  if (reader.kind === 'csv' && reader.columns !== true) {
    const order = reader.columns;
    columns.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  }
  const delimiter = reader.kind === 'csv' ? delimiterName(reader.delimiter) : 'comma';
  if ((reader.kind !== 'csv' && reader.kind !== 'json') || delimiter === undefined) return null;
  const read = Draft.safeParse({
    name: feed.name,
    id: mapping.id,
    format: reader.kind === 'csv' ? 'csv' : reader.lines ? 'jsonl' : 'json',
    delimiter,
    header: reader.kind === 'csv' && reader.columns !== true ? 'no' : 'yes',
    comment: reader.kind === 'csv' ? (reader.comment[0] ?? '') : '#',
    encoding: reader.encoding.toLowerCase(),
    zone,
    type: mapping.set['classification.type'] ?? '',
    identifier: mapping.set['classification.identifier'] ?? '',
    victim: mapping.victim ?? 'source.ip',
    kind: mapping.kind ?? '',
    handling: mapping.handling,
    severity: mapping.severity ?? '',
    hours: feed.expectedHours === null ? '' : String(feed.expectedHours),
    ...(isLenient ? { lenient: 'yes' } : {}),
    column: columns.map(([column]) => column),
    field: columns.map(([, field]) => field),
  });
  // Only what comes back the same may be edited here; anything else would be lost by saving.
  if (!read.success) return null;
  const again = { ...mappingOf(read.data), title: mapping.title, rhythm: mapping.rhythm };
  return isAlike(again, mapping) ? read.data : null;
}

function isAlike(one: Mapping, other: Mapping): boolean {
  const ordered = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(ordered)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .filter(([, inner]) => inner !== undefined)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, inner]) => [key, ordered(inner)]),
          )
        : value;
  return (
    JSON.stringify(ordered({ ...one, ignore: [...one.ignore].sort() })) ===
    JSON.stringify(ordered({ ...other, ignore: [...other.ignore].sort() }))
  );
}

/** A proposal for the id of a feed from its name. */
export function idOf(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
}
