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
export function listAnswer<Item extends { readonly id: string }>(
  request: Request,
  url: URL,
  options: {
    readonly name: string;
    readonly format: 'json' | 'csv';
    /** One more than a page holds, so that it shows whether there is another. */
    readonly rows: readonly Item[];
    readonly limit: number;
    /** What an item consists of, for the columns of the CSV. */
    readonly shape: z.ZodObject;
  },
): Response {
  const { rows, limit, format } = options;
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last ? last.id : null;
  const following = new URL(url);
  if (next) following.searchParams.set('after', next);
  const link: Readonly<Record<string, string>> = next
    ? { link: `<${following.pathname}${following.search}>; rel="next"` }
    : {};
  if (format === 'csv') {
    const columns = columnsOf(options.shape);
    const cells = items.map((item) => columns.map(({ path }) => cellAt(item, path)));
    return csvAnswer(
      request,
      options.name,
      columns.map(({ title }) => title),
      cells,
      link,
    );
  }
  return tagged(request, JSON.stringify({ items, next }), {
    'content-type': 'application/json; charset=utf-8',
    ...link,
  });
}

/** The columns of a shape: one for each field, two for words in two languages (`name_ja`, `name_en`), in the order of the JSON. */
function columnsOf(shape: z.ZodObject): { readonly title: string; readonly path: readonly string[] }[] {
  const snake = (name: string) => name.replace(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`);
  return Object.entries(shape.shape).flatMap(([name, field]) =>
    field instanceof z.ZodObject
      ? Object.keys(field.shape).map((part) => ({ title: `${snake(name)}_${part}`, path: [name, part] }))
      : [{ title: snake(name), path: [name] }],
  );
}

/** One value as a cell: lists stand behind bars, the results of a measure on lines of their own behind their tag. */
function cellAt(item: object, path: readonly string[]): CellValue {
  let value: unknown = item;
  for (const name of path) value = (value as Readonly<Record<string, unknown>>)[name];
  if (!Array.isArray(value)) return (value ?? null) as CellValue;
  return value.every((one) => typeof one === 'string')
    ? value.join('|')
    : (value as { tag: string | null; text: string }[])
        .map(({ tag, text }) => `${tag ? `[${tag}]` : ''}${text}`)
        .join('\n');
}

/** The shape of a page of a list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe('Key of the next page; null on the last one'),
  });
}
