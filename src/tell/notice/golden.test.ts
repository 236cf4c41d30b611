import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadPlaybooks } from '../playbook/index.ts';
import { composeNotice, type Draft } from './compose.ts';

const books = await loadPlaybooks();
const shown = {
  asset: '203.0.113.24',
  key: '23/tcp',
  firstSeenAt: new Date('2026-11-03T02:00:00Z'),
  lastSeenAt: new Date('2026-11-20T12:14:00Z'),
  seenCount: 6,
  feedId: 'device-survey',
  sample: { port: 23 },
};
const group = (kind: string, count = 1) => ({ playbook: books.of(kind), findings: [{ ...shown, kind }], count });
const draft = (over: Partial<Draft>): Draft => ({
  language: 'ja',
  wording: 'standard',
  manner: 'now',
  way: 'first-contact',
  organisation: '株式会社みほん製作所',
  place: '愛知県',
  hub: '共助の輪',
  groups: [group('open-telnet')],
  count: 1,
  toldBeforeAt: null,
  link: 'https://hub.example/n/notice/signature',
  verifyUrl: 'https://hub.example/genuine',
  code: 'K7F3-92QD',
  mayShow: true,
  ...over,
});

/** One case a worry: what a person would read in the mail. */
const cases: Readonly<Record<string, Draft>> = {
  'urgent-in-japanese': draft({}),
  'urgent-in-plain-japanese': draft({ language: 'easy' }),
  'urgent-in-english': draft({ language: 'en', organisation: 'Mihon Works' }),
  'told-again': draft({ manner: 'again', toldBeforeAt: new Date('2026-11-17T00:00:00Z') }),
  'digest-of-two-kinds': draft({
    manner: 'digest',
    groups: [group('open-telnet', 12), group('open-resolver')],
    count: 13,
  }),
  'contact-not-confirmed': draft({ mayShow: false }),
  'list-for-a-provider': draft({ manner: 'list', groups: [group('open-telnet', 400)], count: 400 }),
  'chamber-asked-to-call': draft({ way: 'partner' }),
  'help-team-asked-to-call': draft({ way: 'help-team', manner: 'again', mayShow: false }),
};

describe('tell: what a person reads in the mail', () => {
  for (const [name, given] of Object.entries(cases)) {
    it(name, () => {
      const { subject, text, html } = composeNotice(given);
      const folder = join(import.meta.dirname, 'golden', name);
      const path = join(folder, 'expected.txt');
      const said = `Subject: ${subject}\n\n${text}\n`;
      if (process.env.KYOJO_GOLDEN === 'write') {
        mkdirSync(folder, { recursive: true });
        writeFileSync(path, said);
      }
      assert.ok(existsSync(path), 'no golden yet: ./kyojo golden');
      assert.equal(said, readFileSync(path, 'utf8'));
      // The HTML says the same: every step of the playbook stands in both.
      for (const one of given.groups)
        for (const step of one.playbook[given.language].steps)
          assert.ok(
            text.includes(step.do) &&
              html.includes(
                step.do
                  .replaceAll('&', '&amp;')
                  .replaceAll('"', '&quot;')
                  .replaceAll("'", '&#39;')
                  .replaceAll('<', '&lt;')
                  .replaceAll('>', '&gt;'),
              ),
            step.do,
          );
    });
  }
});
