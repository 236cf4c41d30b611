/** What a corpus gives for each of its cases, and what an adapter is. */
import type { Ask } from '../../observe/feed/sample.ts';

export interface CaseResult {
  readonly id: string;
  readonly outcome: 'passed' | 'failed' | 'deviates' | 'out-of-scope';
  /** What differs, or why it is out of scope, in words. */
  readonly why?: string;
}

/** One corpus folder: where its files lie and how its cases are run against the product. */
export interface Corpus {
  readonly name: string;
  /** Runs every case in `folder`; reads nothing outside it. `ask` is a column engine of its own. */
  readonly run: (folder: string, ask: Ask) => Promise<readonly CaseResult[]>;
}
