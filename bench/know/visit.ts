import { addMember, organisationsOf } from '#know';
import { openSignIn } from '#platform/sign-in';
import { openWeb } from '#platform/web';
import type { OpenHouse } from '../../src/app/house.ts';
import { refusals } from '../../src/app/words.ts';
import { PASSWORD } from '../../src/platform/sign-in/test/people.ts';

/** A member's browser, straight into the web application: no network, but everything else. */
export interface Visit {
  get(path: string): Promise<Response>;
  post(path: string, body: URLSearchParams | FormData): Promise<Response>;
  close(): Promise<void>;
}

/** Makes an account for an organisation by an invitation, as people get theirs. */
export async function visit(open: OpenHouse, organisation: string): Promise<Visit> {
  const { house } = open;
  const signIn = await openSignIn(house, open.appUrl, {
    organisationsOf: (person) => organisationsOf(house, person),
    joined: (q, { personId, organisationId, role }) =>
      addMember(house, q, personId, organisationId, role === 'owner' ? 'owner' : 'member', `user:${personId}`),
  });
  const web = openWeb(house, { signedIn: signIn.signedIn, mounts: signIn.mounts, refusals });
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('host', new URL(house.url).host);
    headers.set('origin', house.url);
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await web.request(`${house.url}${path}`, { ...init, headers });
    for (const line of answer.headers.getSetCookie())
      cookies.set(line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1, line.indexOf(';')));
    return answer;
  };
  const link = await signIn.invite({
    email: `member${Date.now()}@bench.example`,
    isOperator: false,
    organisation: { id: organisation, role: 'owner' },
  });
  const made = await send(new URL(link).pathname, {
    method: 'POST',
    body: new URLSearchParams({ name: 'Bench', password: PASSWORD }),
  });
  if (made.status !== 303) throw new Error(`no account: ${made.status} ${await made.text()}`);
  return {
    get: (path) => send(path),
    post: (path, body) => send(path, { method: 'POST', body }),
    close: () => signIn.close(),
  };
}
