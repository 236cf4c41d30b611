import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import type { Route } from '#platform/web';
import type { Answer } from '../../lib/served.ts';
import { assessingForms } from './assessing.ts';
import { belongingForms } from './belongings.ts';
import { tradingForms } from './trading.ts';

/** One way to ask a route: the address, what is sent, and the texts of it that a page may say back. */
export interface Asking {
  readonly path: string;
  readonly form: Readonly<Record<string, string | readonly string[]>>;
  readonly sent: readonly string[];
}

/** The same question twice: about something of A's, and about something that is nobody's. */
export interface Twins {
  readonly route: Route;
  readonly mine: Asking;
  readonly nobodys: Asking;
}

/** A time-ordered id that is nobody's. */
export function strayId(): string {
  return `${randomUUID().slice(0, 14)}7${randomUUID().slice(15)}`;
}

/** A nobody's id with digits and letters where this one has them: a page that reads numbers says of both the same is wrong with them. */
function strayLike(id: string): string {
  const any = (signs: string) => signs[randomInt(signs.length)] ?? '';
  return id.replace(/[0-9a-f]/g, (sign, at: number) =>
    at === 14 || at === 19 ? sign : any(/\d/.test(sign) ? '0123456789' : 'abcdef'),
  );
}

/** An id that is nobody's and differs from one only in its last sign. */
export function beside(id: string): string {
  return `${id.slice(0, -1)}${id.endsWith('7') ? '8' : '7'}`;
}

/** What can be asked with: A's ids, and ids of the asker's own for the first of two places. */
export interface Known {
  readonly ids: readonly string[];
  readonly own: string;
  readonly signature: string;
}

/** Forms that each route with a body accepts; `{id}` stands for the id in question. A route that is missing here fails the test. */
export const forms: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> = {
  ...assessingForms,
  ...belongingForms,
  ...tradingForms,
  'POST /findings/:id': { answer: 'fixed', note: 'x' },
  'POST /n/:id/:signature': { answer: 'fixed' },
  'POST /organisations/:id/registrations': { value: 'stray.example' },
  'POST /organisations/:id/people': { email: 'stray@stray.example' },
  'POST /organisations/:id/contacts': { email: 'stray@stray.example', name: 'x', phone: '' },
  'POST /registrations/:id/prove/mail': { to: 'postmaster@kumade-claimed.example' },
  'POST /registrations/:id/settle': { state: 'proven' },
  'POST /settings/:organisation': {
    severity1: 'none',
    severity2: 'none',
    severity3: 'none',
    severity4: 'none',
    severity5: 'none',
  },
  'POST /settings/:organisation/webhook': { url: 'https://8.8.8.8/stray' },
  'POST /calls': { ids: ['{id}'], answer: 'called' },
  'POST /provider': { ids: ['{id}'], status: 'done' },
  'POST /flows/exporters/:id': { name: 'x' },
  'POST /flows/exporters/:id/state': { state: 'ended' },
  'POST /funnel/bodies/:id/rules': { signature: 'x', because: 'x' },
  'POST /funnel/events/:id': { decision: 'harmless', because: 'x' },
  'POST /candidates/:id': { verdict: 'confirm', because: 'x' },
  'POST /candidates/:id/reopen': { because: 'x' },
  'POST /api/v1/findings/status': { ids: ['{id}'], status: 'done' },
};

/** Every question about A that a route's address (or its list of ids) leaves room for, each with its twin. */
export function questions(route: Route, known: Known): Twins[] {
  const names = [...route.path.matchAll(/:([a-z]+)(\{[^/]*\})?/gi)].map((match) => ({
    whole: match[0],
    name: match[1] ?? '',
    pattern: match[2],
  }));
  const form = forms[`${route.method} ${route.path}`] ?? {};
  const inForm = JSON.stringify(form).includes('{id}');
  if (names.length === 0 && !inForm) return [];
  const firsts = names.length > 1 ? [known.own, undefined] : [undefined];
  return known.ids.flatMap((id) =>
    firsts.map((first) => {
      const stray = strayLike(id);
      const fill = (value: string): Asking => {
        let path = route.path;
        for (const [at, one] of names.entries()) {
          const text =
            one.name === 'signature'
              ? known.signature
              : one.pattern?.includes('pdf')
                ? `${value}.pdf`
                : at === 0 && first
                  ? first
                  : value;
          path = path.replace(one.whole, text);
        }
        const filled = Object.fromEntries(
          Object.entries(form).map(([name, text]) => [
            name,
            typeof text === 'string' ? text : text.map((part) => part.replace('{id}', value)),
          ]),
        );
        return { path, form: filled, sent: [value] };
      };
      return { route, mine: fill(id), nobodys: fill(stray) };
    }),
  );
}

/** What an answer says, without what was sent and without numbers that are new each time: equal for both twins, or one gives something away. */
export function gist(answer: Answer, asking: Asking): string {
  let text = `${answer.status} ${answer.location}\n${answer.headers.get('content-type')} ${answer.headers.get('content-disposition')}\n${answer.text}`;
  for (const sent of asking.sent)
    for (const form of [sent, encodeURIComponent(sent), encodeURIComponent(encodeURIComponent(sent))])
      text = text.replaceAll(form, '<sent>');
  return text
    .replace(/(?:：|: |number: |"reference":")[0-9a-f]{8}\b/g, '<reference>')
    .replace(/ky[pf]_[\w-]+|\/feeds\/atom\/[\w-]+/g, '<token>');
}

/** Refuses two texts that differ, showing the place where they part instead of two whole pages. */
export function same(first: string, second: string, says: string): void {
  if (first === second) return;
  let at = 0;
  while (first[at] === second[at]) at++;
  assert.fail(
    `${says}\n  one: …${first.slice(Math.max(0, at - 80), at + 160)}\n  two: …${second.slice(Math.max(0, at - 80), at + 160)}`,
  );
}
