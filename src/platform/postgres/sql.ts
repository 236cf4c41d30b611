import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One named statement of a `.sql` file: text with `$1`-style places and the parameter names in their order. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly parameters: readonly string[];
}

/**
 * Reads the `.sql` file beside a module (`store.ts` → `store.sql`) and gives its statements by name. A file is a run of
 * blocks headed `-- BLOCK name`; parameters are written `$name`. Refuses (Error) a name that is not in the file.
 */
export function loadSql(moduleUrl: string): (name: string) => Statement {
  const path = fileURLToPath(moduleUrl).replace(/\.ts$/, '.sql');
  const blocks = new Map<string, Statement>();
  for (const part of readFileSync(path, 'utf8')
    .split(/^-- BLOCK /m)
    .slice(1)) {
    const end = part.indexOf('\n');
    const name = part.slice(0, end).trim();
    if (blocks.has(name)) throw new Error(`${path}: block ${name} stands twice`);
    blocks.set(name, statement(name, part.slice(end + 1)));
  }
  return (name) => {
    const block = blocks.get(name);
    if (!block) throw new Error(`${path}: no block ${name}`);
    return block;
  };
}

/** Turns `$name` into `$1`, `$2` … Literals ('…'), comments and dollar quotes ($$…$$) are left alone. */
export function statement(name: string, sql: string): Statement {
  const parameters: string[] = [];
  const text = sql.replace(
    /'(?:[^']|'')*'|--[^\n]*|\$\$[\s\S]*?\$\$|\$([a-z][a-z0-9_]*)/g,
    (whole, parameter: string | undefined) => {
      if (parameter === undefined) return whole.startsWith('--') ? '' : whole;
      if (!parameters.includes(parameter)) parameters.push(parameter);
      return `$${parameters.indexOf(parameter) + 1}`;
    },
  );
  return { name, text: text.trim(), parameters };
}

/** Turns one row's snake_case names into camelCase: the only place where the two meet. */
export function camelRow<Row>(row: Record<string, unknown>): Row {
  const out: Record<string, unknown> = {};
  for (const name in row) out[camel(name)] = row[name];
  return out as Row;
}

const camelNames = new Map<string, string>();
function camel(name: string): string {
  let made = camelNames.get(name);
  if (made === undefined) {
    made = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    camelNames.set(name, made);
  }
  return made;
}

const snakeNames = new Map<string, string>();
/** `organisationId` → `organisation_id`. */
export function snake(name: string): string {
  let made = snakeNames.get(name);
  if (made === undefined) {
    made = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    snakeNames.set(name, made);
  }
  return made;
}
