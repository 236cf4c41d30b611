/** The risks of an organisation's assets, kept: for harm and for good, what is done about them and what remains. */
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { type Language, say } from '#platform/words';
import { latestProfile, latestResults } from '../assessment/result.ts';
import { openShelf } from '../assessment-shelf/index.ts';
import type { StoredAsset } from '../asset/store.ts';
import type { AssetKind } from '../asset-sheet/row.ts';
import { standingsOf } from '../paper-set/standing.ts';
import { settleTasks } from '../task/store.ts';
import { loadRiskBase, type RiskBase } from './base.ts';
import { proposeOpportunities, proposeRisks } from './propose.ts';
import { type Grade, type HeatMap, residualRisk, scoreRisk, type Treatment } from './score.ts';

const sql = loadSql(import.meta.url);

/** What is done: about a threat, or about an opportunity. */
export type Decision = Treatment | 'pursue' | 'leave';
/** What is done about an opportunity. */
export const pursuits = ['undecided', 'pursue', 'leave'] as const;

/** A risk that is kept. */
export interface Risk {
  readonly id: string;
  readonly assetId: string;
  readonly asset: string;
  readonly assetKind: AssetKind;
  readonly nature: 'threat' | 'opportunity';
  readonly scenario: string;
  readonly baseVersion: number;
  readonly story: string;
  readonly value: Grade;
  readonly threat: Grade;
  readonly vulnerability: Grade;
  readonly assumed: readonly ('value' | 'vulnerability')[];
  readonly likelihood: Grade;
  readonly score: number;
  readonly treatment: Decision;
  readonly aimed: Grade;
  readonly residual: number;
  readonly measure: string;
  readonly owner: string;
  readonly reviewOn: string | null;
  readonly updatedAt: Date;
}

/** Conditions over the list, and where a page begins. */
export interface RiskQuery {
  readonly nature: Risk['nature'];
  readonly asset?: string | undefined;
  readonly level?: 'high' | 'middle' | 'low' | undefined;
  readonly treatment?: Decision | undefined;
  /** Only those whose review is due on this day. */
  readonly due?: string | undefined;
  readonly after?: { readonly score: number; readonly id: string } | undefined;
}

/** Who acts, for which organisation. */
export interface Acting {
  readonly house: House;
  readonly q: Queries;
  readonly organisation: string;
  readonly actor: string;
}

const bounds = { high: [6, 9], middle: [3, 4], low: [1, 2] } as const;

/** A page of the list, gravest first. */
export function listRisks(q: Queries, organisation: string, query: RiskQuery, limit: number): Promise<Risk[]> {
  const [low, high] = query.level ? bounds[query.level] : [null, null];
  return q.rows<Risk>(sql('list'), {
    organisation,
    nature: query.nature,
    asset: query.asset ?? null,
    low,
    high,
    treatment: query.treatment ?? null,
    due: query.due ?? null,
    afterScore: query.after?.score ?? null,
    afterId: query.after?.id ?? null,
    limit,
  });
}

/** One risk, or undefined. */
export const findRisk = (q: Queries, organisation: string, id: string): Promise<Risk | undefined> =>
  q.one<Risk>(sql('one'), { organisation, id });

/** One of the gravest, and on how many assets the same could happen. */
export interface TopRisk extends Risk {
  readonly alike: number;
}

/** The gravest; what could happen to many assets stands there once. */
export const gravest = (q: Queries, organisation: string, limit = 10): Promise<TopRisk[]> =>
  q.rows<TopRisk>(sql('top'), { organisation, limit });

/** The map with what else the page says about the whole list. */
export interface RiskSum extends HeatMap {
  readonly undecidedHigh: number;
  readonly due: number;
  readonly opportunities: number;
  /** How many would stay high once everything decided is done. */
  readonly highLeft: number;
}

/** Counts the list into the map. */
export async function sumOfRisks(q: Queries, organisation: string, today: string): Promise<RiskSum> {
  const cells = { 1: { 1: 0, 2: 0, 3: 0 }, 2: { 1: 0, 2: 0, 3: 0 }, 3: { 1: 0, 2: 0, 3: 0 } };
  const rows = await q.rows<{ value: Grade; likelihood: Grade; count: number; undecided: number; due: number }>(
    sql('counts'),
    { organisation, today },
  );
  const left = await q.rows<{ residual: number; count: number }>(sql('residual_counts'), { organisation });
  const sum = (from: readonly number[]) => from.reduce((all, one) => all + one, 0);
  for (const row of rows) cells[row.value][row.likelihood] = row.count;
  const high = rows.filter(({ value, likelihood }) => value * likelihood >= 6);
  return {
    cells,
    total: sum(rows.map(({ count }) => count)),
    high: sum(high.map(({ count }) => count)),
    undecidedHigh: sum(high.map(({ undecided }) => undecided)),
    due: sum(rows.map(({ due }) => due)),
    opportunities: (await q.one<{ count: number }>(sql('opportunity_count'), { organisation }))?.count ?? 0,
    highLeft: sum(left.filter(({ residual }) => residual >= 6).map(({ count }) => count)),
  };
}

/** The most important assets without any risk yet. */
export const bareAssets = async (q: Queries, organisation: string, limit: number): Promise<readonly string[]> =>
  (await q.rows<{ id: string }>(sql('bare_assets'), { organisation, limit })).map(({ id }) => id);

const bases = new Map<number, RiskBase>();
const NEWEST = 1;

/** A version of the knowledge base, read once. */
export function riskBase(version = NEWEST): RiskBase {
  const known = bases.get(version) ?? loadRiskBase(version);
  bases.set(version, known);
  return known;
}

/** What may happen, in words: the organisation's own, or the knowledge base's in the reader's language. */
export function storyOf(risk: Pick<Risk, 'story' | 'nature' | 'scenario' | 'baseVersion'>, language: Language): string {
  if (risk.story) return risk.story;
  const base = riskBase(risk.baseVersion || NEWEST);
  const known =
    risk.nature === 'threat'
      ? base.scenarios.find(({ id }) => id === risk.scenario)?.story
      : base.opportunities.find(({ id }) => id === risk.scenario)?.text;
  return known ? say(known, language) : risk.scenario;
}

/** What the knowledge base advises to do, and the papers that help. */
export function adviceOn(
  risk: Pick<Risk, 'scenario' | 'baseVersion'>,
  language: Language,
): { readonly treat: string; readonly documents: readonly string[] } | undefined {
  const scenario = riskBase(risk.baseVersion || NEWEST).scenarios.find(({ id }) => id === risk.scenario);
  return scenario && { treat: say(scenario.treat, language), documents: scenario.documents };
}

/** Proposes risks and opportunities for assets from the knowledge base and what the self-check said; those listed already stay. Gives how many are new. */
export async function propose(
  { house, q, organisation, actor }: Acting,
  assets: readonly StoredAsset[],
): Promise<number> {
  const library = await openShelf(house);
  const standings = standingsOf(library, await latestResults(q, organisation));
  const profile = await latestProfile(q, organisation);
  const base = riskBase();
  const rows = assets.flatMap(({ id, asset }) => {
    const { confidentiality, integrity, availability, kind } = asset;
    const threats = proposeRisks(
      base,
      { kind, confidentiality, integrity, availability },
      profile,
      (concept) => standings[concept] ?? 'none',
    );
    const chances = proposeOpportunities(base, kind, profile);
    return [
      ...threats.map((one) => ({
        asset_id: id,
        nature: 'threat',
        scenario: one.scenario.id,
        base_version: base.version,
        story: '',
        value: one.value,
        threat: one.threat,
        vulnerability: one.vulnerability,
        assumed: one.assumed,
        likelihood: one.likelihood,
        score: one.score,
      })),
      ...chances.map((one) => ({
        asset_id: id,
        nature: 'opportunity',
        scenario: one.id,
        base_version: base.version,
        story: '',
        value: 2,
        threat: 2,
        vulnerability: 2,
        assumed: ['value'],
        ...scoreRisk({ value: 2, threat: 2, vulnerability: 2 }),
      })),
    ];
  });
  if (rows.length === 0) return 0;
  return (await q.rows(sql('add'), { organisation, rows: JSON.stringify(rows), actor, now: house.clock() })).length;
}

/** The three numbers, what is decided, by whom, until when. */
export interface Assessment {
  readonly story: string;
  readonly value: Grade;
  readonly threat: Grade;
  readonly vulnerability: Grade;
  readonly treatment: Decision;
  readonly aimed: Grade;
  readonly measure: string;
  readonly owner: string;
  readonly reviewOn: string | null;
}

/** Lists one in the organisation's own words. Gives its id. */
export async function addOwnRisk(
  { house, q, organisation, actor }: Acting,
  asset: string,
  own: Pick<Assessment, 'story' | 'value' | 'threat' | 'vulnerability'> & { readonly nature: Risk['nature'] },
): Promise<string> {
  const row = { asset_id: asset, scenario: '', base_version: 0, assumed: [], ...own, ...scoreRisk(own) };
  const made = await q.one<{ id: string }>(sql('add'), {
    organisation,
    rows: JSON.stringify([row]),
    actor,
    now: house.clock(),
  });
  if (!made) throw new Error('a risk was not kept');
  return made.id;
}

/** What remains after what is decided. */
export function residualOf(
  risk: Pick<Assessment, 'value' | 'threat' | 'vulnerability' | 'treatment' | 'aimed'>,
): number {
  const { treatment } = risk;
  if (treatment === 'pursue' || treatment === 'leave') return scoreRisk(risk).score;
  return residualRisk(risk, treatment, risk.aimed)?.score ?? 0;
}

/** Saves what somebody has thought about one. Refuses one that is not there. */
export async function saveRisk(
  { house, q, organisation, actor }: Acting,
  before: Risk,
  after: Assessment,
  today: string,
): Promise<void> {
  const { likelihood, score } = scoreRisk(after);
  const residual = residualOf(after);
  await q.run(sql('save'), { organisation, id: before.id, ...after, likelihood, score, residual, now: house.clock() });
  await appendFact(house, q, {
    kind: 'risk.assessed',
    subject: `risk:${before.id}`,
    organisationId: organisation,
    actor,
    data: {
      asset: before.asset,
      score,
      before: before.score,
      treatment: after.treatment,
      residual,
      owner: after.owner,
      ...(after.reviewOn ? { reviewOn: after.reviewOn } : {}),
    },
  });
  const due = await q.one<{ count: number }>(sql('due_count'), { organisation, today });
  if (due?.count === 0)
    await settleTasks(house, q, {
      organisations: [organisation],
      kind: 'risk-review',
      subject: `organisation:${organisation}`,
      actor,
    });
}

/** Takes one off the list. */
export async function dropRisk({ house, q, organisation, actor }: Acting, id: string): Promise<string> {
  const gone = await q.one<{ assetId: string; scenario: string; story: string; score: number }>(sql('drop'), {
    organisation,
    id,
  });
  if (!gone) throw new Refusal('know.risk-unknown', {}, 404);
  const { assetId, ...data } = gone;
  await appendFact(house, q, {
    kind: 'risk.dropped',
    subject: `risk:${id}`,
    organisationId: organisation,
    actor,
    data,
  });
  return assetId;
}

/** Organisations whose reviews came up, with how many; those they were told of before are left out. */
export async function reviewsUp(
  q: Queries,
  today: string,
  limit: number,
): Promise<readonly { readonly organisationId: string; readonly count: number; readonly first: string }[]> {
  const organisations = (await q.rows<{ organisationId: string }>(sql('untold'), { today, limit })).map(
    ({ organisationId }) => organisationId,
  );
  const due = await q.rows<{ organisationId: string; count: number; first: string }>(sql('due_of'), {
    organisations,
    today,
  });
  await q.run(sql('told'), { organisations, today });
  return due;
}
