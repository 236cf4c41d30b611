/** Where a code belongs: `room.reason`, for example `know.organisation-unknown`. */
export type RefusalCode = `${string}.${string}`;

/** What the code is about; shown to people inside the sentence for the code. */
export type RefusalFacts = Readonly<Record<string, string | number>>;

/**
 * The only error a room throws on purpose. Anything else that escapes is a bug: it is logged at ERROR and the person sees
 * only a reference number. The sentence for each code lives in the room's `words.ts` (ja, easy, en) and is chosen at the edge.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly facts: RefusalFacts;
  /** HTTP status at the web edge. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 429 | 503;

  constructor(code: RefusalCode, facts: RefusalFacts = {}, status: Refusal['status'] = 422, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(facts)}`, options);
    this.name = 'Refusal';
    this.code = code;
    this.facts = facts;
    this.status = status;
  }
}

/** Narrows `undefined`/`null` away, or refuses with 404: the caller named something that is not there (or not theirs to see). */
export function found<T>(value: T | undefined | null, code: RefusalCode, facts: RefusalFacts = {}): T {
  if (value === undefined || value === null) throw new Refusal(code, facts, 404);
  return value;
}
