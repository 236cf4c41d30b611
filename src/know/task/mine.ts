/** Whose pages these are: the organisations somebody acts for, one of them in the address. */
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { html, type Markup, nothing } from '#platform/html';
import { type Call, id, redirect } from '#platform/web';

/** The organisation in the address. */
export const Organisation = z.object({ organisation: id });

/** The organisation the address names; only one's own, whoever asks. */
export function mine(c: Call<{ readonly organisation: string }, unknown, unknown>): {
  readonly id: string;
  readonly name: string;
} {
  const found = c.person?.organisations.find((one) => one.id === c.params.organisation);
  if (!found) throw new Refusal('web.not-found', {}, 404);
  return found;
}

/** From `/assets` to the first organisation's own page; who has none is shown how to register one. */
export function toFirst(c: Call<unknown, unknown, unknown>, base: `/${string}`): Response {
  const first = c.person?.organisations[0];
  return first ? redirect(`${base}/${first.id}`) : redirect('/organisation/register');
}

/** Above the heading: whose page it is, and the way to the same page of another organisation of the same person. */
export function whose(c: Call<{ readonly organisation: string }, unknown, unknown>, base: `/${string}`): Markup {
  const all = c.person?.organisations ?? [];
  const own = all.find((one) => one.id === c.params.organisation);
  const others = all.filter((one) => one.id !== c.params.organisation);
  return html`${own?.name ?? ''}${others.length > 0 ? html` ${others.map((one) => html`<a href="${base}/${one.id}">${one.name}</a> `)}` : nothing}`;
}

/** A day of a form: a date or nothing. */
export const Day = z
  .string()
  .trim()
  .refine((text) => text === '' || (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))))
  .default('');

/** What was sent under one name, once or several times, as a list. */
export const Several = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => [value].flat())
  .default([]);

/** A key of the page before, as it stands in an address anybody can edit: base64url of a JSON list. */
export function keyOf<Parts extends readonly z.ZodType[]>(parts: readonly [...Parts]) {
  return z
    .string()
    .max(2000)
    .transform((text, refuse) => {
      try {
        return z
          .tuple(parts as unknown as [z.ZodType, ...z.ZodType[]])
          .parse(JSON.parse(Buffer.from(text, 'base64url').toString())) as {
          readonly [Index in keyof Parts]: z.output<Parts[Index]>;
        };
      } catch {
        refuse.addIssue('not a page of this list');
        return z.NEVER;
      }
    });
}

/** Writes a key that `keyOf` reads. */
export function writeKey(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}
