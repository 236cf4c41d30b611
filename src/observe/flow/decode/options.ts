/** Learns from options data what later flow records of the same domain depend on: sampling rates and the start time. */
import { readUnsigned } from './bytes.ts';
import { type Domain, exporterBounds } from './exporters.ts';
import { locateFields, type Template } from './template.ts';

const SAMPLER_ID = 48;
const SELECTOR_ID = 302;
const SYSTEM_INIT_MS = 160;
/** samplingInterval, samplerRandomInterval, samplingPacketInterval. */
const RATES: ReadonlySet<number> = new Set([34, 50, 305]);
const PACKET_SPACE = 306;
const PACKET_INTERVAL = 305;

/** Reads the options records in `[start, end)`; answers how many there were. */
export function noteOptions(bytes: Uint8Array, start: number, end: number, template: Template, domain: Domain): number {
  let offset = start;
  let count = 0;
  while (offset + template.minimum <= end) {
    const next = template.variable ? locateFields(template, bytes, offset, end) : offset + template.minimum;
    if (next < 0) break;
    noteRecord(bytes, offset, template, domain);
    offset = next;
    count++;
  }
  return count;
}

function noteRecord(bytes: Uint8Array, start: number, template: Template, domain: Domain): void {
  let sampler = -1;
  let rate = 0;
  let interval = 0;
  let space = -1;
  for (let i = 0; i < template.fields.length; i++) {
    const field = template.fields[i];
    const length = template.lengths[i] ?? 0;
    // A version 9 scope has numbers of its own: 1 there is "system", not octets.
    if (field?.enterprise !== 0 || length > 8 || (field.scope && template.version === 9)) continue;
    const known =
      field.id === SAMPLER_ID ||
      field.id === SELECTOR_ID ||
      field.id === SYSTEM_INIT_MS ||
      field.id === PACKET_SPACE ||
      RATES.has(field.id);
    if (!known) continue;
    const value = readUnsigned(bytes, start + (template.offsets[i] ?? 0), length);
    if (field.id === SAMPLER_ID || field.id === SELECTOR_ID) sampler = value;
    else if (field.id === SYSTEM_INIT_MS) domain.bootMs = value;
    else if (field.id === PACKET_SPACE) space = value;
    else rate = value;
    if (field.id === PACKET_INTERVAL) interval = value;
  }
  // PSAMP says "interval packets taken, space packets skipped"; the others say "one in so many".
  if (interval > 0 && space >= 0) rate = Math.round((interval + space) / interval);
  if (rate < 1 || rate > 0xffffffff) return;
  if (sampler < 0) domain.sampling = rate;
  else if (domain.samplers.has(sampler) || domain.samplers.size < exporterBounds.samplersPerDomain) {
    domain.samplers.set(sampler, rate);
  }
}
