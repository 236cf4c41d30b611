/**
 * Where the hub may go to look whether a link works. Addresses come from people and from a document of 2019: none may lead the hub into its own
 * network. The name is looked up once, every answer must be public (or allowed by the operator), and the connection is made to exactly that address.
 */

import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Why nobody was asked. */
export class NotAsked extends Error {}

/** An address that may be asked. */
export interface Target {
  readonly url: URL;
  readonly address: string;
  readonly family: 4 | 6;
}

/** Whether an address is one of the public internet. */
export function isPublic(address: string): boolean {
  const parsed = ipaddr.process(address); // ::ffff:127.0.0.1 is 127.0.0.1
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || ((parsed.toByteArray()[0] ?? 0) & 0xe0) === 0x20; // global unicast is 2000::/3 (RFC 4291)
}

function isAllowed(address: string, allow: readonly string[]): boolean {
  const parsed = ipaddr.process(address);
  return allow.some((cidr) => {
    const [network, bits] = ipaddr.parseCIDR(cidr);
    return network.kind() === parsed.kind() && parsed.match([network, bits] as never);
  });
}

/** The one address a link may be asked at. Throws `NotAsked` for other schemes, ports, user names and anything that is not public. */
export async function targetOf(
  link: string,
  allow: readonly string[],
  find: (name: string) => Promise<readonly { readonly address: string }[]> = (name) =>
    lookup(name, { all: true, verbatim: true }),
): Promise<Target> {
  if (!URL.canParse(link)) throw new NotAsked('not an address');
  const url = new URL(link);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new NotAsked('scheme');
  if (url.username !== '' || url.password !== '') throw new NotAsked('user name');
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(name) ? [{ address: name }] : await find(name);
  const allAllowed = addresses.length > 0 && addresses.every(({ address }) => isAllowed(address, allow));
  if (!allAllowed && addresses.some(({ address }) => !isPublic(address))) throw new NotAsked('not a public address');
  if (!allAllowed && url.port !== '') throw new NotAsked('port');
  const [first] = addresses;
  if (!first) throw new Error('ENOTFOUND');
  return { url, address: first.address, family: isIP(first.address) as 4 | 6 };
}

const SECONDS = 10;

/** Asks with HEAD (or GET, its answer left unread) and gives status and where it was sent on to. */
export function ask(
  target: Target,
  method: 'HEAD' | 'GET',
): Promise<{ readonly status: number; readonly location: string | undefined }> {
  const send = target.url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      target.url,
      {
        method,
        agent: false,
        timeout: SECONDS * 1000,
        signal: AbortSignal.timeout(SECONDS * 1000),
        headers: { 'user-agent': 'Kyojo link check', accept: '*/*', connection: 'close' },
        lookup: (_name, options, done) =>
          options.all
            ? (done as unknown as (error: null, all: { address: string; family: number }[]) => void)(null, [
                { address: target.address, family: target.family },
              ])
            : done(null, target.address, target.family),
      },
      (response) => {
        resolve({ status: response.statusCode ?? 0, location: response.headers.location });
        response.destroy();
      },
    );
    request.on('timeout', () => request.destroy(new Error('ETIMEDOUT')));
    request.on('error', reject);
    request.end();
  });
}
