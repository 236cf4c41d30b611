import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Refusal } from '#platform/errors';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';
import type { Notice, NoticeFinding } from '../notice/draft.ts';
import { noticeLink } from '../notice/link.ts';

const sql = loadSql(import.meta.url);

/** Findings sent in one call; more are reached by the link. */
const MOST = 1000;
const SECONDS = 10;

/**
 * Posts a notice to the member's endpoint as JSON, signed as Standard Webhooks does it (`webhook-id`, `webhook-timestamp`,
 * `webhook-signature: v1,<HMAC-SHA256 over id.timestamp.body>`). The receiver drops a repeated id.
 * Refuses targets that are not public addresses (see {@link publicAddressOf}) and never follows redirects.
 */
export async function postWebhook(house: House, notice: Notice, findings: readonly NoticeFinding[]): Promise<string> {
  const organisation = notice.organisationId;
  const target = await house.db.as({ kind: 'worker' }, (q) =>
    q.one<{ url: string; secret: string }>(sql('webhook_of'), { organisation }),
  );
  if (!target) throw new Refusal('tell.no-address');
  const body = JSON.stringify({
    type: 'notice',
    id: notice.id,
    code: notice.code,
    link: noticeLink(house, notice.id),
    urgent: notice.urgent,
    count: notice.findingCount,
    findings: findings.slice(0, MOST).map(({ id, asset, kind, key, severity, firstSeenAt, lastSeenAt, seenCount }) => ({
      id,
      asset,
      kind,
      key,
      severity,
      firstSeenAt,
      lastSeenAt,
      seenCount,
    })),
  });
  const timestamp = String(Math.floor(house.clock().getTime() / 1000));
  const signature = signWebhook(target.secret, notice.id, timestamp, body);
  try {
    const status = await post(house, target.url, body, {
      'webhook-id': notice.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    });
    if (status === 410) throw new Refusal('tell.webhook-gone');
    if (status < 200 || status > 299) throw new Error(`the endpoint answered ${status}`);
    await house.db.as({ kind: 'worker' }, (q) => q.run(sql('mark_well'), { organisation }));
    return `HTTP ${status}`;
  } catch (error) {
    if (error instanceof Refusal)
      await house.db.as({ kind: 'worker' }, (q) => q.run(sql('mark_failed'), { organisation, now: house.clock() }));
    throw error;
  }
}

/** `v1,<base64>` over `id.timestamp.body`, as the Standard Webhooks specification 1.0 says. */
export function signWebhook(secret: string, id: string, timestamp: string, body: string): string {
  return `v1,${createHmac('sha256', Buffer.from(secret, 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/**
 * The one address a call may go to: the name is looked up once, every answer must be a public unicast address (or one the
 * operator allowed), and the connection is made to exactly that address, so that a second look-up cannot be turned elsewhere.
 * Refuses other schemes than https (http only to allowed addresses), user names in the URL, and private targets.
 */
export async function publicAddressOf(
  url: string,
  allow: readonly string[],
): Promise<{ url: URL; address: string; family: 4 | 6 }> {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new Refusal('tell.webhook-target');
  }
  if ((parsed.protocol !== 'https:' && parsed.protocol !== 'http:') || parsed.username !== '' || parsed.password !== '')
    throw new Refusal('tell.webhook-target');
  const name = parsed.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(name) ? [{ address: name }] : await lookup(name, { all: true, verbatim: true });
  const judged = addresses.map(({ address }) => ({
    address,
    isAllowed: isAllowed(address, allow),
    isPublic: isPublic(address),
  }));
  const bad = judged.some((one) => !one.isAllowed && (!one.isPublic || parsed.protocol !== 'https:'));
  const first = judged[0];
  if (!first || bad) throw new Refusal('tell.webhook-target');
  return { url: parsed, address: first.address, family: isIP(first.address) as 4 | 6 };
}

function isPublic(address: string): boolean {
  let parsed = ipaddr.parse(address);
  if (parsed.kind() === 'ipv6' && (parsed as ipaddr.IPv6).isIPv4MappedAddress())
    parsed = (parsed as ipaddr.IPv6).toIPv4Address();
  // All public IPv6 addresses begin with 001 (RFC 4291): the old spelling ::127.0.0.1 and whatever else may come do not.
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || ((parsed.toByteArray()[0] ?? 0) & 0xe0) === 0x20);
}

function isAllowed(address: string, allow: readonly string[]): boolean {
  const parsed = ipaddr.process(address);
  return allow.some((cidr) => {
    const [network, bits] = ipaddr.parseCIDR(cidr);
    return network.kind() === parsed.kind() && parsed.match([network, bits] as never);
  });
}

async function post(house: House, url: string, body: string, headers: Record<string, string>): Promise<number> {
  const allow = house.config.KYOJO_WEBHOOK_ALLOW.split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  const target = await publicAddressOf(url, allow);
  const send = target.url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const call = send(
      target.url,
      {
        method: 'POST',
        signal: AbortSignal.timeout(SECONDS * 1000), // for all of it: an endpoint that drips must not hold a hand
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Kyojo',
          ...headers,
        },
        // The address was judged above; nothing is looked up again.
        lookup: (_name, options, done) =>
          options.all
            ? done(null, [{ address: target.address, family: target.family }])
            : done(null, target.address, target.family),
      },
      (answer) => {
        resolve(answer.statusCode ?? 0);
        answer.destroy(); // what it says is not read: it comes from outside and may never end
      },
    );
    call.on('error', (error) =>
      reject(
        error.name === 'AbortError' || error.name === 'TimeoutError'
          ? new Error('the endpoint did not answer in time')
          : error,
      ),
    );
    call.end(body);
  });
}
