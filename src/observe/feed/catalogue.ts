/** The feeds that come with the house: one YAML file each under `content/feeds/`. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { Mapping } from './mapping.ts';

const folder = new URL('../../../content/feeds/', import.meta.url);

/** Reads one mapping from YAML or JSON text. Throws with the place of each mistake in readable words. */
export function parseMapping(text: string, name = 'mapping'): Mapping {
  const checked = Mapping.safeParse(parse(text));
  if (!checked.success) throw new Error(`${name}: ${z.prettifyError(checked.error)}`);
  return checked.data;
}

/** Every built-in mapping by its id. Throws when a file is wrong: that is a mistake in the house. */
export function builtInFeeds(from: URL = folder): ReadonlyMap<string, Mapping> {
  const feeds = new Map<string, Mapping>();
  for (const file of readdirSync(from).sort()) {
    if (!file.endsWith('.yaml')) continue;
    const mapping = parseMapping(readFileSync(new URL(file, from), 'utf8'), file);
    if (`${mapping.id}.yaml` !== file)
      throw new Error(`${file}: its id is ${mapping.id}; the file must be called ${mapping.id}.yaml`);
    feeds.set(mapping.id, mapping);
  }
  return feeds;
}
