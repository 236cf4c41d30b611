/** How grave a risk is. Pure, small numbers a person can check in the head. */

/** One of three grades: 3 high, 2 middle, 1 low. */
export type Grade = 1 | 2 | 3;
/** How grave a risk is, in words. */
export type RiskLevel = 'high' | 'middle' | 'low';

/** What is done about a risk. Undecided is not a decision. */
export const treatments = ['undecided', 'reduce', 'avoid', 'transfer', 'accept'] as const;
/** What is done about a risk. */
export type Treatment = (typeof treatments)[number];

/** The three numbers a risk is made of. */
export interface RiskInput {
  /** How important the asset is in what would be harmed. */
  readonly value: Grade;
  /** How often the threat occurs. */
  readonly threat: Grade;
  /** How open the asset is to it: 3 nothing done, 2 partly, 1 done. */
  readonly vulnerability: Grade;
}

/** A risk, reckoned. */
export interface RiskScore {
  readonly likelihood: Grade;
  /** value × likelihood: 1, 2, 3, 4, 6 or 9. */
  readonly score: number;
  readonly level: RiskLevel;
}

/** Likelihood by threat and vulnerability. What is well guarded is unlikely, whatever the threat. */
const likelihoods: Readonly<Record<Grade, Readonly<Record<Grade, Grade>>>> = {
  1: { 1: 1, 2: 1, 3: 2 },
  2: { 1: 1, 2: 2, 3: 3 },
  3: { 1: 1, 2: 3, 3: 3 },
};

/** Reckons a risk: value × likelihood, of which 6 and 9 are high, 3 and 4 middle, 1 and 2 low. */
export function scoreRisk({ value, threat, vulnerability }: RiskInput): RiskScore {
  const likelihood = likelihoods[threat][vulnerability];
  const score = value * likelihood;
  return { likelihood, score, level: levelOf(score) };
}

function levelOf(score: number): RiskLevel {
  return score >= 6 ? 'high' : score >= 3 ? 'middle' : 'low';
}

/**
 * What remains after the treatment: `reduce` leaves the vulnerability that is aimed at, `transfer` (insurance, contract)
 * lowers what the harm costs by one grade, `avoid` leaves nothing, `accept` and `undecided` change nothing.
 */
export function residualRisk(input: RiskInput, treatment: Treatment, aimedVulnerability: Grade = 1): RiskScore | null {
  switch (treatment) {
    case 'avoid':
      return null;
    case 'reduce':
      return scoreRisk({ ...input, vulnerability: Math.min(input.vulnerability, aimedVulnerability) as Grade });
    case 'transfer':
      return scoreRisk({ ...input, value: Math.max(1, input.value - 1) as Grade });
    default:
      return scoreRisk(input);
  }
}

/** A risk in somebody's list, as far as ordering and drawing need it. */
export interface ListedRisk extends RiskInput {
  readonly id: string;
  readonly treatment: Treatment;
}

/** How many risks stand in each cell of the map: `cells[value][likelihood]`, from 1 to 3. */
export interface HeatMap {
  readonly cells: Readonly<Record<Grade, Readonly<Record<Grade, number>>>>;
  readonly total: number;
  readonly high: number;
}

/** Counts risks into the map; what is avoided is not on it. */
export function heatMap(risks: Iterable<ListedRisk>): HeatMap {
  const row = () => ({ 1: 0, 2: 0, 3: 0 });
  const cells: Record<Grade, Record<Grade, number>> = { 1: row(), 2: row(), 3: row() };
  let [total, high] = [0, 0];
  for (const risk of risks) {
    if (risk.treatment === 'avoid') continue;
    const { likelihood, level } = scoreRisk(risk);
    cells[risk.value][likelihood] += 1;
    total += 1;
    if (level === 'high') high += 1;
  }
  return { cells, total, high };
}

/** The gravest risks: by score, then value, then threat; undecided before decided, then by id so that the order is stable. */
export function topRisks<Risk extends ListedRisk>(risks: readonly Risk[], count = 10): readonly Risk[] {
  const key = (risk: Risk) => [scoreRisk(risk).score, risk.value, risk.threat, risk.treatment === 'undecided' ? 1 : 0];
  return risks
    .filter((risk) => risk.treatment !== 'avoid')
    .map((risk) => ({ risk, key: key(risk) }))
    .sort((one, other) => {
      const at = one.key.findIndex((value, index) => value !== other.key[index]);
      return at < 0 ? one.risk.id.localeCompare(other.risk.id) : (other.key[at] ?? 0) - (one.key[at] ?? 0);
    })
    .slice(0, count)
    .map(({ risk }) => risk);
}
