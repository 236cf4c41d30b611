/** How far what a feed says may be passed on: the mapping says it, and the operator of this hub may only be stricter. */
import type { Mapping } from './mapping.ts';
import { type Tlp, tlpLevels } from './tags.ts';

/** Of a stored mapping that does not say. */
const STANDARD = 'AMBER';

/** The stricter of the mapping's mark and the one the operator set for the feed (`TLP:…`): the one that is shown and applied. */
export function handlingOf(mapping: Partial<Pick<Mapping, 'handling'>> | undefined, set: string): Tlp {
  const strict = (mark: string) => tlpLevels.indexOf(mark as Tlp);
  const own = mapping ? strict(`TLP:${mapping.handling ?? STANDARD}`) : -1;
  // A mark nobody knows opens nothing.
  const given = strict(set);
  return tlpLevels[Math.max(own, given < 0 ? tlpLevels.length - 1 : given)] ?? 'TLP:RED';
}

/** The mapping with what the operator set: rows without a mark get the stricter one, and no mark of a row opens it further. */
export function handledAs(mapping: Mapping, set: string): Mapping {
  const short = (mark: Tlp) => mark.slice('TLP:'.length) as Mapping['handling'];
  const least = tlpLevels.find((level) => level === set) ?? 'TLP:RED';
  return { ...mapping, handling: short(handlingOf(mapping, set)), handlingAtLeast: short(least) };
}

/** The marks an operator may choose for a feed: the mapping's own and the stricter ones. */
export function choosable(mapping: Partial<Pick<Mapping, 'handling'>> | undefined): readonly Tlp[] {
  const own = `TLP:${mapping?.handling ?? STANDARD}`;
  return mapping ? tlpLevels.slice(tlpLevels.indexOf(own as Tlp)) : tlpLevels;
}
