/** Corpus intelmq-rules: what values of each type look like, asked in the engine; and rules over events. */
import type { FieldType } from '../../../observe/feed/fields.ts';
import type { Conversion } from '../../../observe/feed/rule.ts';
import type { Ask } from '../../../observe/feed/sample.ts';
import { quote } from '../../../observe/feed/sql-text.ts';
import { convert } from '../../../observe/feed/value/conversions.ts';
import { valueTypes } from '../../../observe/feed/value/values.ts';
import type { CaseResult, Corpus } from '../case.ts';
import { readJsonl } from '../lines.ts';
import { runExperts } from './experts.ts';

interface ValueCase {
  readonly id: string;
  readonly type: string;
  readonly op: string;
  readonly value: unknown;
  readonly sanitize?: boolean;
  readonly args?: readonly string[];
  readonly expect: unknown;
}
/** IntelMQ's type → ours. */
const types: Readonly<Record<string, FieldType>> = {
  ASN: 'asn',
  Boolean: 'bool',
  Base64: 'base64',
  ClassificationTaxonomy: 'taxonomy',
  ClassificationType: 'class',
  DateTime: 'time',
  FQDN: 'fqdn',
  Float: 'float',
  Accuracy: 'float',
  IPAddress: 'ip',
  IPNetwork: 'network',
  Integer: 'int',
  JSON: 'json',
  JSONDict: 'object',
  LowercaseString: 'lower',
  Registry: 'registry',
  String: 'text',
  TLP: 'tlp',
  URL: 'url',
  UppercaseString: 'upper',
};

/** IntelMQ's way of reading a time → ours. */
const times: Readonly<Record<string, Conversion>> = {
  from_epoch_millis: 'epochMillis',
  from_windows_nt: 'windowsNt',
  from_fuzzy: 'fuzzy',
  from_timestamp: 'epoch',
  from_isoformat: 'time',
  windows_nt: 'windowsNt',
  epoch_millis: 'epochMillis',
  timestamp: 'epoch',
  fuzzy: 'fuzzy',
  utc_isoformat: 'time',
  midnight: 'day',
};

async function run(folder: string, ask: Ask): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const one of readJsonl<ValueCase>(folder, 'values.jsonl')) results.push(await decide(one, ask));
  results.push(...(await runExperts(folder, ask)));
  return results;
}

/** The value as text; null where JSON's own kind says already that it is none of this type. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') {
    const bytes = (value as { $base64?: string }).$base64;
    return bytes === undefined ? JSON.stringify(value) : Buffer.from(bytes, 'base64').toString();
  }
  return String(value);
}

async function decide(one: ValueCase, ask: Ask): Promise<CaseResult> {
  const type = types[one.type];
  const fail = (why: string): CaseResult => ({ id: one.id, outcome: 'failed', why });
  const text = textOf(one.value);
  if (type === undefined) return { id: one.id, outcome: 'out-of-scope', why: `no such type: ${one.type}` };
  const time = times[one.op] ?? (one.op === 'convert' ? times[one.args?.[0] ?? ''] : undefined);
  if (one.op !== 'is_valid' && one.op !== 'sanitize' && time === undefined)
    return { id: one.id, outcome: 'out-of-scope', why: `no such conversion: ${one.op} ${one.args?.join() ?? ''}` };

  const kind = valueTypes[type];
  const x = quote(text);
  const sql = time === undefined ? kind.show(kind.read('x')) : convert('x', time);
  const cleaned: string = JSON.parse(
    await ask(`SELECT ${sql} AS cleaned FROM (SELECT materialize(${x}) AS x)`),
  ).cleaned;
  if (one.op === 'is_valid') {
    const valid =
      cleaned !== '' && (one.sanitize === true || (isSpeltSo(cleaned, text, type) && hasKind(one.value, type)));
    return valid === one.expect
      ? { id: one.id, outcome: 'passed' }
      : fail(`valid: ${valid} (${JSON.stringify(cleaned)} of ${JSON.stringify(text)})`);
  }
  const wanted = one.expect === null ? '' : one.expect === true ? cleaned || 'a value' : String(one.expect);
  return cleaned === wanted || sameInstant(type, cleaned, wanted)
    ? { id: one.id, outcome: 'passed' }
    : fail(`${JSON.stringify(cleaned)} ≠ ${JSON.stringify(wanted)}`);
}

/** Without cleaning, a value is valid when cleaning changes nothing but its spelling. */
function isSpeltSo(cleaned: string, text: string, type: FieldType): boolean {
  if (cleaned === text) return true;
  if (type === 'ip' || type === 'network')
    return (
      cleaned === text.toLowerCase() ||
      cleaned.replace(/\/(32|128)$/, '') === text.toLowerCase() ||
      /^[0-9a-fA-F:]+(\/\d+)?$/.test(text)
    );
  return (type === 'float' || type === 'int') && Number(cleaned) === Number(text);
}

/** Numbers, yes/no and objects have to come as such where nothing is cleaned. */
function hasKind(value: unknown, type: FieldType): boolean {
  if (type === 'asn' || type === 'int' || type === 'float') return typeof value === 'number';
  if (type === 'bool') return typeof value === 'boolean';
  return typeof value === 'string';
}

function sameInstant(type: FieldType, a: string, b: string): boolean {
  return type === 'time' && a !== '' && Date.parse(a) === Date.parse(b) && a.slice(0, 26) === b.slice(0, 26);
}

export const rules: Corpus = { name: 'intelmq-rules', run };
