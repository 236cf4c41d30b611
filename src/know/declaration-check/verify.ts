/** Whether a declaration holds, for anybody, without an account: by number, by 法人番号, by sealed file; as page and as API. */
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import type { Queries } from '#platform/postgres';
import { type Call, navItem, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { openSeal, publishedKeys, refusals as sealRefusals } from '#trust';
import { parseCorporateNumber } from '../corporate-number/decide.ts';
import { parseNumber } from '../declaration/number.ts';
import { findLevel } from '../declaration/rules.ts';
import { rules } from '../declaration/store.ts';
import {
  askByCorporateNumbers,
  askByNumber,
  faultOf,
  judgeSeal,
  type PublicDeclaration,
  publicStanding,
  SEAL_KIND,
} from '../declaration/verify.ts';
import { openJson } from './open-json.ts';
import { answerPage, askPage } from './verify.html.ts';
import { words } from './words.ts';

navItem({ href: '/verify', label: words.nav, for: 'public', order: 20 });
navItem({ href: '/verify', label: words.nav, for: 'operator', order: 34, group: 'know' });

/** A number as somebody gave it: one of a declaration, or a 法人番号; `fault` where it can be neither. */
function readAny(given: string) {
  const number = parseNumber(given);
  if (number !== null) return { number };
  const corporateNumber = parseCorporateNumber(given);
  if (corporateNumber !== null) return { corporateNumber };
  const digits = given.normalize('NFKC').replace(/[^\d]/g, '');
  const fault = digits.length >= 11 ? faultOf(given) : null;
  return {
    fault: (fault === null ? 'fault.number' : `fault.${fault}`) as
      | 'fault.number'
      | `fault.${NonNullable<typeof fault>}`,
  };
}

/** The declaration that a number of either kind leads to. */
async function lookUp(
  q: Queries,
  given: Exclude<ReturnType<typeof readAny>, { fault: unknown }>,
): Promise<PublicDeclaration | undefined> {
  if (given.number !== undefined) return askByNumber(q, given.number);
  const found = (await askByCorporateNumbers(q, [given.corporateNumber])).get(given.corporateNumber);
  return found && askByNumber(q, found.number);
}

const isFault = (given: ReturnType<typeof readAny>): given is Extract<ReturnType<typeof readAny>, { fault: unknown }> =>
  'fault' in given;

async function show(c: Call<unknown, unknown, unknown>, given: string) {
  const read = readAny(given);
  if (isFault(read))
    return askPage({
      page: c.view,
      given,
      error: `${say(words.slip, c.language)}: ${say(words[read.fault], c.language)}`,
      sealError: undefined,
    });
  const row = await c.as((q) => lookUp(q, read));
  return answerPage({ page: c.view, row, standing: row ? publicStanding(row, c.now) : 'none', now: c.now });
}

route({
  method: 'GET',
  path: '/verify',
  permission: 'public',
  query: z.object({ number: z.string().max(100).optional() }),
  async handle(c) {
    const given = c.query.number?.trim() ?? '';
    if (given === '') return askPage({ page: c.view, given, error: undefined, sealError: undefined });
    const number = parseNumber(given);
    return number === null ? show(c, given) : redirect(`/verify/${number}`);
  },
});

route({
  method: 'POST',
  path: '/verify/seal',
  permission: 'public',
  form: z.object({ file: z.instanceof(File).optional() }),
  async handle(c) {
    try {
      if (!c.form.file || c.form.file.size > 40_000) throw new Refusal('trust.seal-unreadable');
      const text = await c.form.file.text();
      const { opened, row } = await c.as(async (q) => {
        const opened = await openSeal(text, SEAL_KIND, await publishedKeys(q));
        const number = parseNumber(String(opened.content.number ?? ''));
        return { opened, row: number === null ? undefined : await askByNumber(q, number) };
      });
      const verdict = judgeSeal(opened.content, row, c.now);
      return answerPage({
        page: c.view,
        row: verdict === 'unknown' ? undefined : row,
        standing: row && verdict !== 'unknown' ? publicStanding(row, c.now) : 'none',
        now: c.now,
        seal: { verdict, sealedAt: opened.sealedAt },
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const entry = sealRefusals[error.code] ?? sealRefusals['trust.seal-unreadable'];
      const facts = error.code === 'trust.seal-algorithm' ? { algorithm: String(error.facts.algorithm) } : {};
      return askPage({
        page: c.view,
        given: '',
        error: undefined,
        sealError: entry ? say(entry, c.language, facts) : '',
      });
    }
  },
});

/** One declaration as the API gives it. */
export function toApi(row: PublicDeclaration | undefined, now: Date, hubUrl: string): Record<string, unknown> {
  if (!row) return { standing: 'none', checkedAt: now.toISOString() };
  const standing = publicStanding(row, now);
  const level = findLevel(rules, row.level);
  return {
    standing,
    number: row.number,
    scheme: row.scheme,
    level: row.level,
    stars: row.stars,
    title: level ? { ja: level.title.ja, en: level.title.en } : null,
    organisation:
      standing === 'withdrawn' || row.name === null
        ? null
        : {
            name: row.name,
            nameEn: row.nameEn || null,
            corporateNumber: row.corporateNumber,
            prefecture: row.prefecture || null,
          },
    policyUrl: (standing === 'valid' && row.policyUrl) || null,
    madeAt: row.madeAt.toISOString(),
    validUntil: row.validUntil.toISOString(),
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
    verify: `${hubUrl}/verify/${row.number}`,
    checkedAt: now.toISOString(),
  };
}

route({
  method: 'GET',
  path: '/api/v1/declarations/:number',
  permission: 'public',
  params: z.object({ number: z.string().max(60) }),
  summary: 'Whether a declaration holds today, by its number or by a corporate number (13 digits)',
  async handle(c) {
    const read = readAny(c.params.number);
    if (isFault(read))
      return openJson(
        {
          standing: 'refused',
          given: c.params.number,
          reason: read.fault.replace('fault.', ''),
          title: words[read.fault].en,
        },
        422,
      );
    const row = await c.as((q) => lookUp(q, read));
    return openJson(toApi(row, c.now, c.house.url), row ? 200 : 404);
  },
});

route({
  method: 'GET',
  path: '/verify/:number',
  permission: 'public',
  params: z.object({ number: z.string().max(60) }),
  handle: (c) => show(c, c.params.number),
});
