import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Settings } from '#platform/config';
import { productRoot } from '#platform/files';

const path = join(productRoot, 'docs/run/settings.md');

/** The page of all settings, as the code has them. */
function page(): string {
  const rows = Object.entries(Settings.shape).map(([name, setting]) => {
    const given = setting.safeParse(undefined);
    const standard = given.success && given.data !== undefined && given.data !== '' ? `\`${given.data}\`` : '';
    return `| \`${name}\` | ${(setting.description ?? '').replaceAll('|', '\\|')} | ${standard} |`;
  });
  return `# Settings

<!-- Written by \`./kyojo golden\` from src/platform/config/index.ts; a test compares. -->

Environment variables, or the same names in \`kyojo.yaml\` in the folder you start from (\`KYOJO_CONFIG\` names another file). The environment wins. An
unknown name or a wrong value stops the start with a sentence that says which; \`./kyojo doctor\` looks at what follows from them.
Which of them matter on the first day: [the first day](first-day.md).

| setting | what it says | unless set |
|---|---|---|
${rows.join('\n')}
`;
}

describe('house: the page of settings', () => {
  it('is what the code knows; every setting says what it is for', () => {
    if (process.env.KYOJO_GOLDEN === 'write') writeFileSync(path, page());
    assert.equal(readFileSync(path, 'utf8'), page(), 'run ./kyojo golden');
    for (const [name, setting] of Object.entries(Settings.shape)) assert.ok(setting.description, name);
  });
});
