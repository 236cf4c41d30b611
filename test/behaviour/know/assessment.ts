import assert from 'node:assert/strict';
import type { Visitor } from '../../lib/served.ts';

/** The five questions as somebody in a small shop answers them. */
export const shop = {
  asker: 'organisation',
  people: '6',
  trade: 'retail',
  goal: 'begin',
  uses: ['cloud', 'telework'],
} as const;

/** Begins a questionnaire from the page that offers it; gives the address all its pages begin with. */
export async function begin(
  who: Visitor,
  questionnaire: string,
  more: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<string> {
  const made = await who.post('/start', { ...shop, questionnaire, ...more });
  assert.equal(made.status, 303, made.text);
  return made.location.replace(/\?.*$/, '');
}

/** Answers every question page by page, as a person does; `choose` says what. */
export async function answerAll(
  who: Visitor,
  base: string,
  choose: (question: string) => string = () => 'done',
): Promise<number> {
  let pages = 0;
  let next = /href="([^"]*\/q\/[^"]+)"/.exec((await who.get(base)).text)?.[1];
  while (next?.includes('/q/')) {
    const { text } = await who.get(next);
    const names = [...new Set([...text.matchAll(/name="q-([a-z0-9-]+)"/g)].map((match) => match[1] ?? ''))];
    assert.ok(names.length > 0 && names.length <= 5, `${names.length} questions on a page`);
    const sent = await who.post(next, {
      go: 'next',
      ...Object.fromEntries(names.map((name) => [`q-${name}`, choose(name)])),
    });
    assert.equal(sent.status, 303, sent.text);
    next = sent.location;
    pages++;
    assert.ok(pages < 40, 'the pages never end');
  }
  return pages;
}

/** Finishes a sitting whose questions are all answered. */
export async function finish(who: Visitor, base: string): Promise<string> {
  const done = await who.post(`${base}/finish`);
  assert.equal(done.status, 303, done.text);
  const result = await who.get(done.location);
  assert.equal(result.status, 200, result.text);
  return result.text;
}
