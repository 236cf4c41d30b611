/** A member's own declaration: what holds, what is still missing for the next star, declaring, renewing, withdrawing. */
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { latestProfile } from '../assessment/result.ts';
import { dayOf, startOf } from '../day/index.ts';
import type { Lack, Verdict } from '../declaration/decide.ts';
import { isGood, standingAt } from '../declaration/life.ts';
import {
  currentDeclaration,
  declarantOf,
  declarationHistory,
  declare,
  renew,
  rules,
  type Said,
  verdictsOf,
  withdraw,
} from '../declaration/store.ts';
import { versionsOf } from '../paper-set/store.ts';
import { actsFor, toOwn } from '../role/acting.ts';
import { type OwnView, ownPage, sizes, trades } from './page.html.ts';
import { prefectures } from './prefectures.ts';
import { words } from './words.ts';
import './certificate.ts';

navItem({ href: '/declaration', label: words.nav, for: 'member', order: 34, group: 'ours' });

route({ method: 'GET', path: '/declaration', permission: 'signed-in', handle: async (c) => toOwn(c, 'declaration') });

const params = z.object({ id });
const several = z.preprocess(
  (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
  z.array(z.string().max(40)).max(20),
);
const SaidForm = {
  agreed: several,
  policyOn: z.string().trim().max(10).default(''),
  policyUrl: z.string().trim().max(500).default(''),
  prefecture: z.string().max(10).default(''),
  trade: z.string().max(40).default(''),
  sizeBand: z.string().max(10).default(''),
};
type SaidFields = { readonly [Name in keyof typeof SaidForm]: z.infer<(typeof SaidForm)[Name]> };

/** What was said in a form, and what is wrong with it. What is no choice of ours counts as nothing chosen. */
function readSaid(
  form: SaidFields,
  now: Date,
): { readonly said: Said; readonly faults: readonly ('policyOn' | 'policyUrl')[] } {
  const faults: ('policyOn' | 'policyUrl')[] = [];
  const isDay = z.iso.date().safeParse(form.policyOn).success && startOf(form.policyOn) <= now;
  if (form.policyOn !== '' && !isDay) faults.push('policyOn');
  if (form.policyUrl !== '' && !isPublicUrl(form.policyUrl)) faults.push('policyUrl');
  return {
    faults,
    said: {
      agreed: rules.statements.map((one) => one.id).filter((one) => form.agreed.includes(one)),
      policyOn: form.policyOn === '' ? null : form.policyOn,
      policyUrl: form.policyUrl,
      prefecture: prefectures.some(({ ja }) => ja === form.prefecture) ? form.prefecture : '',
      trade: trades.some((one) => one.id === form.trade) ? form.trade : '',
      sizeBand: sizes.some(({ people }) => String(people) === form.sizeBand) ? Number(form.sizeBand) : null,
    },
  };
}

/** An address that anybody can open: https, a name with a dot, nobody's password in it. */
export function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    url.protocol === 'https:' && /\.[a-z][a-z0-9-]*$/i.test(url.hostname) && url.username === '' && url.password === ''
  );
}

interface Shown {
  readonly said?: Said;
  readonly chosen?: string | undefined;
  readonly errors?: OwnView['errors'];
}

/** What the form begins with: what was said last, or what is known from the register and the questionnaires. */
async function show(c: Call<unknown, unknown, unknown>, organisation: string, shown: Shown = {}) {
  const read = await c.as(async (q) => {
    const declarant = await declarantOf(q, organisation);
    const current = await currentDeclaration(q, organisation);
    const profile = await latestProfile(q, organisation);
    const people = profile.people ?? declarant.staffCount ?? undefined;
    // The day of the policy made here, when it is in force; where it can be read the organisation says itself.
    const adopted = (await versionsOf(q, organisation, 'basic-policy')).findLast(
      ({ inForceOn }) => inForceOn <= dayOf(c.now),
    );
    const policyOn = current?.policyOn ?? adopted?.inForceOn ?? null;
    // A promise is given anew each time: no box is ticked beforehand.
    const known: Said = (current && { ...current, agreed: [], policyOn }) ?? {
      agreed: [],
      policyOn,
      policyUrl: '',
      prefecture: declarant.prefecture,
      trade:
        profile.trade ??
        trades.find((one) => one.text.ja.startsWith(declarant.sector) && declarant.sector !== '')?.id ??
        '',
      sizeBand:
        people === undefined
          ? null
          : (sizes
              .map((one) => one.people)
              .filter((from) => from <= people)
              .at(-1) ?? null),
    };
    const full = {
      agreed: rules.statements.map((one) => one.id),
      policyOn: '2000-01-01',
      policyUrl: 'https://x.example',
    };
    return {
      declarant,
      current,
      known,
      verdicts: await verdictsOf(q, organisation, full, c.now),
      history: await declarationHistory(q, organisation),
    };
  });
  const { declarant, current, known, verdicts, history } = read;
  const done = z.enum(['made', 'renewed', 'changed', 'withdrawn']).safeParse(c.url.searchParams.get('done'));
  return ownPage({
    page: c.view,
    declarant,
    current,
    standing: current ? standingAt(current, rules, c.now) : undefined,
    verdicts,
    history,
    said: shown.said ?? known,
    chosen: shown.chosen,
    errors: shown.errors ?? [],
    done: done.success ? done.data : undefined,
    isOperator: !c.person?.organisations.some((one) => one.id === organisation),
    verifyUrl: current ? `${c.house.url}/verify/${current.number}` : undefined,
  });
}

route({
  method: 'GET',
  path: '/organisations/:id/declaration',
  permission: 'member',
  params,
  handle: (c) => show(c, c.params.id),
});

/** What is open, as errors beside the fields of the form. */
function errorsOf(verdict: Verdict, c: Pick<Call<unknown, unknown, unknown>, 'language'>): OwnView['errors'] {
  const field = (lack: Lack) =>
    lack === 'not-agreed'
      ? 'agreed'
      : lack === 'no-document'
        ? 'policyOn'
        : lack === 'not-published'
          ? 'policyUrl'
          : 'level';
  const open = verdict.conditions.filter((one) => one.lack !== null);
  return open.flatMap((one, at) =>
    one.lack === null || open.findIndex((other) => other.lack === one.lack) !== at
      ? []
      : [
          {
            name: field(one.lack),
            text:
              field(one.lack) === 'level'
                ? `${one.condition.text[c.language]} — ${say(words[`lack.${one.lack}`], c.language)}`
                : say(words[`lack.${one.lack}`], c.language),
          },
        ],
  );
}

route({
  method: 'POST',
  path: '/organisations/:id/declaration',
  permission: 'member',
  params,
  form: z.object({ level: z.string().max(40).default(''), ...SaidForm }),
  async handle(c) {
    const organisation = c.params.id;
    actsFor(c, organisation);
    const { said, faults } = readSaid(c.form, c.now);
    const level = rules.levels.find((one) => one.id === c.form.level && one.open);
    const verdict =
      level && (await c.as((q) => verdictsOf(q, organisation, said, c.now))).find((one) => one.level.id === level.id);
    const wrong = [
      ...(level ? [] : [{ name: 'level', text: say(words['fault.level'], c.language) }]),
      ...faults.map((name) => ({
        name,
        text: say(words[name === 'policyOn' ? 'fault.policy-on' : 'fault.policy-url'], c.language),
      })),
    ];
    const errors = [
      ...wrong,
      ...(verdict ? errorsOf(verdict, c).filter(({ name }) => !wrong.some((one) => one.name === name)) : []),
    ];
    if (!level || errors.length > 0) return show(c, organisation, { said, chosen: level?.id, errors });
    const done = await c.asWorker(async (q) => {
      const before = await currentDeclaration(q, organisation);
      await declare(c.house, q, { organisation, level: level.id, said, actor: c.actor });
      return before && isGood(standingAt(before, rules, c.now)) ? 'changed' : 'made';
    });
    return redirect(`/organisations/${organisation}/declaration?done=${done}`);
  },
});

route({
  method: 'POST',
  path: '/organisations/:id/declaration/renew',
  permission: 'member',
  params,
  form: z.object(SaidForm),
  async handle(c) {
    actsFor(c, c.params.id);
    const { said, faults } = readSaid(c.form, c.now);
    if (faults.length > 0) throw new Refusal('know.declaration-conditions-open', {}, 409);
    await c.asWorker((q) => renew(c.house, q, { organisation: c.params.id, said, actor: c.actor }));
    return redirect(`/organisations/${c.params.id}/declaration?done=renewed`);
  },
});

route({
  method: 'POST',
  path: '/organisations/:id/declaration/withdraw',
  permission: 'member',
  params,
  form: z.object({ reason: z.string().trim().max(500).default('') }),
  async handle(c) {
    // The hub may end a declaration as well, with a reason that its organisation sees.
    if (!c.person?.isOperator) actsFor(c, c.params.id);
    const isOwn = c.person?.organisations.some((one) => one.id === c.params.id) ?? false;
    await c.asWorker((q) =>
      withdraw(c.house, q, {
        organisation: c.params.id,
        by: isOwn ? 'organisation' : 'hub',
        reason: c.form.reason,
        actor: c.actor,
      }),
    );
    return redirect(`/organisations/${c.params.id}/declaration?done=withdrawn`);
  },
});
