import { Refusal } from '#platform/errors';

/** Answers for programs: any site may read them, since they say what is public. */
export function openJson(body: object, status = 200): Response {
  return Response.json(body, { status, headers: { 'access-control-allow-origin': '*', 'cache-control': 'no-store' } });
}

/** The body of a request up to its bound: whoever sends more is not listened to. */
export async function bodyUpTo(request: Request, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > most) throw new Refusal('sheet.too-large', { max: most }, 413);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
