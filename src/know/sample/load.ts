/** Fills an empty hub's sample members with what this room knows of organisations in use. The hub's `--demo` calls it once. */
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';
import { score } from '../assessment/score.ts';
import { formBatches } from '../assessment-result/figures.ts';
import { changeStep, stepsOf } from '../assessment-result/plan.ts';
import { findNewest, openShelf, type Shelf } from '../assessment-shelf/index.ts';
import { beginOwn, findOwn, finishSitting } from '../assessment-sitting/store.ts';
import { type Act, addAssets, claimListed, listAssets } from '../asset/store.ts';
import { dayAfter, dayOf } from '../day/index.ts';
import { declare } from '../declaration/store.ts';
import { countDeclarations } from '../declaration-check/statistics.ts';
import { gather } from '../paper-set/material.ts';
import { makeVersion, saveAnswers } from '../paper-set/store.ts';
import { watchPapers } from '../paper-set/watch.ts';
import { gravest, propose, saveRisk } from '../risk/store.ts';
import { watchRisks } from '../risk/watch.ts';
import { appoint } from '../role/store.ts';
import { addDisposal, receiveCertificate } from '../supplier/disposal.ts';
import { answerOtherwise, askSuppliers, readRequest, shareAnswers } from '../supplier/request.ts';
import { answersAt, fillCrowd, type Member, numbered, sampleNumber } from './crowd.ts';
import * as firm from './firm-data.ts';

const sql = loadSql(import.meta.url.replace('load.ts', 'sample.ts'));
const DAY = 86_400_000;
const worker = { kind: 'worker' } as const;
const ACTOR = 'demo:member';

/** One small firm's story: every step is taken by the functions its pages call, on the day it would have been taken. */
interface Story {
  readonly shelf: Shelf;
  readonly members: readonly Member[];
  readonly own: Member;
  /** Does something so many days ago, in one transaction. */
  on<T>(
    daysAgo: number,
    work: (act: Act & { readonly person: string; readonly today: string }) => Promise<T>,
  ): Promise<T>;
}

/**
 * Gives every sample member (`external_id` demo-…) a number, results and a declaration, and the first of them a whole year: sittings,
 * ★ and ★★, papers, assets, risks, suppliers, disposals, a profile. Needs the members in the register. Gives the first one.
 */
export async function loadSample(house: House): Promise<{ readonly id: string; readonly name: string } | undefined> {
  const shelf = await openShelf(house);
  const members = await house.db.as(worker, async (q) => {
    const all = await numbered(q, house.clock());
    await fillCrowd(house, q, shelf, all);
    return all;
  });
  const [own] = members;
  if (!own) return undefined;
  const story: Story = {
    shelf,
    members,
    own,
    on(daysAgo, work) {
      const now = new Date(house.clock().getTime() - daysAgo * DAY);
      const past: House = { ...house, clock: () => now };
      const today = dayOf(now);
      return house.db.as(worker, (q) =>
        work({ house: past, q, organisation: own.id, actor: ACTOR, person: '', today }),
      );
    },
  };
  await story.on(160, ({ q }) => q.run(sql('people'), { id: own.id, people: firm.profile.people ?? 5 }));
  await answerAndDeclare(story);
  await listAndWeigh(story);
  await buyAndSell(story);
  for (const job of [formBatches, countDeclarations, watchPapers, watchRisks]) await job.handle(house, {});
  return own;
}

/** Answers a questionnaire and finishes it; gives the sitting. */
async function answer({ shelf }: Story, { house, q, organisation }: Act, name: string, quality: number) {
  const sheet = findNewest(shelf, name);
  if (!sheet) throw new Error(`no questionnaire ${name}`);
  const answers = answersAt(sheet, quality, 7);
  const id = await beginOwn(house, q, shelf, { sheet, profile: firm.profile, answers }, organisation, ACTOR);
  const sitting = await findOwn(q, id);
  if (!sitting) throw new Error('a sitting was not kept');
  await finishSitting(house, q, shelf, sheet, sitting, ACTOR);
  return sitting;
}

async function answerAndDeclare(story: Story): Promise<void> {
  const said = {
    agreed: ['update', 'malware', 'passwords', 'sharing', 'tricks', 'truth'],
    prefecture: story.own.prefecture,
    trade: firm.tradeProfile.trade,
    sizeBand: 2,
  };
  await story.on(150, async (act) => {
    const { house, q, organisation, today } = act;
    await answer(story, act, 'five-rules', 0.4);
    await declare(house, q, {
      organisation,
      level: 'one-star',
      said: { ...said, policyOn: null, policyUrl: '' },
      actor: ACTOR,
    });
    for (const holding of firm.holdings)
      await appoint(
        house,
        q,
        organisation,
        { ...holding, isDeputy: false, fromOn: today, untilOn: null, note: '' },
        ACTOR,
      );
  });
  await story.on(140, (act) => answer(story, act, 'self-check-25', 0.3));
  await story.on(138, (act) => makePapers(act, firm.papers));
  await story.on(15, (act) => answer(story, act, 'five-rules', 0.8));
  await story.on(14, async (act) => {
    const { house, q } = act;
    const sitting = await answer(story, act, 'self-check-25', 0.55);
    const [first, second] = await stepsOf(q, sitting.id);
    if (first)
      await changeStep(house, q, sitting, first.id, { owner: '佐藤 健', dueOn: first.dueOn, state: 'done' }, ACTOR);
    if (second)
      await changeStep(house, q, sitting, second.id, { owner: '見本 花子', dueOn: second.dueOn, state: 'open' }, ACTOR);
  });
  await story.on(12, async (act) => {
    await makePapers(act, ['basic-policy', 'incident-card']);
    const policy = { policyOn: act.today, policyUrl: `${firm.tradeProfile.url}security` };
    const { house, q, organisation } = act;
    await declare(house, q, { organisation, level: 'two-stars', said: { ...said, ...policy }, actor: ACTOR });
  });
  await story.on(2, async (act) => {
    const sheet = findNewest(story.shelf, 'telework-lead');
    if (!sheet) return;
    const half = Object.fromEntries(Object.entries(answersAt(sheet, 0.6, 3)).slice(0, 6));
    const beginning = { sheet, profile: firm.profile, answers: half };
    await beginOwn(act.house, act.q, story.shelf, beginning, act.organisation, ACTOR);
  });
}

async function makePapers(
  act: Act & { readonly person: string; readonly today: string },
  papers: readonly string[],
): Promise<void> {
  const { house, q, organisation, today } = act;
  await saveAnswers(act, firm.told, 'ja');
  const material = await gather(house, q, organisation);
  const says = {
    first: '初版',
    reviewed: '見直し（変更なし）',
    changed: (count: number) => `${count}か所を改めた`,
  };
  for (const [at, paper] of papers.entries()) {
    // The last of them comes up for review soon.
    const within = at === papers.length - 1 && papers.length > 2 ? 148 : 365;
    const asked = {
      approver: firm.told.representative,
      inForceOn: today,
      nextReviewOn: dayAfter(today, within),
      note: '',
    };
    await makeVersion(act, material, paper, asked, says);
  }
}

async function listAndWeigh(story: Story): Promise<void> {
  await story.on(100, async (act) => {
    await addAssets(act, firm.assets, 'start');
    await claimListed(
      act,
      firm.assets.map(({ asset }) => asset),
    );
  });
  await story.on(60, async (act) => {
    const { q, organisation, today } = act;
    await propose(act, await listAssets(q, organisation, {}, 8, today));
    const top = await gravest(q, organisation, firm.decisions.length);
    for (const [at, risk] of top.entries()) {
      const { measure, owner, review } = firm.decisions[at] ?? { measure: '', owner: '', review: 90 };
      const reviewOn = dayAfter(today, 60 + review);
      const { story: told, value, threat, vulnerability } = risk;
      const decided = { treatment: 'reduce', aimed: 1, measure, owner, reviewOn } as const;
      await saveRisk(act, risk, { story: told, value, threat, vulnerability, ...decided }, today);
    }
  });
}

async function buyAndSell(story: Story): Promise<void> {
  const { own, members, shelf } = story;
  const numberOf = (member: number) => ({ corporateNumber: sampleNumber(member), email: '' });
  await story.on(45, ({ house, q, organisation, today }) =>
    askSuppliers(house, q, {
      organisation,
      suppliers: firm.suppliers.map((one) => ({
        name: 'member' in one ? (members[one.member]?.name ?? one.name) : one.name,
        ...('member' in one ? numberOf(one.member) : { corporateNumber: null, email: one.email }),
      })),
      questionnaire: 'contractor-check',
      dueOn: dayAfter(today, 38),
      message: '図面をお預けしている皆さまにお願いしています。15問、8分ほどです。',
      actor: ACTOR,
    }),
  );
  const requests = await story.on(40, ({ q, organisation }) =>
    q.rows<{ id: string; name: string }>(sql('requests'), { organisation }),
  );
  const sheet = findNewest(shelf, 'contractor-check');
  for (const [at, one] of firm.suppliers.entries()) {
    const member = 'member' in one ? members[one.member] : undefined;
    const name = member?.name ?? one.name;
    const id = requests.find((request) => request.name === name)?.id;
    if (!id || !sheet) continue;
    if (one.answer === 'shared') {
      const answers = answersAt(sheet, one.quality, at);
      await story.on(30 - at * 3, async ({ house, q }) =>
        shareAnswers(house, {
          request: await readRequest(q, id),
          organisation: member?.id ?? null,
          assessment: null,
          supplierName: name,
          version: sheet.version,
          answers,
          score: score(sheet, { uses: [] }, answers).share,
          finishedAt: house.clock(),
          incidentContact: '情報担当 03-0000-0010（夜間も）',
          subcontractors: at === 0 ? 'なし' : '配送：架空運送',
          sharedBy: member ? '情報担当' : '例示 次郎',
          actor: ACTOR,
        }),
      );
    } else if (one.answer === 'declined')
      await story.on(33, ({ house }) =>
        answerOtherwise(house, { id, organisation: member?.id ?? null, act: 'declined', actor: ACTOR }),
      );
  }
  await handOver(story);
  await story.on(6, async ({ house, q, today }) => {
    // Two customers ask the firm itself.
    for (const [place, questionnaire] of [
      [5, 'contractor-check'],
      [9, 'self-check-25'],
    ] as const)
      await askSuppliers(house, q, {
        organisation: members[place]?.id ?? own.id,
        suppliers: [{ name: own.name, ...numberOf(0) }],
        questionnaire,
        dueOn: dayAfter(today, 20),
        message: '',
        actor: ACTOR,
      });
  });
  await story.on(5, ({ q, organisation, house }) =>
    q.run(sql('profiles'), {
      rows: JSON.stringify([
        { organisation, prefecture: own.prefecture, at: house.clock().toISOString(), ...firm.tradeProfile },
      ]),
    }),
  );
}

async function handOver({ on }: Story): Promise<void> {
  for (const { what, count, method, ago, within, reference } of firm.disposals) {
    await on(ago, async ({ house, q, organisation, today }) => {
      const supplier = await q.one<{ id: string }>(sql('supplier'), { organisation, name: '見本リサイクル' });
      const asked = { what, count, method, byWhom: '見本リサイクル', handedOn: today, dueOn: dayAfter(today, within) };
      await addDisposal(house, q, organisation, { ...asked, supplier: supplier?.id ?? null }, ACTOR);
    });
    if (reference === '') continue;
    await on(ago - 20, async ({ house, q, organisation, today }) => {
      const kept = await q.rows<{ id: string; what: string }>(sql('disposals'), { organisation });
      const id = kept.find((one) => one.what === what)?.id;
      if (id) await receiveCertificate(house, q, { organisation, id, on: today, reference, actor: ACTOR });
    });
  }
}
