/** The public halves of the hub's keys, for whoever checks a seal. */
import { route } from '#platform/web';
import { ensureSealKey, publishedKeys } from './keys.ts';
import { toJwk } from './seal.ts';

route({
  method: 'GET',
  path: '/.well-known/jwks.json',
  permission: 'public',
  async handle(c) {
    await ensureSealKey(c.house);
    const keys = (await c.as(publishedKeys)).map(toJwk);
    return new Response(JSON.stringify({ keys }, null, 1), {
      headers: {
        'content-type': 'application/jwk-set+json',
        'access-control-allow-origin': '*',
        'cache-control': 'public, max-age=300',
      },
    });
  },
});
