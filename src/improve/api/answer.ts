/** How the public interface answers: JSON or CSV, with an ETag, paged by keys, readable from any site. */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type CellValue, writeCsv } from '#platform/sheet';

/** Most rows of one page. */
export const MOST = 500;

/** Paging and form of the answer, as every list takes them. */
export const Paging = {
  after: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,80}$/)
    .optional()
    .describe('The `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(MOST).default(100).describe('Rows of a page'),
  format: z.enum(['json', 'csv']).default('json').describe('JSON, or a table as CSV'),
};

const shared = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'etag, link',
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'public, max-age=60',
  vary: 'accept-encoding',
};

/** An answer with its ETag; 304 to whoever has it already. */
export function tagged(
  request: Request,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
): Response {
  // Weak: what is sent may be compressed.
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((one) => one.trim());
  if (known.includes(etag) || known.includes('*'))
    return new Response(null, { status: 304, headers: { ...shared, etag } });
  return new Response(typeof body === 'string' ? body : Buffer.from(body), {
    headers: { ...shared, ...headers, etag },
  });
}

/** One JSON document. */
export function jsonAnswer(request: Request, body: unknown): Response {
  return tagged(request, JSON.stringify(body), { 'content-type': 'application/json; charset=utf-8' });
}

/** One table as CSV. */
export function csvAnswer(
  request: Request,
  name: string,
  titles: readonly string[],
  rows: Iterable<readonly CellValue[]>,
  more: Readonly<Record<string, string>> = {},
): Response {
  return tagged(request, writeCsv(titles, rows), {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
    ...more,
  });
}

/** A page of a list: `items`, and `next` when there is another page; the same as a Link header (RFC 8288). */
export function listAnswer<Item extends object>(
  request: Request,
  url: URL,
  options: {
    readonly name: string;
    readonly format: 'json' | 'csv';
    /** One more than a page holds, so that it shows whether there is another. */
    readonly rows: readonly Item[];
    readonly limit: number;
    readonly keyOf: (item: Item) => string;
    readonly columns: Readonly<Record<string, (item: Item) => CellValue>>;
  },
): Response {
  const { rows, limit, format } = options;
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last ? options.keyOf(last) : null;
  const following = new URL(url);
  if (next) following.searchParams.set('after', next);
  const link: Readonly<Record<string, string>> = next
    ? { link: `<${following.pathname}${following.search}>; rel="next"` }
    : {};
  if (format === 'csv')
    return csvAnswer(
      request,
      options.name,
      Object.keys(options.columns),
      items.map((item) => Object.values(options.columns).map((cell) => cell(item))),
      link,
    );
  return tagged(request, JSON.stringify({ items, next }), {
    'content-type': 'application/json; charset=utf-8',
    ...link,
  });
}

/** The shape of a page of a list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe('Key of the next page; null on the last one'),
  });
}
