/** What changed between two papers, sentence by sentence, so that readers need not compare them. */
import { type Block, type Paper, plainText } from '#platform/paper';
import { likeness } from './edits.ts';

/** One change. */
export interface Change {
  /** The heading it stands under; empty before the first. */
  readonly under: string;
  readonly kind: 'added' | 'removed' | 'reworded';
  readonly before: string | null;
  readonly after: string | null;
}

interface Unit {
  readonly under: string;
  readonly text: string;
}

/** How alike two sentences must be to count as one that was reworded. */
const REWORDED = 0.5;

/** The changes from one paper to the next, in reading order. Equal papers give none. */
export function changesBetween(before: Paper, after: Paper): readonly Change[] {
  const older = unitsOf(before);
  const newer = unitsOf(after);
  const changes: Change[] = [];
  let [from, fromNew] = [0, 0];
  for (const [i, j] of commonRun(older, newer)) {
    changes.push(...pair(older.slice(from, i), newer.slice(fromNew, j)));
    [from, fromNew] = [i + 1, j + 1];
  }
  return [...changes, ...pair(older.slice(from), newer.slice(fromNew))];
}

function pair(gone: readonly Unit[], come: readonly Unit[]): readonly Change[] {
  const left = [...come];
  const changes: Change[] = gone.map((unit): Change => {
    const best = left
      .map((other, index) => ({ index, likeness: likeness(unit.text, other.text) }))
      .sort((one, two) => two.likeness - one.likeness)[0];
    if (!best || best.likeness < REWORDED)
      return { under: unit.under, kind: 'removed', before: unit.text, after: null };
    const [other] = left.splice(best.index, 1);
    return { under: unit.under, kind: 'reworded', before: unit.text, after: other?.text ?? '' };
  });
  return [
    ...changes,
    ...left.map((unit): Change => ({ under: unit.under, kind: 'added', before: null, after: unit.text })),
  ];
}

function unitsOf(paper: Paper): readonly Unit[] {
  let under = '';
  return paper.blocks.flatMap((block) => {
    if (block.kind === 'heading') under = block.text;
    return sentencesOf(block).map((text) => ({ under, text }));
  });
}

function sentencesOf(block: Block): readonly string[] {
  switch (block.kind) {
    case 'heading':
      return [block.text];
    case 'paragraph':
      return plainText(block.text)
        .split(/(?<=[。．.!?！？])\s*/u)
        .filter(Boolean);
    case 'list':
      return block.items
        .flatMap((item) => (typeof item === 'object' && 'items' in item ? [item.text, ...item.items] : [item]))
        .map((text) => plainText(text));
    case 'table':
      return block.rows.map((row) => row.map((cell) => plainText(cell)).join(' | '));
    case 'facts':
      return block.rows.map(({ name, value }) => `${name}: ${plainText(value)}`);
    case 'notice':
      return [...(block.title === undefined ? [] : [block.title]), ...block.blocks.flatMap(sentencesOf)];
    case 'lines':
      return [block.label];
    case 'qr':
      return [block.url];
    default:
      return [];
  }
}

/** Places of the longest common run of equal units. */
function commonRun(older: readonly Unit[], newer: readonly Unit[]): readonly (readonly [number, number])[] {
  const wide = newer.length + 1;
  const lengths = new Uint16Array((older.length + 1) * wide);
  for (let i = older.length - 1; i >= 0; i -= 1)
    for (let j = newer.length - 1; j >= 0; j -= 1)
      lengths[i * wide + j] =
        older[i]?.text === newer[j]?.text
          ? (lengths[(i + 1) * wide + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * wide + j] ?? 0, lengths[i * wide + j + 1] ?? 0);
  const run: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < older.length && j < newer.length) {
    if (older[i]?.text === newer[j]?.text) {
      run.push([i, j]);
      i += 1;
      j += 1;
    } else if ((lengths[(i + 1) * wide + j] ?? 0) >= (lengths[i * wide + j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  return run;
}
