import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip, createZstdDecompress, type Gzip } from 'node:zlib';
import { FILE_HEADER } from './limits.ts';
import type { openRunner, Runner } from './run.ts';
import { EngineFault, type Packing, readStatement } from './statement.ts';

/** Statement text that comes in the body is held in memory; data belongs behind a statement in the address. */
const MAX_STATEMENT_BYTES = 64 * 1024 * 1024;
/** Up to here an answer waits for its end, so that a failure still gets its own HTTP status. */
const HOLD_BYTES = 1024 * 1024;

/** Names in the address that belong to the HTTP interface; everything else is a setting. */
const OWN = new Set([
  'query',
  'database',
  'default_format',
  'query_id',
  'user',
  'password',
  'role',
  'quota_key',
  'stacktrace',
  'compress',
  'decompress',
  'session_id',
  'session_timeout',
  'session_check',
  'close_session',
  'buffer_size',
  'wait_end_of_query',
  'enable_http_compression',
  'http_zlib_compression_level',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'cancel_http_readonly_queries_on_client_close',
  'http_write_exception_in_output_format',
  'log_comment',
]);

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/**
 * ClickHouse's HTTP interface over the embedded engine, as far as `@clickhouse/client` and curl use it. Left out: sessions
 * that span requests, roles, quotas, progress in headers, and ClickHouse's own native compression (`compress=1`).
 */
export function serveColumns(runner: ReturnType<typeof openRunner>, credentials: Credentials, version: string): Server {
  const server = createServer(
    { maxHeaderSize: 1024 * 1024, requestTimeout: 0, keepAliveTimeout: 60_000 },
    (request, response) => {
      answer(runner, credentials, version, request, response).catch((error: unknown) => fail(response, error, version));
    },
  );
  return server;
}

async function answer(
  runner: Runner,
  credentials: Credentials,
  version: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://engine');
  response.setHeader('X-ClickHouse-Server-Display-Name', 'kyojo');
  if (url.pathname === '/ping' || url.pathname === '/replicas_status') {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=UTF-8' }).end('Ok.\n');
    return;
  }
  if (url.pathname !== '/')
    return fail(response, new EngineFault(0, `There is no handle ${url.pathname}`, 'NOT_FOUND', 404), version);
  if (!allowed(request, url, credentials)) {
    return fail(
      response,
      new EngineFault(
        516,
        'default: Authentication failed: password is incorrect, or there is no user with such name',
        'AUTHENTICATION_FAILED',
        401,
      ),
      version,
    );
  }
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new Error('the client went away'));
  });
  const queryId = url.searchParams.get('query_id') || randomUUID();
  const asked = await readRequest(request, url);
  response.setHeader('X-ClickHouse-Query-Id', queryId);
  response.setHeader('X-ClickHouse-Timezone', 'UTC');
  const { format, rows } = runner.run({
    ...asked,
    format: url.searchParams.get('default_format') ?? 'TabSeparated',
    queryId,
    signal: gone.signal,
  });
  await send(request, response, url, format, rows, version);
}

function allowed(request: IncomingMessage, url: URL, credentials: Credentials): boolean {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const [user, ...rest] = basic === undefined ? [] : Buffer.from(basic, 'base64').toString().split(':');
  const header = (name: string) => [request.headers[name]].flat()[0];
  const givenUser = user ?? header('x-clickhouse-user') ?? url.searchParams.get('user') ?? 'default';
  const given =
    basic === undefined ? (header('x-clickhouse-key') ?? url.searchParams.get('password') ?? '') : rest.join(':');
  return same(givenUser, credentials.user) && same(given, credentials.password);
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

async function readRequest(request: IncomingMessage, url: URL) {
  const settings = new Map<string, string>();
  const parameters = new Map<string, string>();
  const take = (name: string, value: string) => {
    if (name.startsWith('param_')) parameters.set(name.slice(6), value);
    else if (!OWN.has(name)) settings.set(name, value);
  };
  for (const [name, value] of url.searchParams) take(name, value);
  // ClickHouse answers GET read-only, and so do we: a link must not change anything.
  if (request.method === 'GET') settings.set('readonly', '2');
  let query = url.searchParams.get('query') ?? '';
  let body: Readable | undefined = decoded(request);
  if (request.headers['content-type']?.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(await readAll(body)), {
      headers: { 'content-type': request.headers['content-type'] },
    }).formData();
    for (const [name, value] of form) {
      if (name === 'query') query += String(value);
      else take(name, String(value));
    }
    body = undefined;
  }
  const file = namedFile(request);
  const bodyFollows = query !== '' && body !== undefined && (file !== undefined || hasBody(request));
  if (body && !bodyFollows) query += (await readAll(body)).toString();
  const statement = readStatement(query, bodyFollows);
  const inline = statement.inlineData === undefined ? undefined : Readable.from([Buffer.from(statement.inlineData)]);
  if (bodyFollows && statement.kind !== 'insert') {
    throw new EngineFault(62, 'Syntax error: data was sent with a statement that takes none', 'SYNTAX_ERROR');
  }
  const database = url.searchParams.get('database') ?? undefined;
  return { statement, frame: { database, settings, parameters }, body: bodyFollows ? (file ?? body) : inline };
}

function namedFile(request: IncomingMessage): { file: string; packing: Packing } | undefined {
  const named = request.headers[FILE_HEADER];
  if (typeof named !== 'string') return undefined;
  const packing = request.headers['x-kyojo-packing'];
  return { file: decodeURIComponent(named), packing: packing === 'gzip' || packing === 'zstd' ? packing : 'none' };
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

function decoded(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return request;
  const decoder = encoding === 'gzip' ? createGunzip() : encoding === 'zstd' ? createZstdDecompress() : undefined;
  if (!decoder) throw new EngineFault(48, `Unknown content encoding ${encoding}`, 'NOT_IMPLEMENTED', 415);
  pipeline(request, decoder).catch((error: Error) => decoder.destroy(error));
  return decoder;
}

async function readAll(body: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += (part as Buffer).length;
    if (bytes > MAX_STATEMENT_BYTES)
      throw new EngineFault(
        62,
        'The statement is too long; send data behind a statement in the address',
        'SYNTAX_ERROR',
        413,
      );
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  format: string,
  rows: AsyncGenerator<Buffer>,
  version: string,
): Promise<void> {
  const tag = randomBytes(8).toString('hex');
  const zip =
    url.searchParams.get('enable_http_compression') === '1' &&
    /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const out = zip ? createGzip({ level: 3 }) : response;
  const head = () => {
    const type =
      format.startsWith('JSON') && !format.endsWith('EachRow')
        ? 'application/json'
        : format.startsWith('CSV')
          ? 'text/csv'
          : 'text/plain';
    response.writeHead(200, {
      'Content-Type': `${type}; charset=UTF-8`,
      'X-ClickHouse-Format': format,
      'X-ClickHouse-Exception-Tag': tag,
      'X-ClickHouse-Summary': '{"read_rows":"0","read_bytes":"0","written_rows":"0","written_bytes":"0"}',
      ...(zip ? { 'Content-Encoding': 'gzip' } : {}),
    });
    if (out !== response) pipeline(out as Gzip, response).catch(() => {});
  };
  let held: Buffer[] | undefined = [];
  let bytes = 0;
  const write = async (chunk: Buffer) => {
    if (!out.write(chunk)) await new Promise<void>((resolve) => out.once('drain', resolve).once('close', resolve));
  };
  try {
    for await (const chunk of rows) {
      if (response.destroyed) return;
      bytes += chunk.length;
      if (held) held.push(chunk);
      if (!held) await write(chunk);
      else if (bytes > HOLD_BYTES) {
        head();
        const first = Buffer.concat(held);
        held = undefined;
        await write(first);
      }
    }
  } catch (error) {
    if (held) throw error;
    // The status is long sent: the failure goes behind the rows, in the form that the client looks for.
    const text = `${message(error, version)}\n`;
    out.end(`\r\n__exception__\r\n${tag}\r\n${text}${Buffer.byteLength(text)} ${tag}\r\n__exception__\r\n`);
    return;
  }
  if (held) head();
  out.end(held ? Buffer.concat(held) : undefined);
}

const STATUS: Readonly<Record<number, number>> = {
  36: 400,
  43: 400,
  47: 404,
  53: 400,
  57: 409,
  60: 404,
  62: 400,
  81: 404,
  82: 409,
  115: 404,
  159: 408,
  164: 403,
  456: 400,
  497: 403,
  516: 401,
};

function message(error: unknown, version: string): string {
  const text = (error instanceof Error ? error.message : String(error)).replace(
    /^.*?(?=Code: \d+\. DB::Exception)/s,
    '',
  );
  return text.includes('(version ') ? text : `${text} (version ${version} (kyojo embedded engine))`;
}

function fail(response: ServerResponse, error: unknown, version: string): void {
  if (response.destroyed) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const text = message(error, version);
  const code = Number(/^Code: (\d+)/.exec(text)?.[1] ?? 1002);
  const status = error instanceof EngineFault ? error.status : (STATUS[code] ?? 500);
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=UTF-8',
    'X-ClickHouse-Exception-Code': String(code),
    Connection: 'close',
  });
  response.end(`${text.startsWith('Code:') ? text : `Code: 1002. DB::Exception: ${text} (UNKNOWN_EXCEPTION)`}\n`);
}
