/** What a report may still say about an asset in the rows nobody could read. */
import { isIP } from 'node:net';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';

const sql = loadSql(import.meta.url);

/** A report with more rows laid aside than this, or with a larger part of them, says nothing about what it does not name. */
const MOST_ROWS = 1000;
const MOST_PART = 0.1;

/**
 * What a report did not look at, although it looked: every word of the rows laid aside (addresses, names, URLs, in lower case).
 * An asset among them may have been seen and not been understood. `null`: so much was laid aside that the report is no look at all.
 */
export async function unreadOf(
  house: House,
  batch: { readonly id: string; readonly rowsRead: number; readonly rowsQuarantined: number },
): Promise<string[] | null> {
  const [read, aside] = [Number(batch.rowsRead), Number(batch.rowsQuarantined)];
  if (aside === 0) return [];
  if (aside > MOST_ROWS || aside > MOST_PART * (read + aside)) return null;
  const rows = await house.db.as({ kind: 'worker' }, (q) =>
    q.rows<{ content: string }>(sql('laid_aside'), { batch: batch.id, most: MOST_ROWS }),
  );
  return [...new Set(rows.flatMap(({ content }) => wordsOf(content)))].sort();
}

/** The words of a row as findings would write them: addresses in their one form, everything in lower case, the host of a URL too. */
export function wordsOf(text: string): string[] {
  const words = new Set<string>();
  for (const raw of text.toLowerCase().split(/[\s"',;|<>(){}\\]+/u)) {
    const word = raw.replace(/^\[+|[\].]+$|(?<!:):$/gu, '');
    if (word.length < 3) continue;
    const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/.exec(word)?.[1];
    const bare = (host ?? word).replace(/^\[|\]$/gu, '');
    for (const one of [word, bare, bare.replace(/^(\d+\.\d+\.\d+\.\d+)[:/]\d+$/, '$1')]) words.add(oneForm(one));
  }
  return [...words].filter((word) => word.length <= 2000);
}

function oneForm(word: string): string {
  if (isIP(word) !== 6 || word.includes('%')) return word;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(word)?.[1];
  return mapped ?? new URL(`http://[${word}]`).hostname.slice(1, -1);
}
