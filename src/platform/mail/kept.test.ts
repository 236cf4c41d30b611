import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { simpleParser } from 'mailparser';
import { readConfig } from '#platform/config';
import { openMailer } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'kyojo-mail-'));
after(() => rmSync(folder, { recursive: true, force: true }));

it('a mail that is only kept as a file can be read with an editor, and by a mail program', async () => {
  const link = `https://hub.example/n/${'x'.repeat(120)}`;
  const mailer = openMailer(readConfig({}), { folder: () => folder } as never);
  const content = Buffer.from('番号,名前\r\n1,例\n');
  await mailer.send({
    to: 'anybody@member.example',
    subject: 'お知らせ',
    text: `設定を直してください。\n${link}\n`,
    html: `<p>設定を直してください。<a href="${link}">開く</a></p>`,
    attachments: [{ filename: '一覧.csv', content, contentType: 'text/csv; charset=utf-8' }],
  });
  mailer.close();
  const file = readFileSync(join(folder, readdirSync(folder)[0] ?? ''));
  assert.match(file.toString(), new RegExp(`設定を直してください。\\r\\n${link}\\r\\n`));
  assert.match(file.toString(), /<p>設定を直してください。/);
  const read = await simpleParser(file);
  assert.equal(read.text, `設定を直してください。\n${link}\n`);
  assert.deepEqual(read.attachments[0]?.content, content, 'an attachment keeps its bytes');
});
