/** What a mapping says about a whole report before a row of it is read: then the engine needs not be asked row by row. */
import { taxonomyOf } from '../classes.ts';
import { coreFields, type ObservationColumn } from '../observation.ts';
import type { Resolved } from './overlay.ts';

const TEXTS = new Set<ObservationColumn>([
  'taxonomy',
  'type',
  'identifier',
  'application',
  'domain',
  'url',
  'country',
  'malware',
  'account',
]);

/**
 * Column → all values it can have. `constants`: those of fields that only the mapping's own words fill; `final`: the fields the
 * report has at all. Columns that a row decides are not in the answer.
 */
export function knownColumns(
  resolved: Resolved,
  final: ReadonlyMap<string, string>,
  constants: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<ObservationColumn, readonly string[]> {
  const known = new Map<ObservationColumn, readonly string[]>();
  for (const [field, column] of Object.entries(coreFields)) {
    const values = final.has(field) ? constants.get(field) : [''];
    if (TEXTS.has(column) && values) known.set(column, values);
  }
  const types = known.get('type');
  if (!final.has('classification.taxonomy')) {
    // `assemble` takes the taxonomy from the type then.
    if (types) known.set('taxonomy', [...new Set(types.map((type) => taxonomyOf.get(type) ?? ''))]);
    else known.delete('taxonomy');
  }
  const kinds = [resolved.kind ?? '', ...resolved.when.flatMap(({ kind }) => kind ?? [])];
  known.set('kind', [...new Set(kinds)]);
  return known;
}
