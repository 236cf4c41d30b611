/** What detectors shall not accuse: a list that comes with the house and what the operators added, each entry with its source. */
import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { parse } from 'yaml';
import { z } from 'zod';
import { readPrefix } from '#know';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';

const sql = loadSql(import.meta.url.replace('allow.ts', 'store.ts'));

const Entry = z.object({ prefix: z.string(), because: z.string(), source: z.string() });
let read: readonly z.output<typeof Entry>[] | undefined;

/** The entries that come with the house. */
export function builtInAllowed(): readonly z.output<typeof Entry>[] {
  read ??= z.array(Entry).parse(parse(readFileSync(new URL('allow.yaml', import.meta.url), 'utf8')));
  return read;
}

/** Whether an address is on the list. */
export interface AllowList {
  has(address: string): boolean;
}

/** The widest an allowance may be: whoever writes `/0` would end all detection. */
const WIDEST = { ipv4: 8, ipv6: 19 } as const;

/** `text` as a prefix to allow; nothing where it is none, is a range by its ends, or is wider than the largest blocks in use. */
export function readAllowed(text: string): string | undefined {
  const prefix = readPrefix(text);
  const [address = '', bits] = prefix?.split('/') ?? [];
  return Number(bits) >= WIDEST[address.includes(':') ? 'ipv6' : 'ipv4'] ? prefix : undefined;
}

/** The list as it stands now. */
export async function allowList(house: House): Promise<AllowList> {
  const own = await house.db.as({ kind: 'worker' }, (q) =>
    q.rows<{ prefix: string }>(sql('allowed'), { now: house.clock() }),
  );
  const list = new BlockList();
  for (const { prefix } of [...builtInAllowed(), ...own]) {
    const [address = '', bits = ''] = prefix.split('/');
    const family = isIP(address);
    if (family !== 0) list.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  }
  return {
    has: (address) => {
      const family = isIP(address);
      return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
    },
  };
}
