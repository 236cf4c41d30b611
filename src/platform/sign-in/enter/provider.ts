import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { route } from '#platform/web';
import { ask, goTo, ownPath, settle, withNext } from '../answers.ts';
import { line } from '../fields.ts';
import { BASE_PATH, PROVIDER } from '../library.ts';
import { signInOf } from '../open.ts';
import { linkedSince, sessionByToken } from '../people.ts';
import { atDesk } from '../transaction.ts';

/** Ends the address of somebody whom the provider brought here for the first time. */
const NEW = 'new=yes';

// A GET, because the content policy forbids a form of ours to end at another address. It changes nothing but a short-lived
// state; who is signed in afterwards is the provider's to ask.
route({
  method: 'GET',
  path: '/sign-in/with',
  permission: 'public',
  query: z.object({ next: line }),
  async handle(c) {
    const opened = signInOf(c.house);
    const library = await opened.provider();
    if (!library) throw new Refusal('sign-in.provider-away', {}, 503);
    const back = withNext('/sign-in', ownPath(c.query.next));
    const answer = await ask(opened, library, c, '/sign-in/social', {
      provider: PROVIDER,
      callbackURL: back,
      newUserCallbackURL: `${back}${back.includes('?') ? '&' : '?'}${NEW}`,
      errorCallbackURL: '/sign-in',
      disableRedirect: true,
    });
    if (answer.status === 429) throw new Refusal('sign-in.too-often', { seconds: answer.retryAfter }, 429);
    const { url } = answer.body;
    if (typeof url !== 'string') throw new Refusal('sign-in.provider-away', {}, 503);
    const response = new Response(null, { status: 303, headers: { location: url } });
    for (const cookie of answer.cookies) response.headers.append('set-cookie', cookie);
    return response;
  },
});

route({
  method: 'GET',
  path: `${BASE_PATH}/callback/${PROVIDER}`,
  permission: 'public',
  summary: 'Where the identity provider sends a person back to',
  async handle(c) {
    const opened = signInOf(c.house);
    const library = await opened.provider();
    if (!library) throw new Refusal('sign-in.provider-away', {}, 503);
    const began = new Date();
    // Outside of any transaction: better-auth asks the provider for the tokens in here.
    const answer = await ask(opened, library, c, `/callback/${PROVIDER}${c.url.search}`);
    const token = opened.sessions.tokenIn(answer.cookies);
    if (!token) {
      opened.house.log.warn('sign-in: the identity provider did not let somebody in', {
        reason: new URL(answer.location ?? '/', opened.house.url).searchParams.get('error'),
      });
      return goTo('/sign-in?error=provider', answer.cookies);
    }
    // The library answers with one of the two paths it was given above; nothing else is followed.
    const to = new URL(answer.location ?? '/', opened.house.url);
    await atDesk(c.house, async (desk) => {
      const personId = (await sessionByToken(desk.q, token))?.personId;
      if (to.search.endsWith(NEW))
        await desk.fact({
          kind: 'person.joined',
          subject: `person:${personId}`,
          actor: `user:${personId}`,
          data: { how: 'identity-provider' },
        });
      else if (personId && (await linkedSince(desk.q, personId, began)))
        await desk.fact({ kind: 'person.provider-linked', subject: `person:${personId}`, actor: `user:${personId}` });
      await settle(desk, opened, c, answer, 'identity-provider');
    });
    return goTo(ownPath(`${to.pathname}${to.search}`), answer.cookies);
  },
});
