/** Everything a yearly report says, read in one transaction, so that its numbers belong together. */

import { found } from '#platform/errors';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';
import { shippedFigures } from '../cycle-load/index.ts';
import type { KeptMeasure } from '../cycle-measure/measure.html.ts';
import type { Figure } from '../figures/index.ts';

const sql = loadSql(import.meta.url);
const worker = { kind: 'worker' } as const;

/** A heading of the strategy. */
export interface ReportSection {
  readonly section: string;
  readonly parent: string | null;
  readonly depth: number;
  readonly title: string;
  readonly lead: readonly string[];
  readonly related: readonly string[];
  readonly offices: readonly { readonly of: string; readonly office: string }[];
}

/** A measure with its result, its approved evaluation and what it continues. */
export interface ReportMeasure extends KeptMeasure {
  readonly results: readonly { readonly tag: string | null; readonly body: string; readonly origin: string }[];
  readonly evaluation: string | null;
  readonly because: string | null;
  readonly continues:
    | readonly { readonly other: string; readonly confirmed: boolean; readonly confidence: number | null }[]
    | null;
  readonly relists: string | null;
}

/** An indicator with its values up to the report's year. */
export interface ReportIndicator {
  readonly key: string;
  readonly policy: string;
  readonly name: string;
  readonly kind: 'outcome' | 'behaviour' | 'activity';
  readonly source: 'fact' | 'import' | 'hand';
  readonly unit: string;
  readonly baseline: number | null;
  readonly baselineOn: string | null;
  readonly target: number | null;
  readonly targetOn: string | null;
  readonly owner: string;
  readonly measureId: string | null;
  readonly values: readonly {
    readonly fromOn: string;
    readonly toOn: string;
    readonly value: number | null;
    readonly state: string;
    readonly what: string;
    readonly unit: string;
    readonly source: string;
    readonly note: string;
  }[];
}

/** What a report is made of. */
export interface ReportContent {
  /** The year of the plan; results and evaluations are of the year before. */
  readonly year: number;
  readonly source: string;
  readonly isDraft: boolean;
  readonly madeAt: Date;
  readonly url: string;
  readonly hubName: string;
  readonly lastFact: number;
  readonly sections: readonly ReportSection[];
  readonly reviews: readonly {
    readonly section: string;
    readonly result: string;
    readonly evaluation: string;
    readonly nextPlan: string;
    readonly line: number | null;
  }[];
  readonly measures: readonly ReportMeasure[];
  readonly flags: readonly {
    readonly measureId: string | null;
    readonly figure: string | null;
    readonly kind: string;
    readonly evidence: string;
    readonly facts: Readonly<Record<string, unknown>>;
    readonly section: string | null;
    readonly item: string | null;
    readonly year: number | null;
  }[];
  readonly withoutTarget: number;
  readonly indicators: readonly ReportIndicator[];
  readonly infrastructure: readonly {
    readonly id: string;
    readonly actor: string;
    readonly policy: string;
    readonly item: string;
    readonly plan: string;
    readonly result: string;
    readonly page: number | null;
    readonly line: number | null;
  }[];
  readonly figures: readonly Figure[];
  readonly terms: readonly { readonly term: string; readonly definition: string; readonly line: number | null }[];
}

/** Reads the content of the report for the plan of `year`. Refuses a year without a plan. */
export async function gatherReport(house: House, year: number): Promise<ReportContent> {
  return house.db.as(worker, async (q) => {
    await q.run(sql('hold')); // no plan is taken in while this reads
    const own = found(await q.one<{ source: string; state: string }>(sql('year'), { year }), 'improve.year-unknown', {
      year: String(year),
    });
    return {
      year,
      source: own.source,
      isDraft: own.state === 'draft',
      madeAt: house.clock(),
      url: house.url,
      hubName: house.config.KYOJO_HUB_NAME,
      lastFact: (await q.one<{ id: number | null }>(sql('last_fact')))?.id ?? 0,
      sections: await q.rows<ReportSection>(sql('sections')),
      reviews: await q.rows<ReportContent['reviews'][number]>(sql('reviews'), { year: year - 1 }),
      measures: await q.rows<ReportMeasure>(sql('measures'), { year }),
      flags: await q.rows<ReportContent['flags'][number]>(sql('flags'), { year }),
      withoutTarget: (await q.one<{ count: number }>(sql('without_target'), { year }))?.count ?? 0,
      indicators: await q.rows<ReportIndicator>(sql('indicators'), { year }),
      infrastructure: await q.rows<ReportContent['infrastructure'][number]>(sql('infrastructure'), { year: year - 1 }),
      figures: shippedFigures(),
      terms: await q.rows<ReportContent['terms'][number]>(sql('terms')),
    };
  });
}
