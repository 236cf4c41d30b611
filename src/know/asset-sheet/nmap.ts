/** The XML that `nmap -oX` writes, as devices. Untrusted: no entities are expanded, sizes are bounded. */

import { Parser } from 'htmlparser2';
import { Refusal } from '#platform/errors';
import type { AssetRow } from './row.ts';

const MAX_BYTES = 30 * 1024 * 1024;
const MAX_HOSTS = 20_000;
const MAX_TEXT = 190;

/** Whether the bytes begin like an nmap report. */
export function looksLikeNmap(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 2000));
  return /^\s*(\ufeff)?<\?xml/u.test(start) && /<nmaprun|nmaprun>|<!DOCTYPE nmaprun>/u.test(start);
}

interface Host {
  up: boolean;
  addresses: string[];
  mac: string;
  vendor: string;
  names: string[];
  system: { name: string; accuracy: number };
  services: string[];
  port: { label: string; open: boolean };
}

const emptyHost = (): Host => ({
  up: false,
  addresses: [],
  mac: '',
  vendor: '',
  names: [],
  system: { name: '', accuracy: 0 },
  services: [],
  port: { label: '', open: false },
});

/**
 * Reads every host that was up: named by its host name or else its address; maker by its network card, product by the best
 * guess of the system, open services in the note. Refuses a report that is too large or cut off.
 */
export function readNmap(bytes: Uint8Array): readonly (AssetRow & { kind: 'device' })[] {
  if (bytes.length > MAX_BYTES) throw new Refusal('sheet.too-large', { max: MAX_BYTES }, 413);
  const devices: (AssetRow & { kind: 'device' })[] = [];
  let host = emptyHost();
  let ended = false;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'host') host = emptyHost();
        else open(host, name, attributes);
      },
      onclosetag(name) {
        if (name === 'nmaprun') ended = true;
        if (name !== 'host' || !host.up) return;
        if (devices.length >= MAX_HOSTS) throw new Refusal('sheet.too-many-rows', { max: MAX_HOSTS }, 413);
        const device = toDevice(host);
        if (device) devices.push(device);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  const text = new TextDecoder().decode(bytes);
  parser.write(text);
  // The parser closes open tags by itself at the end; a report that was cut off must not pass for a whole one.
  if (!ended) throw new Refusal('sheet.broken', { part: 'nmaprun' });
  parser.end();
  return devices;
}

function open(host: Host, name: string, attributes: Readonly<Record<string, string>>): void {
  const value = (key: string) => (attributes[key] ?? '').slice(0, MAX_TEXT);
  switch (name) {
    case 'status':
      host.up = value('state') === 'up';
      break;
    case 'address':
      if (value('addrtype') === 'mac') [host.mac, host.vendor] = [value('addr'), value('vendor')];
      else host.addresses.push(value('addr'));
      break;
    case 'hostname':
      host.names.push(value('name'));
      break;
    case 'port':
      host.port = { label: `${value('portid')}/${value('protocol')}`, open: false };
      break;
    case 'state':
      host.port.open = value('state') === 'open';
      break;
    case 'service':
      if (host.port.open)
        host.services.push(
          [host.port.label, value('name'), value('product'), value('version')].filter(Boolean).join(' '),
        );
      break;
    case 'osmatch': {
      const accuracy = Number(value('accuracy')) || 0;
      if (accuracy > host.system.accuracy) host.system = { name: value('name'), accuracy };
      break;
    }
  }
}

function toDevice(host: Host): (AssetRow & { kind: 'device' }) | null {
  const name = host.names[0] || host.addresses[0] || host.mac;
  if (!name) return null;
  return {
    kind: 'device',
    name,
    ...(host.vendor ? { vendor: host.vendor } : {}),
    ...(host.system.name ? { product: host.system.name } : {}),
    ...(host.mac ? { serial: host.mac } : {}),
    ...(host.addresses.length > 0 ? { addresses: host.addresses } : {}),
    ...(host.services.length > 0 ? { note: host.services.join('\n').slice(0, 2000) } : {}),
  };
}
