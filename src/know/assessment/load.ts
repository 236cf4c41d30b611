/** Reads the questionnaires under `content/assessments/` once, at start; a fault names its file. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { Questionnaire } from './questionnaire.ts';
import { Start } from './start.ts';

/** Every version of every questionnaire, and the start questions. */
export interface Library {
  readonly start: Start;
  /** Versions in rising order, by questionnaire. */
  readonly versions: ReadonlyMap<string, readonly Questionnaire[]>;
}

const shipped = new URL('../../../content/assessments/', import.meta.url).pathname;

/** A YAML file checked against its schema. Throws with the file and the place when it does not fit. */
export function readYaml<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  const outcome = schema.safeParse(parse(readFileSync(file, 'utf8')));
  if (outcome.success) return outcome.data;
  const faults = outcome.error.issues.slice(0, 8).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`${file} does not fit: ${faults.join(' · ')}`);
}

/** Loads a folder of questionnaires: `start.yaml` and `<id>/<version>.yaml`. */
export function loadLibrary(folder: string = shipped): Library {
  const versions = new Map<string, Questionnaire[]>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const read = readdirSync(join(folder, entry.name))
      .filter((file) => /^\d+\.yaml$/u.test(file))
      .map((file) => {
        const questionnaire = readYaml(join(folder, entry.name, file), Questionnaire);
        if (questionnaire.id !== entry.name || `${questionnaire.version}.yaml` !== file)
          throw new Error(`${entry.name}/${file} says it is ${questionnaire.id} ${questionnaire.version}`);
        return questionnaire;
      })
      .sort((one, other) => one.version - other.version);
    versions.set(entry.name, read);
  }
  const start = readYaml(join(folder, 'start.yaml'), Start);
  for (const { questionnaire } of start.choose)
    if (!versions.has(questionnaire)) throw new Error(`start.yaml chooses ${questionnaire}, which is not there`);
  return { start, versions };
}

/** The newest version of a questionnaire, or null when there is none of that name. */
export function findNewest(library: Library, id: string): Questionnaire | null {
  return library.versions.get(id)?.at(-1) ?? null;
}

/** One version of a questionnaire, or null. */
export function findVersion(library: Library, id: string, version: number): Questionnaire | null {
  return library.versions.get(id)?.find((questionnaire) => questionnaire.version === version) ?? null;
}
