/** Templates of NetFlow version 9 (RFC 3954) and IPFIX (RFC 7011): reading, keeping within bounds, saving. */
import { readU16, readU32 } from './bytes.ts';
import { type FlowPlan, planFlow } from './plan.ts';

/** Marks a field whose length stands before its value (RFC 7011 section 7). */
export const VARIABLE = 65535;

export interface TemplateField {
  readonly enterprise: number;
  readonly id: number;
  /** Octets, or `VARIABLE`. */
  readonly length: number;
  readonly scope: boolean;
}

export interface Template {
  readonly id: number;
  readonly version: number;
  readonly options: boolean;
  readonly fields: readonly TemplateField[];
  /** Octets of the shortest record; never 0, or a data set could hold endlessly many. */
  readonly minimum: number;
  readonly variable: boolean;
  /** Where each field starts within a record; of variable records only a scratch, filled by `locateFields`. */
  readonly offsets: Int32Array;
  readonly lengths: Int32Array;
  readonly plan: FlowPlan;
  /** The definition as sent, to see without work whether a refresh changed anything. */
  readonly definition: Uint8Array;
}

/** What one definition may cost. A datagram of 64 KiB could otherwise define 16,000 fields or 10,000 templates. */
export const templateBounds = {
  fieldsPerTemplate: 512,
  templatesPerDomain: 1024,
  recordOctets: 65535,
} as const;

/** How a walk over a template set went. */
export interface TemplateOutcome {
  defined: number;
  refused: number;
  withdrawn: number;
  /** Fields of definitions that were replaced or withdrawn. */
  freedFields: number;
  malformed: boolean;
}

/**
 * Reads the template (or options template) set in `[start, end)` into `store` and says what came of it. Definitions beyond
 * the bounds are refused and counted, the others of the same set are still taken. `onDefined` hears each new definition.
 */
export function readTemplateSet(
  bytes: Uint8Array,
  start: number,
  end: number,
  kind: { version: number; options: boolean },
  store: Map<number, Template>,
  onDefined: (template: Template) => void,
): TemplateOutcome {
  const outcome: TemplateOutcome = { defined: 0, refused: 0, withdrawn: 0, freedFields: 0, malformed: false };
  let offset = start;
  while (offset + 4 <= end) {
    const from = offset;
    const id = readU16(bytes, offset);
    let count = readU16(bytes, offset + 2);
    offset += 4;
    if (id < 256) {
      // IPFIX withdraws all templates by naming the set's own number; anything else this low is padding.
      if (kind.version === 10 && count === 0 && (id === 2 || id === 3)) withdrawAll(store, id === 3, outcome);
      break;
    }
    if (kind.version === 10 && count === 0) {
      withdraw(store, id, outcome);
      continue;
    }
    let scopes = 0;
    if (kind.options) {
      if (offset + 2 > end) {
        outcome.malformed = true;
        break;
      }
      const second = readU16(bytes, offset);
      offset += 2;
      if (kind.version === 9) {
        // Version 9 gives octets of scope and option definitions, four octets each.
        scopes = count >> 2;
        count = scopes + (second >> 2);
      } else {
        scopes = second;
      }
    }
    const fields = readFields(bytes, offset, end, count, scopes, kind.version);
    if (!fields) {
      outcome.malformed = true;
      break;
    }
    offset = fields.end;
    const known = store.get(id);
    if (known && sameOctets(known.definition, bytes, from, offset)) continue;
    const template = makeTemplate(id, kind, fields.fields, bytes.slice(from, offset));
    if (!template || (!known && store.size >= templateBounds.templatesPerDomain)) {
      outcome.refused++;
      continue;
    }
    if (known) outcome.freedFields += known.fields.length;
    store.set(id, template);
    outcome.defined++;
    onDefined(template);
  }
  return outcome;
}

/** Reads a saved definition back (see `definition`); null when it no longer passes. */
export function restoreTemplate(definition: Uint8Array, version: number, options: boolean): Template | null {
  const store = new Map<number, Template>();
  readTemplateSet(definition, 0, definition.length, { version, options }, store, () => {});
  return [...store.values()][0] ?? null;
}

/**
 * Finds the fields of the record at `start`: fills `template.offsets` (from `start`) and `lengths`, gives the offset of
 * the next record, or -1 when the record runs over `end`.
 */
export function locateFields(template: Template, bytes: Uint8Array, start: number, end: number): number {
  const { fields, offsets, lengths } = template;
  let offset = start;
  for (let i = 0; i < fields.length; i++) {
    let length = (fields[i] as TemplateField).length;
    if (length === VARIABLE) {
      if (offset + 1 > end) return -1;
      length = bytes[offset] as number;
      offset += 1;
      if (length === 255) {
        if (offset + 2 > end) return -1;
        length = readU16(bytes, offset);
        offset += 2;
      }
    }
    offsets[i] = offset - start;
    lengths[i] = length;
    offset += length;
    if (offset > end) return -1;
  }
  return offset;
}

function readFields(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
  scopes: number,
  version: number,
): { fields: TemplateField[] | null; end: number } | null {
  // Refused templates are stepped over, not collected: what is refused must cost nothing.
  const keep = count > 0 && count <= templateBounds.fieldsPerTemplate && scopes <= count;
  const fields: TemplateField[] = [];
  let offset = start;
  for (let i = 0; i < count; i++) {
    if (offset + 4 > end) return null;
    let id = readU16(bytes, offset);
    const length = readU16(bytes, offset + 2);
    offset += 4;
    let enterprise = 0;
    if (version === 10 && id & 0x8000) {
      if (offset + 4 > end) return null;
      id &= 0x7fff;
      enterprise = readU32(bytes, offset);
      offset += 4;
    }
    if (keep) fields.push({ enterprise, id, length, scope: i < scopes });
  }
  return { fields: keep ? fields : null, end: offset };
}

function makeTemplate(
  id: number,
  kind: { version: number; options: boolean },
  fields: TemplateField[] | null,
  definition: Uint8Array,
): Template | null {
  if (!fields) return null;
  const offsets = new Int32Array(fields.length);
  const lengths = new Int32Array(fields.length);
  let minimum = 0;
  let variable = false;
  fields.forEach((field, i) => {
    // Version 9 has no variable fields; a length of 65535 there is simply too long.
    const isVariable = field.length === VARIABLE && kind.version === 10;
    variable ||= isVariable;
    offsets[i] = minimum;
    lengths[i] = field.length;
    minimum += isVariable ? 1 : field.length;
  });
  if (minimum === 0 || minimum > templateBounds.recordOctets) return null;
  const plan = planFlow(fields, kind.options);
  return { id, ...kind, fields, minimum, variable, offsets, lengths, definition, plan };
}

function withdrawAll(store: Map<number, Template>, options: boolean, outcome: TemplateOutcome): void {
  for (const [id, template] of store) if (template.options === options) withdraw(store, id, outcome);
}

function withdraw(store: Map<number, Template>, id: number, outcome: TemplateOutcome): void {
  const known = store.get(id);
  if (!known) return;
  store.delete(id);
  outcome.withdrawn++;
  outcome.freedFields += known.fields.length;
}

function sameOctets(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false;
  return true;
}
