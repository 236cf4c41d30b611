/** Writes `content/kinds.yaml` anew: `node src/tell/playbook/write-kinds.ts`. */
import { writeFile } from 'node:fs/promises';
import { kindRules, kindsTable } from './kinds.ts';

const rules = await kindRules();
await writeFile(new URL('../../../content/kinds.yaml', import.meta.url), kindsTable(rules));
console.log(`content/kinds.yaml: ${rules.length} rules`);
