import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { route } from '#platform/web';
import { deviceName } from '../account/device.ts';
import { type Answer, ask, ownPath, settle, withNext } from '../answers.ts';
import { type AnyCall, line } from '../fields.ts';
import { BASE_PATH } from '../library.ts';
import { type Opened, signInOf } from '../open.ts';
import { raiseSession } from '../people.ts';
import { isWhole, newToken, type Session } from '../session.ts';
import { atDesk } from '../transaction.ts';

// The four endpoints a browser's script needs. Everything else of the library stays behind our pages. What the device
// says is passed on as it is: the library checks it (origin, challenge, signature, that the owner was asked).
const said = z.record(z.string(), z.unknown());

route({
  method: 'GET',
  path: `${BASE_PATH}/passkey/generate-authenticate-options`,
  permission: 'public',
  summary: 'Challenge for signing in with a passkey',
  handle: async (c) => {
    const opened = signInOf(c.house);
    return handOn(
      await atDesk(c.house, () => ask(opened, opened.library, c, '/passkey/generate-authenticate-options')),
    );
  },
});

route({
  method: 'POST',
  path: `${BASE_PATH}/passkey/verify-authentication`,
  permission: 'public',
  summary: 'Signs in with a passkey',
  form: z.object({ response: said, next: line }),
  async handle(c) {
    const opened = signInOf(c.house);
    const answer = await atDesk(c.house, async (desk) => {
      const answer = await ask(opened, opened.library, c, '/passkey/verify-authentication', {
        response: c.form.response,
      });
      if (answer.status === 200) await settle(desk, opened, c, answer, 'passkey');
      return answer;
    });
    // The library's answer holds the session's token; the page needs only the way on.
    return handOn(answer, { next: ownPath(c.form.next) });
  },
});

route({
  method: 'GET',
  path: `${BASE_PATH}/passkey/generate-register-options`,
  permission: 'public',
  summary: 'Challenge for adding a passkey to the account',
  async handle(c) {
    const opened = signInOf(c.house);
    await mayAdd(c, opened);
    return handOn(await atDesk(c.house, () => ask(opened, opened.library, c, '/passkey/generate-register-options')));
  },
});

route({
  method: 'POST',
  path: `${BASE_PATH}/passkey/verify-registration`,
  permission: 'public',
  summary: 'Adds a passkey to the account',
  form: z.object({ response: said, next: line }),
  async handle(c) {
    const opened = signInOf(c.house);
    const session = await mayAdd(c, opened);
    const answer = await atDesk(c.house, async (desk) => {
      const answer = await ask(opened, opened.library, c, '/passkey/verify-registration', {
        response: c.form.response,
        name: deviceName(c.request.headers.get('user-agent')) ?? '',
      });
      if (answer.status !== 200) return answer;
      await desk.fact({
        kind: 'person.second-factor-added',
        subject: `person:${session.personId}`,
        actor: `user:${session.personId}`,
        data: { how: 'passkey' },
      });
      // The device has just asked its owner: the session is whole from here on, under a new token.
      const token = newToken();
      await raiseSession(desk.q, session.id, token);
      return { ...answer, cookies: [...answer.cookies, opened.sessions.cookieFor(token)] };
    });
    // The first second factor brings recovery codes along; the page after it makes them.
    const next = ownPath(c.form.next, '/account');
    return handOn(answer, {
      next: session.hasAuthenticator || session.hasPasskey ? next : withNext('/account/recovery-codes?first=yes', next),
    });
  },
});

/** Who may add a passkey: somebody wholly signed in, or on the way to the first second factor, with a recent proof of presence. */
async function mayAdd(c: AnyCall, opened: Opened): Promise<Session> {
  const session = await opened.sessions.find(c.request);
  if (!session || !(isWhole(session) || !(session.hasAuthenticator || session.hasPasskey)))
    throw new Refusal('web.sign-in-needed', {}, 401);
  if (!session.confirmed) throw new Refusal('sign-in.passkey-refused', {}, 403);
  return session;
}

/** Hands the library's answer to the script: its own JSON, or ours in its place. */
function handOn(answer: Answer, instead?: Readonly<Record<string, unknown>>): Response {
  if (answer.status === 429) throw new Refusal('sign-in.too-often', { seconds: answer.retryAfter }, 429);
  if (answer.status !== 200) throw new Refusal('sign-in.passkey-refused', {}, 403);
  const response = Response.json(instead ?? answer.body);
  for (const cookie of answer.cookies) response.headers.append('set-cookie', cookie);
  return response;
}
