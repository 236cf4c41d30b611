import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadLibrary } from '../assessment/load.ts';
import { questionsFor } from '../assessment/score.ts';
import { firstOpen, leavesOf, readAnswers, sizeBand } from './leaves.ts';
import { isOurKey, makeKey } from './link.ts';

const library = loadLibrary();
const sheets = [...library.versions.values()].flatMap((versions) => versions.at(-1) ?? []);
const profile = { uses: [] };

describe('know: a questionnaire is cut into pages', () => {
  for (const sheet of sheets)
    it(`${sheet.id}: every question once, in order, at most five on a page`, () => {
      const leaves = leavesOf(sheet, profile, {});
      assert.ok(leaves.every(({ questions }) => questions.length >= 1 && questions.length <= 5));
      const asked = questionsFor(sheet, profile, {}).map(({ id }) => id);
      const byGroup = sheet.groups.flatMap(({ id }) =>
        questionsFor(sheet, profile, {}).flatMap((question) => (question.group === id ? [question.id] : [])),
      );
      assert.deepEqual(
        leaves.flatMap(({ questions }) => questions.map(({ id }) => id)),
        byGroup,
      );
      assert.deepEqual([...byGroup].sort(), [...asked].sort());
      assert.equal(new Set(leaves.map(({ key }) => key)).size, leaves.length);
      leaves.forEach((leaf, at) => {
        const before = leaves.slice(0, at).reduce((sum, { questions }) => sum + questions.length, 0);
        assert.equal(leaf.before, before);
      });
    });

  it('the first page with something open is where one goes on', () => {
    const sheet = sheets.find(({ id }) => id === 'self-check-25');
    assert.ok(sheet);
    const leaves = leavesOf(sheet, profile, {});
    assert.equal(firstOpen(leaves, {})?.key, 'basic');
    const answers = Object.fromEntries(leaves[0]?.questions.map(({ id }) => [id, 'unknown']) ?? []);
    assert.equal(firstOpen(leaves, answers)?.key, 'staff.1');
    const all = Object.fromEntries(leaves.flatMap(({ questions }) => questions.map(({ id }) => [id, 'done'])));
    assert.equal(firstOpen(leaves, all), undefined);
  });

  it('takes from a form only what was asked, in words the scale knows', () => {
    const [sheet] = sheets;
    assert.ok(sheet);
    const [first, second] = sheet.questions;
    const choice = sheet.scale[0]?.id ?? '';
    const form = {
      [`q-${first?.id}`]: choice,
      [`q-${second?.id}`]: 'superb',
      'q-other': choice,
      [`q-${sheet.questions[2]?.id}`]: [choice, choice],
      go: 'next',
    };
    assert.deepEqual(readAnswers(sheet, sheet.questions.slice(0, 4), form), { [first?.id ?? '']: choice });
  });

  const bands: [people: number | undefined, band: number | null][] = [
    [undefined, null],
    [1, 1],
    [5, 2],
    [6, 6],
    [20, 6],
    [300, 101],
    [9_000_000, 301],
  ];
  for (const [people, band] of bands)
    it(`${people ?? 'nobody knows how many'} people stand in the band from ${band}`, () => {
      const bounds = library.start.sizes.map(({ people: from }) => from);
      assert.equal(sizeBand(bounds, people), band);
    });
});

describe('know: a link is ours or it is not', () => {
  const house = (secret: string) => ({ folder: { secret: () => secret } }) as never;

  it('knows its own, and neither an altered one nor one of another hub', () => {
    for (let time = 0; time < 200; time++) {
      const key = makeKey(house('a'));
      assert.match(key, /^[A-Za-z0-9_-]{40}$/);
      assert.ok(isOurKey(house('a'), key));
      assert.ok(!isOurKey(house('b'), key));
      const at = time % 40;
      const other = key[at] === 'A' ? 'B' : 'A';
      assert.ok(!isOurKey(house('a'), `${key.slice(0, at)}${other}${key.slice(at + 1)}`));
    }
    for (const wrong of ['', 'x', 'x'.repeat(41), 'ä'.repeat(40), `${'x'.repeat(39)}\n`])
      assert.ok(!isOurKey(house('a'), wrong));
  });
});
