import assert from 'node:assert/strict';
import { openWeb, type SignedIn } from '#platform/web';
import type { OpenHouse } from '../../../src/app/house.ts';
import { refusals } from '../../../src/app/words.ts';

/** What a browser sees of an answer. */
export interface Seen {
  readonly status: number;
  readonly location: string;
  readonly text: string;
}

const someone = (isOperator: boolean): SignedIn => ({
  id: '00000000-0000-7000-8000-000000000001',
  name: '試験 花子',
  email: 'op@hub.example',
  isOperator,
  organisations: isOperator ? [] : [{ id: '00000000-0000-7000-8000-0000000000aa', name: '例示商店', role: 'owner' }],
});

/** A browser of a signed-in operator (or, asked so, of a member) over the whole web application. */
export function browserOf(open: OpenHouse, isOperator = true) {
  const web = openWeb(open.house, { signedIn: async () => someone(isOperator), mounts: [], refusals });
  const seen = async (answer: Response | Promise<Response>): Promise<Seen> => {
    const response = await answer;
    return {
      status: response.status,
      location: response.headers.get('location') ?? '',
      text: await response.text(),
    };
  };
  return {
    get: (path: string, language = 'en') =>
      seen(web.request(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`)),
    post: (path: string, fields: Readonly<Record<string, string>> | URLSearchParams = {}) =>
      seen(
        web.request(path, {
          method: 'POST',
          body: new URLSearchParams(fields),
          headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: 'kyojo_language=en' },
        }),
      ),
    upload: (path: string, name: string, body: string | Uint8Array) => {
      const form = new FormData();
      form.set('file', new File([body as never], name));
      return seen(web.request(path, { method: 'POST', body: form, headers: { cookie: 'kyojo_language=en' } }));
    },
    request: (path: string, init: RequestInit) => seen(web.request(path, init)),
  };
}

/** A page without its markup, blanks made one. */
export function wordsOf(page: string): string {
  return (/<main[\s\S]*<\/main>/.exec(page)?.[0] ?? page).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

/** Holds that a page came and says something. */
export function says(page: Seen, ...what: readonly (string | RegExp)[]): void {
  assert.equal(page.status, 200, page.text.slice(0, 2000));
  const words = page.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  for (const one of what)
    assert.ok(
      typeof one === 'string' ? words.includes(one) : one.test(words),
      `“${one}” is not on the page: ${wordsOf(page.text).slice(0, 3000)}`,
    );
}
