import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { findNewest, loadLibrary } from './load.ts';
import { drawPicture, pictures } from './pictures.ts';
import { planSteps } from './plan.ts';
import { goals, Profile } from './profile.ts';
import { score } from './score.ts';
import { chooseQuestionnaires } from './start.ts';

const library = loadLibrary();
const newest = (id: string) => {
  const found = findNewest(library, id);
  assert.ok(found, `no questionnaire ${id}`);
  return found;
};

describe('know: the questionnaires we ship', () => {
  const sizes: [id: string, groups: Record<string, number>][] = [
    ['safe-internet-nine', { tools: 3, care: 3, ready: 3 }],
    ['five-rules', { basic: 5 }],
    ['self-check-25', { basic: 5, staff: 13, organisation: 7 }],
    ['telework-lead', { know: 2, guard: 7, agree: 3 }],
    ['telework-staff', { before: 3, during: 5, trouble: 2 }],
    ['wifi-home', { entrance: 4, router: 4 }],
    ['wifi-public', { join: 3, use: 3 }],
    ['wifi-provider', { own: 4, guests: 4, misuse: 3 }],
    ['contractor-check', { organisation: 4, handling: 4, technical: 4, incident: 3 }],
    ['ransomware-readiness', { enter: 5, notice: 2, recover: 4, decide: 4 }],
    ['operator-two-tier', { plan: 13, 'do-calm': 7, 'do-outage': 5, 'check-act': 5 }],
    [
      'management-portrait',
      {
        leadership: 4,
        organisation: 4,
        resources: 4,
        risk: 4,
        protection: 4,
        detection: 4,
        response: 4,
        supply: 4,
        sharing: 4,
        improvement: 4,
      },
    ],
  ];
  for (const [id, groups] of sizes)
    it(`${id} has its groups, and full and empty answers come out at the ends`, () => {
      const sheet = newest(id);
      assert.deepEqual(
        Object.fromEntries(
          sheet.groups.map((group) => [
            group.id,
            sheet.questions.filter((question) => question.group === group.id).length,
          ]),
        ),
        groups,
      );
      const best = sheet.scale.reduce((one, other) => (other.points > one.points ? other : one)).id;
      const worst = sheet.scale.find((choice) => choice.means === 'not')?.id ?? '';
      const all = (choice: string) => Object.fromEntries(sheet.questions.map((question) => [question.id, choice]));
      const profile = Profile.parse({});
      assert.equal(score(sheet, profile, all(best)).share, 1);
      assert.equal(score(sheet, profile, all(worst)).share, 0);
      assert.equal(planSteps(sheet, profile, all(worst), new Date()).length, 5);
      assert.equal(planSteps(sheet, profile, all(best), new Date()).length, 0);
    });
  it('are all counted here', () =>
    assert.deepEqual([...library.versions.keys()].sort(), sizes.map(([id]) => id).sort()));

  it('point only at documents that exist', () => {
    for (const sheet of [...library.versions.values()].flat())
      for (const question of sheet.questions)
        for (const document of question.documents)
          assert.ok(
            existsSync(new URL(`../../../content/documents/${document}/1.yaml`, import.meta.url)),
            `${sheet.id}/${question.id}: no document ${document}`,
          );
  });
  it('point only at drawings that exist; every question of the 5, the 9 and the 25 has one', () => {
    for (const sheet of [...library.versions.values()].flat())
      for (const { id, picture } of sheet.questions) {
        const isFirst = ['five-rules', 'safe-internet-nine', 'self-check-25'].includes(sheet.id);
        assert.ok(picture ? pictures.has(picture) : !isFirst, `${sheet.id}/${id}: ${picture ?? 'no drawing'}`);
      }
    for (const id of pictures.keys())
      assert.match(String(drawPicture(id, 'en')), /^<svg [^<]*role="img" aria-label="[^"]+"/);
    assert.equal(String(drawPicture('no-such', 'ja')), '');
  });
  it('carry no sentence that is the same in 日本語 and English', () => {
    for (const sheet of [...library.versions.values()].flat())
      for (const { id, ask, why } of sheet.questions)
        for (const text of [ask, why])
          assert.ok(
            text.ja !== text.en && text.ja !== text.easy && /[ぁ-ん]/u.test(text.easy) && !/[ぁ-ん]/u.test(text.en),
            `${sheet.id}/${id}`,
          );
  });
});

describe('know: five questions lead to the right questionnaire', () => {
  const table: [title: string, profile: object, first: string][] = [
    ['a person at home', { asker: 'person' }, 'safe-internet-nine'],
    ['a shop of three that wants to begin', { asker: 'organisation', people: 3, goal: 'begin' }, 'five-rules'],
    ['a shop of three that wants to declare', { asker: 'organisation', people: 3, goal: 'declare' }, 'five-rules'],
    ['a firm of twenty that wants to begin', { asker: 'organisation', people: 20, goal: 'begin' }, 'self-check-25'],
    ['a firm afraid of ransomware', { asker: 'organisation', people: 20, goal: 'ransomware' }, 'ransomware-readiness'],
    ['somebody asking about a contractor', { asker: 'organisation', people: 20, goal: 'supplier' }, 'contractor-check'],
    ['a firm that asks about telework', { asker: 'organisation', people: 8, goal: 'telework' }, 'telework-lead'],
    ['a power company', { asker: 'operator', people: 4000 }, 'operator-two-tier'],
    ['a board', { asker: 'organisation', people: 80, goal: 'board' }, 'management-portrait'],
    ['somebody who told us nothing', {}, 'five-rules'],
  ];
  for (const [title, profile, first] of table)
    it(title, () => assert.equal(chooseQuestionnaires(library.start, Profile.parse(profile))[0]?.questionnaire, first));
  it('and always to at least one, each only once', () => {
    for (const goal of goals) {
      const chosen = chooseQuestionnaires(
        library.start,
        Profile.parse({ asker: 'organisation', people: 10, goal, uses: ['guest-wifi', 'telework', 'outsourcing'] }),
      ).map((one) => one.questionnaire);
      assert.ok(chosen.length > 0);
      assert.equal(new Set(chosen).size, chosen.length);
      assert.ok(chosen.includes('wifi-provider'));
    }
  });
});
