/** From an asset and what the self-check said to a list of risks to begin with, so that nobody starts with an empty sheet. */
import { holds, type Lookup, type Standing } from '../assessment/condition.ts';
import type { Profile } from '../assessment/profile.ts';
import type { AssetKind } from '../asset-sheet/row.ts';
import type { Aspect, RiskBase, Scenario } from './base.ts';
import { type Grade, type RiskInput, type RiskScore, scoreRisk } from './score.ts';

/** What is known of the asset. Ratings nobody gave count as middle, and the proposal says so. */
export interface AssetForRisk {
  readonly kind: AssetKind;
  readonly confidentiality?: Grade | undefined;
  readonly integrity?: Grade | undefined;
  readonly availability?: Grade | undefined;
}

/** A risk proposed for an asset. */
export interface ProposedRisk extends RiskInput, RiskScore {
  readonly scenario: Scenario;
  /** What was assumed because nobody has said: the rating of the asset, or how open it is. */
  readonly assumed: readonly ('value' | 'vulnerability')[];
}

const openness: Readonly<Record<Exclude<Standing, 'none'>, Grade>> = { done: 1, partly: 2, not: 3, unknown: 3 };

/** Proposes risks for one asset, gravest first. `answerOf` looks answers up by concept. */
export function proposeRisks(
  base: RiskBase,
  asset: AssetForRisk,
  profile: Profile,
  answerOf: Lookup,
): readonly ProposedRisk[] {
  const often = new Map(base.threats.map((threat) => [threat.id, threat.often as Grade]));
  const concepts = new Map(base.vulnerabilities.map((vulnerability) => [vulnerability.id, vulnerability.concepts]));
  return base.scenarios
    .filter((scenario) => scenario.kinds.includes(asset.kind) && holds(scenario.when, profile, answerOf))
    .map((scenario): ProposedRisk => {
      const worth = valueFor(asset, scenario.harms);
      const open = opennessFor(concepts.get(scenario.vulnerability) ?? [], answerOf);
      const input = { value: worth ?? 2, threat: often.get(scenario.threat) ?? 2, vulnerability: open ?? 2 } as const;
      const assumed = [
        ...(worth === null ? (['value'] as const) : []),
        ...(open === null ? (['vulnerability'] as const) : []),
      ];
      return { scenario, ...input, ...scoreRisk(input), assumed };
    })
    .sort((one, other) => other.score - one.score || other.value - one.value || other.threat - one.threat);
}

function valueFor(asset: AssetForRisk, harms: readonly Aspect[]): Grade | null {
  const ratings = harms.map((aspect) => asset[aspect]).filter((rating) => rating !== undefined);
  return ratings.length === 0 ? null : (Math.max(...ratings) as Grade);
}

/** The weakest answer counts: one open door is enough. */
function opennessFor(concepts: readonly string[], answerOf: Lookup): Grade | null {
  const told = concepts.map(answerOf).flatMap((standing) => (standing === 'none' ? [] : [openness[standing]]));
  return told.length === 0 ? null : (Math.max(...told) as Grade);
}

/** The opportunities for a kind of asset: what could be gained, beside what could be lost. */
export function proposeOpportunities(
  base: RiskBase,
  kind: AssetKind,
  profile: Profile,
): readonly RiskBase['opportunities'][number][] {
  return base.opportunities.filter((one) => one.kinds.includes(kind) && holds(one.when, profile, () => 'none'));
}
