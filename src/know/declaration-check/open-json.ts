/** Answers for programs: any site may read them, since they say what is public. */
export function openJson(body: object, status = 200): Response {
  return Response.json(body, { status, headers: { 'access-control-allow-origin': '*', 'cache-control': 'no-store' } });
}
