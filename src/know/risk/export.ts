/** The risk list as a workbook, for those who work in spreadsheets and for auditors. */
import { writeXlsx } from '#platform/sheet';
import { type Language, say } from '#platform/words';
import { type RiskInput, residualRisk, scoreRisk, type Treatment } from './score.ts';
import { words } from './words.ts';

/** One row of the exported list. */
export interface RiskRow extends RiskInput {
  readonly asset: string;
  readonly story: string;
  readonly treatment: Treatment;
  readonly measure: string;
  readonly owner: string;
  readonly reviewOn: Date | null;
}

/** One row of the sheet of opportunities. */
export interface OpportunityRow {
  readonly asset: string;
  readonly story: string;
  readonly benefit: number;
  readonly likelihood: number;
  readonly decision: string;
  readonly measure: string;
  readonly owner: string;
  readonly reviewOn: Date | null;
}

/** The list as XLSX, in the order given; opportunities on a sheet of their own. */
export function riskWorkbook(
  risks: Iterable<RiskRow>,
  language: Language,
  opportunities: readonly OpportunityRow[] = [],
): Uint8Array {
  const title = (entry: (typeof words)[keyof typeof words], width?: number) => ({
    title: say(entry, language),
    ...(width ? { width } : {}),
  });
  const rows = Array.from(risks, (risk) => {
    const { likelihood, score, level } = scoreRisk(risk);
    const rest = residualRisk(risk, risk.treatment);
    return [
      risk.asset,
      risk.story,
      risk.value,
      risk.threat,
      risk.vulnerability,
      likelihood,
      score,
      say(words[level], language),
      say(words[risk.treatment], language),
      risk.measure,
      rest === null ? 0 : rest.score,
      risk.owner,
      risk.reviewOn,
    ];
  });
  const columns = [
    title(words.asset, 26),
    title(words.story, 44),
    title(words.value, 8),
    title(words.threat, 8),
    title(words.vulnerability, 8),
    title(words.likelihood, 10),
    title(words.score, 8),
    title(words.level, 10),
    title(words.treatment, 14),
    title(words.measure, 40),
    title(words.residual, 10),
    title(words.owner, 16),
    title(words.reviewOn, 14),
  ];
  const chances = {
    name: say(words.opportunities, language),
    columns: [
      title(words.asset, 26),
      title(words.story, 44),
      title(words.benefit, 10),
      title(words.likelihood, 10),
      title(words.treatment, 14),
      title(words.measure, 40),
      title(words.owner, 16),
      title(words.reviewOn, 14),
    ],
    rows: opportunities.map(({ asset, story, benefit, likelihood, decision, measure, owner, reviewOn }) => [
      asset,
      story,
      benefit,
      likelihood,
      decision,
      measure,
      owner,
      reviewOn,
    ]),
  };
  const threats = { name: say(words.sheet, language), columns, rows };
  return writeXlsx(opportunities.length > 0 ? [threats, chances] : [threats]);
}
