import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { Refusal } from '#platform/errors';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';
import { route } from '#platform/web';
import { receiveReport } from './receive.ts';

const sql = loadSql(import.meta.url.replace('http.ts', 'receive.ts'));

/** A new token for a feed and what is kept of it: only its hash, so that a stolen database opens no feed. */
export function newFeedToken(): { readonly token: string; readonly hash: string } {
  const token = `kyf_${randomBytes(24).toString('base64url')}`;
  return { token, hash: hashOf(token) };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The feed a bearer token belongs to. Refuses an unknown token; looks up by hash, so timing tells nothing about near misses. */
async function feedOf(house: House, request: Request): Promise<string> {
  const token = /^Bearer (\S{1,200})$/.exec(request.headers.get('authorization') ?? '')?.[1];
  const feed =
    token &&
    (await house.db.as({ kind: 'worker' }, (q) =>
      q.one<{ id: string }>(sql('feed_by_token'), { hash: hashOf(token) }),
    ));
  if (!feed) throw new Refusal('observe.token-wrong', {}, 401);
  return feed.id;
}

/** A report by HTTP: the body is the file, streamed to disk; `content-encoding` gzip or zstd, or packed as the file itself is. */
route({
  method: 'POST',
  path: '/api/v1/reports',
  permission: 'token',
  streams: true,
  summary:
    'Send a report of a feed (bearer token of the feed; body = the file; name in the query or in Content-Disposition)',
  async handle(c) {
    const feed = await feedOf(c.house, c.request);
    const named =
      c.url.searchParams.get('name') ??
      /filename="?([^";]+)/.exec(c.request.headers.get('content-disposition') ?? '')?.[1];
    if (!c.request.body) throw new Refusal('observe.report-empty', {}, 400);
    const receipt = await receiveReport(c.house, {
      feed,
      name: named ?? 'report',
      origin: 'http',
      body: Readable.fromWeb(c.request.body as never),
    });
    return Response.json(
      { report: receipt.batchId, bytes: receipt.bytes, sha256: receipt.digest, again: receipt.again },
      { status: receipt.again ? 200 : 202 },
    );
  },
});
