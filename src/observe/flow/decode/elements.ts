/** The registries of field numbers: IANA's information elements, NetFlow version 9's older names, and makers' own. */
import { readFileSync } from 'node:fs';

/** Abstract data types of RFC 7011 section 6; structured types (RFC 6313) are kept as octets. */
export type ElementType =
  | `unsigned${8 | 16 | 32 | 64}`
  | `signed${8 | 16 | 32 | 64}`
  | `float${32 | 64}`
  | 'boolean'
  | 'macAddress'
  | 'octetArray'
  | 'string'
  | 'ipv4Address'
  | 'ipv6Address'
  | 'dateTimeSeconds'
  | 'dateTimeMilliseconds'
  | 'dateTimeMicroseconds'
  | 'dateTimeNanoseconds'
  | 'basicList'
  | 'subTemplateList'
  | 'subTemplateMultiList';

/** A field an exporter can send: its published name and how its octets read. */
export interface Element {
  readonly name: string;
  readonly type: ElementType;
}

/** RFC 5103: the same field seen from the other direction. */
const REVERSE_ENTERPRISE = 29305;
/** CERT NetSA marks the reverse direction with a bit in the number instead. */
const CERT_ENTERPRISE = 6871;
const CERT_REVERSE_BIT = 0x4000;

const iana = new Map<number, Element>();
for (const [id, name, type] of rowsOf('elements.iana.tsv')) iana.set(Number(id), { name, type: type as ElementType });

const netflow9 = new Map<number, Element>(iana);
for (const [id, name, type] of rowsOf('elements.netflow9.tsv')) {
  const known = iana.get(Number(id));
  netflow9.set(Number(id), { name, type: (type || known?.type || 'octetArray') as ElementType });
}

const vendor = new Map<string, Element>();
for (const [enterprise, id, name, type] of rowsOf('elements.vendor.tsv')) {
  vendor.set(`${enterprise}.${id}`, { name, type: type as ElementType });
}

/** The scopes of options templates in NetFlow version 9 (RFC 3954 section 6.1), which have numbers of their own. */
const netflow9Scopes: readonly string[] = ['', 'system', 'interface', 'line_card', 'cache', 'template'];

/** The element of this number, or null where no published registry names it (the field is then kept by number). */
export function findElement(version: number, enterprise: number, id: number): Element | null {
  if (enterprise === 0) return (version === 9 ? netflow9 : iana).get(id) ?? null;
  if (enterprise === REVERSE_ENTERPRISE) return reversed(iana.get(id));
  const own = vendor.get(`${enterprise}.${id}`);
  if (own) return own;
  if (enterprise === CERT_ENTERPRISE && id & CERT_REVERSE_BIT) {
    return reversed(vendor.get(`${enterprise}.${id & ~CERT_REVERSE_BIT}`));
  }
  return null;
}

/** The scope field of a version 9 options template, or null for a number outside the RFC. */
export function findScope(id: number): Element | null {
  const name = netflow9Scopes[id];
  return name ? { name: `scope_${name}`, type: 'unsigned64' } : null;
}

/** How many elements are known by name (the start-up check of the registry files). */
export function countElements(): number {
  return iana.size + vendor.size;
}

function reversed(element: Element | undefined): Element | null {
  if (!element) return null;
  return { name: `reverse${element.name.charAt(0).toUpperCase()}${element.name.slice(1)}`, type: element.type };
}

function rowsOf(file: string): [string, string, string, string][] {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [a = '', b = '', c = '', d = ''] = line.split('\t');
      return [a, b, c, d];
    });
}
