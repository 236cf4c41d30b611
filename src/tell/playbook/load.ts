import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, YAMLParseError } from 'yaml';
import { Refusal } from '#platform/errors';
import { clashes, type KindRule, orderRules } from './rules.ts';
import { PlaybookFile, taxonomies } from './schema.ts';

/** Advice for one kind of finding, as read from its folder. */
export interface Playbook extends PlaybookFile {
  /** First 12 hex digits of the file's SHA-256: which exact words a notice carried. */
  readonly digest: string;
}

/** All playbooks of a hub and the rules that choose between them. */
export interface Playbooks {
  /** By kind, in the order of the alphabet. */
  readonly all: ReadonlyMap<string, Playbook>;
  readonly kinds: ReadonlySet<string>;
  /** In the order in which they are asked. */
  readonly rules: readonly KindRule[];
  /** The playbook of a kind, or that of `rsit-other` when there is none by that name. */
  of(kind: string): Playbook;
}

const shipped = fileURLToPath(new URL('../../../content/playbooks/', import.meta.url));

/**
 * Reads every folder below `folder` (the product's own unless said). Refuses with `tell.playbook-broken` and one line for
 * each fault, naming file and field: YAML that cannot be read, a field that is missing, wrong or unknown, a folder that is
 * not named after its kind, rules of two kinds that ask the same, an RSIT class without a playbook.
 */
export async function loadPlaybooks(folder: string = shipped): Promise<Playbooks> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const read = await Promise.all(names.map((name) => readOne(folder, name)));
  const playbooks = read.flatMap((one) => ('faults' in one ? [] : [one]));
  const faults = read.flatMap((one) => ('faults' in one ? one.faults : []));
  const all = new Map(playbooks.map((playbook) => [playbook.kind, playbook]));
  const rules = orderRules(playbooks);
  faults.push(...clashes(rules).map((fault) => `match: ${fault}`));
  for (const taxonomy of taxonomies)
    if (!names.includes(`rsit-${taxonomy}`))
      faults.push(`rsit-${taxonomy}/playbook.yaml: is missing; every class needs one`);
  if (faults.length > 0) throw new Refusal('tell.playbook-broken', { count: faults.length, faults: faults.join('\n') });
  const last = all.get('rsit-other') as Playbook;
  return { all, kinds: new Set(all.keys()), rules, of: (kind) => all.get(kind) ?? last };
}

interface Broken {
  readonly faults: readonly string[];
}

/** Reads one folder: the playbook, or what is wrong with it. */
async function readOne(folder: string, name: string): Promise<Playbook | Broken> {
  const file = `${name}/playbook.yaml`;
  let written: string;
  let data: unknown;
  try {
    written = await readFile(join(folder, file), 'utf8');
    data = parse(written);
  } catch (error) {
    if (error instanceof YAMLParseError) return { faults: [`${file}: ${error.message.split('\n')[0]}`] };
    return { faults: [`${file}: cannot be read`] };
  }
  const checked = PlaybookFile.safeParse(data);
  if (!checked.success)
    return {
      faults: checked.error.issues.map((issue) => `${file}: ${issue.path.join('.') || 'the file'}: ${issue.message}`),
    };
  if (checked.data.kind !== name)
    return { faults: [`${file}: kind: says ${checked.data.kind}, the folder says ${name}`] };
  return { ...checked.data, digest: createHash('sha256').update(written).digest('hex').slice(0, 12) };
}
