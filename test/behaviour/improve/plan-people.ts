import { openWeb, type SignedIn } from '#platform/web';
import type { OpenHouse } from '../../../src/app/house.ts';
import { refusals } from '../../../src/app/words.ts';

/** What a browser sees of an answer. */
export interface Seen {
  readonly status: number;
  readonly location: string;
  /** The main part of the page, without markup, blanks made one. */
  readonly words: string;
  readonly html: string;
}

/** Somebody's browser over the whole web application; without a number a stranger's, without script. */
export function browserOf(
  open: OpenHouse,
  person?: { readonly number: number; readonly isOperator: boolean; readonly name: string },
) {
  const signedIn: SignedIn | undefined = person && {
    id: `00000000-0000-7000-8000-00000000000${person.number}`,
    name: person.name,
    email: `p${person.number}@hub.example`,
    isOperator: person.isOperator,
    organisations: person.isOperator
      ? []
      : [{ id: '00000000-0000-7000-8000-0000000000aa', name: '例示商店', role: 'owner' }],
  };
  const web = openWeb(open.house, { signedIn: async () => signedIn, mounts: [], refusals });
  const seen = async (answer: Response | Promise<Response>): Promise<Seen> => {
    const response = await answer;
    const html = await response.text();
    return {
      status: response.status,
      location: response.headers.get('location') ?? '',
      html,
      words: (/<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '),
    };
  };
  const headers = { cookie: 'kyojo_language=en' };
  return {
    id: signedIn?.id ?? '',
    get: (path: string, language = 'en') =>
      seen(web.request(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`)),
    post: (path: string, fields: Readonly<Record<string, string>> = {}) =>
      seen(
        web.request(path, {
          method: 'POST',
          body: new URLSearchParams(fields),
          headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        }),
      ),
    upload: (path: string, name: string, body: string) => {
      const form = new FormData();
      form.set('file', new File([body], name, { type: 'text/plain' }));
      return seen(web.request(path, { method: 'POST', body: form, headers }));
    },
    raw: (path: string) => web.request(path),
  };
}
