/** The templates as they stand now, read once; a hub with a folder of its own may put another in their place. */
import { loadShelf, type Shelf } from '../paper/load.ts';

let current: Shelf | undefined;

/** The shelf papers are composed from. */
export function paperShelf(): Shelf {
  current ??= loadShelf();
  return current;
}

/** Reads the templates again, from another folder if one is given: a new edition is on the shelf from now on. */
export function rereadPaperShelf(folder?: string): Shelf {
  current = loadShelf(folder);
  return current;
}
