import { addMember, organisationsOf } from '#know';
import { openSignIn } from '#platform/sign-in';
import { openWeb } from '#platform/web';
import type { OpenHouse } from '../../src/app/house.ts';
import { refusals } from '../../src/app/words.ts';
import { PASSWORD, secretOn, totp } from '../../src/platform/sign-in/test/people.ts';

/** Somebody's browser, straight into the web application: no network, but everything else. */
export interface Browser {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  post(path: string, body: Readonly<Record<string, string>> | URLSearchParams | FormData): Promise<Response>;
}

/** The people of a benchmark. */
export interface People {
  anybody(): Browser;
  /** Makes an account by an invitation, as people get theirs: for an organisation, or for an operator with a second factor. */
  arrive(organisation?: string): Promise<Browser>;
  close(): Promise<void>;
}

/** Opens sign-in and web application of a hub for its people. */
export async function openPeople(open: OpenHouse): Promise<People> {
  const { house } = open;
  const signIn = await openSignIn(house, open.appUrl, {
    organisationsOf: (person) => organisationsOf(house, person),
    joined: (q, { personId, organisationId, role }) =>
      addMember(house, q, personId, organisationId, role === 'owner' ? 'owner' : 'member', `user:${personId}`),
  });
  const web = openWeb(house, { signedIn: signIn.signedIn, mounts: signIn.mounts, refusals });
  const anybody = (): Browser => {
    const cookies = new Map<string, string>();
    const send = async (path: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      headers.set('host', new URL(house.url).host);
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
      const answer = await web.request(`${house.url}${path}`, { ...init, headers });
      for (const line of answer.headers.getSetCookie())
        cookies.set(line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1, line.indexOf(';')));
      return answer;
    };
    return {
      get: (path, headers = {}) => send(path, { headers }),
      post: (path, body) =>
        send(path, {
          method: 'POST',
          body: body instanceof FormData || body instanceof URLSearchParams ? body : new URLSearchParams(body),
          headers: { origin: house.url },
        }),
    };
  };
  let arrived = 0;
  return {
    anybody,
    async arrive(organisation) {
      const link = await signIn.invite({
        email: `person${++arrived}-${Date.now()}@bench.example`,
        isOperator: !organisation,
        ...(organisation ? { organisation: { id: organisation, role: 'owner' } } : {}),
      });
      const mine = anybody();
      const made = await mine.post(new URL(link).pathname, { name: 'Bench', password: PASSWORD });
      if (made.status !== 303) throw new Error(`no account: ${made.status} ${await made.text()}`);
      if (!organisation)
        await mine.post('/account/authenticator', {
          code: totp(secretOn(await (await mine.get('/account/authenticator')).text())),
        });
      return mine;
    },
    close: () => signIn.close(),
  };
}
