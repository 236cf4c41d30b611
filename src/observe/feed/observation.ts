/** The shapes on both sides of the one SELECT: what a reader gives, and what an observation is. */
import type { FieldType } from './fields.ts';

/** What the reader gives for each row: its columns as text, its place, and what the reader could not do with it. */
export interface Incoming {
  /** Column names as the report writes them, in order. */
  readonly columns: readonly string[];
  /** Structure of what goes in: names and types for the engine. */
  readonly structure: string;
  /** SQL for each column, named `c0`, `c1` … */
  readonly cells: readonly string[];
  /** SQL of the row's place in the file. */
  readonly line: string;
  /** SQL of the problem ('' = none), such as a wrong number of columns. */
  readonly problem: string;
  /** SQL that is true for what is no row at all: blank lines, comments. */
  readonly noRow?: string;
  /** The reader also gives `rest Map(String, String)`: columns whose names are only known row by row. */
  readonly hasRest?: boolean;
  /** SQL of the rows, from SQL of the source: what has to happen before there are columns. */
  readonly prepare?: (source: string) => string;
  /** SQL of the row as people see it when it is refused; a JSON object of the columns where this is absent. */
  readonly content?: string;
  /** Columns of `prepare` that `content` needs. */
  readonly keep?: readonly string[];
}

/** Columns of the SELECT, in order. */
export const observationColumns = [
  'line',
  'observed_at',
  'kind',
  'taxonomy',
  'type',
  'identifier',
  'severity',
  'ip',
  'port',
  'transport',
  'application',
  'domain',
  'url',
  'asn',
  'country',
  'malware',
  'account',
  'handling',
  'extra',
  'error_column',
  'error_reason',
  'error_text',
  'content',
] as const;
export type ObservationColumn = (typeof observationColumns)[number];

/** A mapping turned into SQL for one set of columns. */
export interface Compiled {
  /** SQL text: SELECT over `source`, a table function or `input('…')` with `structure`. */
  readonly select: (source: string) => string;
  /** Structure of what goes in: names and types for the engine. */
  readonly structure: string;
  /** Field name → how its text is meant, for those who write JSON. */
  readonly types: ReadonlyMap<string, FieldType>;
  /** Columns no rule names. */
  readonly unknownColumns: readonly string[];
  /** Every value that a text column of the observation can have, where the mapping alone says them: the kind before the table of kinds, a feed's one identifier. */
  readonly known: ReadonlyMap<ObservationColumn, readonly string[]>;
}

/** Fields that have a column of their own in `observe.observation`; all others live in `extra` by name. */
export const coreFields = {
  'time.source': 'observed_at',
  'source.port': 'port',
  'protocol.transport': 'transport',
  'protocol.application': 'application',
  'source.fqdn': 'domain',
  'source.url': 'url',
  'source.asn': 'asn',
  'source.geolocation.cc': 'country',
  'malware.name': 'malware',
  'source.account': 'account',
  'classification.taxonomy': 'taxonomy',
  'classification.type': 'type',
  'classification.identifier': 'identifier',
  severity: 'severity',
  tlp: 'handling',
} as const satisfies Record<string, string>;
