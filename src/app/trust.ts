import { readFileSync } from 'node:fs';
import { readConfig } from '#platform/config';
import { fromJwks, openSeal, publishedKeys, rotateKey } from '#trust';
import { Mistyped, readJson, refuseUnknown, refuseUnreadable } from './given.ts';
import { openHouse } from './house.ts';

/**
 * `trust rotate-key` retires the signing key and makes another; `trust keys` lists them; `trust verify FILE --keys JWKS` checks a
 * sealed file with nothing but the published keys: no store is opened and nobody is asked.
 */
export async function trust(args: readonly string[]): Promise<number> {
  const [act, ...rest] = args;
  if (act === 'verify') return verify(rest);
  if (act !== 'rotate-key' && act !== 'keys') {
    console.error('kyojo: trust rotate-key | trust keys | trust verify FILE --keys jwks.json');
    return 2;
  }
  const open = await openHouse(readConfig(process.env));
  try {
    if (act === 'rotate-key') {
      const { old, present } = await rotateKey(open.house, 'operator:command-line');
      console.log(`kyojo: sealing with ${present} from now on${old ? `; ${old} is retired and stays published` : ''}`);
    }
    for (const key of await open.house.db.as({ kind: 'worker' }, publishedKeys))
      console.log(`  ${key.id}  ${key.madeAt.toISOString()} – ${key.retiredAt?.toISOString() ?? ''}`);
    return 0;
  } finally {
    await open.close();
  }
}

/** Checks a sealed file offline. Its kind is the file's own; whoever reads the content decides whether it is the kind wanted. */
async function verify(args: readonly string[]): Promise<number> {
  refuseUnknown(args, ['--keys']);
  const at = args.indexOf('--keys');
  const keyFile = at >= 0 ? args[at + 1] : undefined;
  const file = args.find((arg, index) => arg !== '--keys' && (at < 0 || index !== at + 1));
  if (!file || !keyFile) {
    console.error('kyojo: trust verify FILE --keys jwks.json (from /.well-known/jwks.json of the hub)');
    return 2;
  }
  refuseUnreadable([file, keyFile]);
  const keys = fromJwks(readJson(keyFile));
  if (keys.length === 0) throw new Mistyped(`${keyFile} holds no key of a hub (see /.well-known/jwks.json of the hub)`);
  const compact = readFileSync(file, 'utf8').trim();
  const kind = kindOf(compact);
  const opened = await openSeal(compact, kind, keys);
  console.log(`kyojo: genuine (${kind}), sealed ${opened.sealedAt.toISOString()} with ${opened.keyId}`);
  console.log(JSON.stringify(opened.content, null, 2));
  console.log('Whether it still holds a seal cannot tell: ask the address under "verify".');
  return 0;
}

function kindOf(compact: string): string {
  try {
    const header: unknown = JSON.parse(Buffer.from(compact.split('.')[0] ?? '', 'base64url').toString());
    return typeof header === 'object' && header && 'typ' in header ? String(header.typ) : '';
  } catch {
    return ''; // refused by openSeal, with its reason
  }
}
