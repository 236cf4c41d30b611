import { html, type Markup, nothing } from '#platform/html';
import {
  banner,
  button,
  buttons,
  chart,
  chip,
  empty,
  form,
  helpBox,
  page,
  postButton,
  section,
  timeline,
} from '#platform/page';
import { type Language, say } from '#platform/words';
import type { StoredAsset } from '../asset/store.ts';
import { paperShelf } from '../paper-set/shelf.ts';
import { treatments } from '../risk/score.ts';
import { adviceOn, pursuits, type Risk, storyOf } from '../risk/store.ts';
import { words as riskWords } from '../risk/words.ts';
import { type Base, decisionText, levelChip, riskTable } from './list.html.ts';
import { words } from './words.ts';

/** Something wrong in a form. */
export interface FieldError {
  readonly name: string;
  readonly text: string;
}

/** The analysis of one asset. */
export interface AssetView extends Base {
  readonly asset: StoredAsset;
  readonly threats: readonly Risk[];
  readonly opportunities: readonly Risk[];
  readonly errors: readonly FieldError[];
  readonly proposed: number | undefined;
}

const gradeRadios = (
  language: Language,
  name: 'value' | 'threat' | 'vulnerability',
  label: string,
  value: number,
  scale: 'value' | 'threat' | 'vulnerability' = name,
) =>
  form.radios({
    language,
    name,
    label,
    row: true,
    value: String(value),
    choices: ([3, 2, 1] as const).map((grade) => ({
      value: String(grade),
      label: say(words[`${scale}.${grade}`], language),
    })),
  });

/** Draws it. */
export function assetPage(view: AssetView): Markup {
  const { language } = view.page;
  const base = `/risks/${view.organisation}`;
  const here = `${base}/asset/${view.asset.id}`;
  const isEmpty = view.threats.length + view.opportunities.length === 0;
  const title = say(words.ofAsset, language, { name: view.asset.asset.name });
  return page({
    ...view.page,
    title,
    heading: title,
    lead: say(words.ofAssetLead, language),
    kicker: view.kicker,
    breadcrumb: [
      { href: base, label: say(words.nav, language) },
      { href: `/inventory/${view.organisation}/of/${view.asset.id}`, label: view.asset.asset.name },
    ],
    alerts:
      view.proposed === undefined
        ? nothing
        : banner({
            language,
            tone: 'good',
            live: true,
            title: say(words.proposed, language, { count: view.proposed }),
          }),
    main: html`${
      isEmpty
        ? empty({
            title: say(words.emptyTitle, language),
            body: say(words.emptyBody, language),
            action: postButton({ action: `${here}/propose`, text: say(words.proposeOne, language) }),
          })
        : html`${section({ heading: say(words.threats, language), body: riskTable(view.threats, base, language, say(words.threats, language), false) })}${section({ heading: say(words.opportunities, language), body: riskTable(view.opportunities, base, language, say(words.opportunities, language), false) })}${buttons([postButton({ action: `${here}/propose`, text: say(words.proposeOne, language), kind: 'plain' })])}`
    }${section({
      heading: say(words.own, language),
      body: form.form({
        language,
        action: `${here}/add`,
        errors: view.errors,
        body: html`${form.text({ language, name: 'story', label: say(words.ownStory, language), required: true, maxlength: 500, error: view.errors.find(({ name }) => name === 'story')?.text })}${form.radios(
          {
            language,
            name: 'nature',
            label: say(words.ownNature, language),
            row: true,
            value: 'threat',
            choices: [
              { value: 'threat', label: say(words.threats, language) },
              { value: 'opportunity', label: say(words.opportunities, language) },
            ],
          },
        )}${gradeRadios(language, 'value', say(words.value, language), view.asset.importance || 2)}${gradeRadios(language, 'threat', say(words.threat, language), 2)}${gradeRadios(language, 'vulnerability', say(words.vulnerability, language), 2)}${button({ text: say(words.ownAdd, language), kind: isEmpty ? 'sub' : 'main' })}`,
      }),
    })}`,
  });
}

/** One risk. */
export interface OneView extends Base {
  readonly risk: Risk;
  readonly errors: readonly FieldError[];
  readonly happened: readonly {
    readonly at: Date;
    readonly kind: string;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
  readonly isSaved: boolean;
}

/** Draws it: now and afterwards, the three numbers, the decision. */
export function onePage(view: OneView): Markup {
  const { language } = view.page;
  const { risk } = view;
  const base = `/risks/${view.organisation}`;
  const isThreat = risk.nature === 'threat';
  const advice = isThreat ? adviceOn(risk, language) : undefined;
  const papers = (advice?.documents ?? []).flatMap((id) => paperShelf().versions.get(id)?.at(-1) ?? []);
  const story = storyOf(risk, language);
  const number = (value: unknown) => (typeof value === 'number' ? value : 0);
  return page({
    ...view.page,
    title: story,
    heading: story,
    kicker: html`${view.kicker} ${chip({ text: say(isThreat ? words.threats : words.opportunities, language), tone: isThreat ? 'warn' : 'good' })}${risk.assumed.length > 0 ? chip({ text: say(words.assumed, language), tone: 'quiet' }) : nothing}`,
    breadcrumb: [
      { href: base, label: say(words.nav, language) },
      { href: `${base}/asset/${risk.assetId}`, label: risk.asset },
    ],
    alerts: view.isSaved ? banner({ language, tone: 'good', live: true, title: say(words.saved, language) }) : nothing,
    main: html`${chart.big({
      figures: [
        { label: say(words.now, language), value: String(risk.score), note: levelChip(risk.score, language) },
        ...(isThreat
          ? [
              {
                label: say(words.afterwards, language),
                value: String(risk.residual),
                note: risk.residual === 0 ? decisionText(risk.treatment, language) : levelChip(risk.residual, language),
              },
            ]
          : []),
        { label: say(riskWords.likelihood, language), value: String(risk.likelihood) },
      ],
    })}${
      advice
        ? helpBox({
            title: say(words.advice, language),
            body: html`<p>${advice.treat}</p>${papers.length > 0 ? html`<p>${say(words.papers, language)}：${papers.map((paper) => html`<a href="/papers/${view.organisation}/of/${paper.id}">${say(paper.title, language)}</a> `)}</p>` : nothing}`,
          })
        : nothing
    }${form.form({
      language,
      action: `${base}/of/${risk.id}`,
      errors: view.errors,
      body: html`${form.group({
        heading: say(words.numbers, language),
        body: html`${gradeRadios(language, 'value', say(isThreat ? words.value : words.benefit, language), risk.value)}${gradeRadios(language, 'threat', say(isThreat ? words.threat : words.ease, language), risk.threat, isThreat ? 'threat' : 'value')}${isThreat ? gradeRadios(language, 'vulnerability', say(words.vulnerability, language), risk.vulnerability) : nothing}`,
      })}${form.group({
        heading: say(words.decide, language),
        body: html`${form.radios({
          language,
          name: 'treatment',
          label: say(words.treatment, language),
          value: risk.treatment,
          choices: (isThreat ? treatments : pursuits).map((value) => ({ value, label: decisionText(value, language) })),
        })}${form.textarea({ language, name: 'measure', label: say(words.measure, language), rows: 2, maxlength: 1000, value: risk.measure || (risk.treatment === 'undecided' ? (advice?.treat ?? '') : '') })}${
          isThreat
            ? form.select({
                language,
                name: 'aimed',
                label: say(words.aimed, language),
                blank: false,
                value: String(risk.aimed),
                choices: ([1, 2, 3] as const).map((grade) => ({
                  value: String(grade),
                  label: say(words[`vulnerability.${grade}`], language),
                })),
              })
            : nothing
        }${form.text({ language, name: 'owner', label: say(words.owner, language), hint: say(words.ownerHint, language), value: risk.owner, maxlength: 100, width: 'medium' })}${form.date({ language, name: 'reviewOn', label: say(words.reviewOn, language), value: risk.reviewOn ?? '', error: view.errors.find(({ name }) => name === 'reviewOn')?.text })}${form.text({ language, name: 'story', label: say(words.ownStory, language), hint: say(risk.scenario ? words.ownStoryHint : words.ownStory, language), value: risk.story, maxlength: 500 })}`,
      })}${button({ text: say(words.save, language) })}`,
    })}${section({
      heading: say(words.happened, language),
      body: timeline({
        language,
        happenings: view.happened.map(({ at, kind, data }) => ({
          at,
          text:
            kind === 'risk.assessed'
              ? say(words['fact.risk.assessed'], language, {
                  before: number(data.before),
                  after: number(data.score),
                  residual: number(data.residual),
                })
              : say(words['fact.risk.listed'], language),
          ...(kind === 'risk.assessed'
            ? { detail: decisionText(String(data.treatment) as Risk['treatment'], language) }
            : {}),
        })),
      }),
    })}${buttons([postButton({ action: `${base}/of/${risk.id}/drop`, text: say(words.drop, language), kind: 'plain' })])}`,
  });
}
