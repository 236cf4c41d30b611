/** Reads the templates under `content/documents/` once, at start; a fault names its file. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml } from '../assessment/load.ts';
import { clausesOf, type Field, Fields, Template } from './template.ts';

/** Every version of every template, and the fields they ask for. */
export interface Shelf {
  readonly fields: readonly Field[];
  /** Versions in rising order, by template. */
  readonly versions: ReadonlyMap<string, readonly Template[]>;
}

const shipped = new URL('../../../content/documents/', import.meta.url).pathname;

/** Loads a folder of templates: `fields.yaml` and `<id>/<version>.yaml`. Throws on a hole that is no field. */
export function loadShelf(folder: string = shipped): Shelf {
  const { fields } = readYaml(join(folder, 'fields.yaml'), Fields);
  const known = new Set(['organisation', ...fields.map(({ id }) => id)]);
  const versions = new Map<string, Template[]>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const files = readdirSync(join(folder, entry.name)).filter((file) => /^\d+\.yaml$/u.test(file));
    const read = files.map((file) => {
      const template = readYaml(join(folder, entry.name, file), Template);
      if (template.id !== entry.name || `${template.version}.yaml` !== file)
        throw new Error(`${entry.name}/${file} says it is ${template.id} ${template.version}`);
      for (const hole of holesOf(template))
        if (!known.has(hole)) throw new Error(`${entry.name}/${file}: no field {${hole}}`);
      return template;
    });
    versions.set(
      entry.name,
      read.sort((one, other) => one.version - other.version),
    );
  }
  return { fields, versions };
}

/** The fields a template asks for, in the order they first stand in it. */
export function holesOf(template: Template): readonly string[] {
  const texts = clausesOf(template).flatMap(({ clause }) => [clause.ja, clause.easy ?? '', clause.en]);
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/\{([a-z][a-zA-Z0-9]*)\}/gu)].map((found) => found[1] ?? ''))),
  ];
}

/** The newest version of each template, in the order of the set. */
export function newestTemplates(shelf: Shelf): readonly Template[] {
  return [...shelf.versions.values()]
    .flatMap((versions) => versions.at(-1) ?? [])
    .sort((one, other) => one.order - other.order);
}
