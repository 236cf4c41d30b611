import type { Mapping } from '../mapping.ts';

/** Facts from the lines above the rows, such as "Last-Modified" in a comment: name → the first group of its pattern, where it matches. */
export function preambleFacts(mapping: Mapping, head: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, pattern] of Object.entries(mapping.preamble)) {
    const group = new RegExp(pattern, 'um').exec(head)?.[1];
    if (group !== undefined) found[name] = group.trim();
  }
  return found;
}
