/** Playbooks: what to do, in plain words, one folder per kind under `content/playbooks`. */
export { type Choice, choosePlaybook, fallbackOf, type Seen } from './choose.ts';
export { kindRules, kindsTable } from './kinds.ts';
export { loadPlaybooks, type Playbook, type Playbooks } from './load.ts';
export { type Piece, readingsOf } from './readings.ts';
export { isFallback, type KindRule } from './rules.ts';
export { type Step, severities, type When, type Words } from './schema.ts';
export { type Wording, wordingsOf, wordsOf } from './wording.ts';
