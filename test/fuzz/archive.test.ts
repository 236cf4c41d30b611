import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createZstdCompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { readConfig } from '#platform/config';
import { Refusal } from '#platform/errors';
import { readArchive, writeArchive } from '../../src/app/backup/archive.ts';
import { restoreFrom } from '../../src/app/backup.ts';
import { chance } from '../lib/chance.ts';
import { damage } from '../lib/damage.ts';

const folder = mkdtempSync(join(tmpdir(), 'kyojo-archive-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What is in an archive as it is read, to the end of each member. */
async function contentsOf(path: string): Promise<Record<string, string>> {
  const out: Record<string, string> = {};
  await readArchive(path, async ({ name, bytes }) => {
    const chunks: Buffer[] = [];
    for await (const chunk of bytes) chunks.push(chunk as Buffer);
    out[name] = Buffer.concat(chunks).toString('latin1');
  });
  return out;
}

const isDamaged = (error: unknown) => error instanceof Refusal && error.code === 'app.archive-damaged';

/** An archive with members of any kind: what its reader must expect from strangers. */
async function crafted(name: string, members: readonly (readonly [Partial<Header> & { name: string }, string])[]) {
  const tar = pack();
  for (const [header, text] of members) tar.entry(header, text);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  const path = join(folder, name);
  writeFileSync(path, zstdCompressSync(Buffer.concat(chunks)));
  return path;
}

const head = JSON.stringify({
  ...{ format: 1, madeAt: '', product: '', secretCheck: '', columns: false, steps: [], jobs: 1, server: '' },
  ...{ tables: [], sequences: [] },
});

describe('fuzz: no archive can hurt the restore', () => {
  const whole = join(folder, 'whole');
  let good: Record<string, string> = {};
  before(async () => {
    const archive = writeArchive(whole);
    await archive.add('kyojo.json', head);
    await archive.add('files/secret', 'x'.repeat(64));
    await archive.addStream('postgres/know.organisation', inPieces('1\tabc\n'.repeat(3000)));
    await archive.add('columns/data/part/file.bin', Buffer.from(Array.from({ length: 5000 }, (_, at) => at % 251)));
    await archive.close();
    good = await contentsOf(whole);
    assert.equal(Object.keys(good).length, 4);
  });

  it('cut short or altered anywhere it is refused as damaged, or is whole all the same', {
    timeout: 120_000,
  }, async () => {
    const dice = chance(31);
    const packed = readFileSync(whole);
    const plain = zstdDecompressSync(packed);
    const path = join(folder, 'altered');
    let refused = 0;
    for (let round = 0; round < 600; round++) {
      const bytes =
        round % 3 === 0
          ? packed.subarray(0, dice.between(0, packed.length))
          : round % 3 === 1
            ? damage(packed, dice, 3)
            : zstdCompressSync(damage(plain, dice, 3));
      writeFileSync(path, bytes);
      try {
        assert.deepEqual(await contentsOf(path), good, `round ${round}`);
      } catch (error) {
        assert.ok(isDamaged(error), `round ${round}: ${error}`);
        refused++;
      }
    }
    assert.ok(refused > 300, `${refused} refused`);
  });

  const outside = join(folder, 'outside');
  const strange: readonly (readonly [string, Partial<Header> & { name: string }, string?])[] = [
    ['a name that climbs', { name: 'files/../../outside' }],
    [
      'a name that climbs, by an extended header',
      { name: `files/${'a/'.repeat(120)}../../outside`, pax: { path: 'files/../../outside' } },
    ],
    ['an absolute name', { name: outside }],
    ['an absolute name below ours', { name: `files/${outside}` }],
    ['a name that ends in a folder', { name: 'files/a/' }],
    ['a name with a backslash', { name: 'files/..\\outside' }],
    ['a symbolic link', { name: 'files/link', type: 'symlink', linkname: outside }],
    ['a hard link', { name: 'files/link', type: 'link', linkname: outside }],
    ['a device', { name: 'files/null', type: 'character-device', devmajor: 1, devminor: 3 }],
    ['a folder', { name: 'files/a', type: 'directory' }],
    ['settings for the database server', { name: 'files/postgres/data/postgresql.auto.conf' }, 'x'],
    ['parts of the column store among the files', { name: 'files/columns/x' }, 'x'],
    ['a member of no kind', { name: 'other/x' }, 'x'],
    ['a size that is no number', { name: 'files/a', pax: { size: 'x' } }, 'x'],
    ['a member twice', { name: 'kyojo.json' }, head],
  ];
  for (const [what, header, text = ''] of strange)
    it(`refuses ${what}, and leaves nothing behind`, async () => {
      const path = await crafted('strange', [
        [{ name: 'kyojo.json' }, head],
        [header, text],
        [{ name: 'checksums.json' }, '{}'],
      ]);
      const data = join(folder, 'data');
      await assert.rejects(
        restoreFrom(readConfig({ KYOJO_DATA: data, KYOJO_LOG: 'silent' }), path, () => {}),
        isDamaged,
      );
      assert.equal(existsSync(data), false);
      assert.equal(existsSync(outside), false);
    });

  it('refuses what comes after the checksums, a head that is none, and nothing at all', async () => {
    const paths = [
      await crafted('late', [
        [{ name: 'checksums.json' }, '{}'],
        [{ name: 'files/a' }, 'x'],
      ]),
      await crafted('headless', [[{ name: 'kyojo.json' }, '{"format":2}']]),
      await crafted('early', [[{ name: 'files/a' }, 'x']]),
      await crafted('empty', []),
    ];
    for (const path of paths)
      await assert.rejects(
        restoreFrom(readConfig({ KYOJO_DATA: join(folder, 'data'), KYOJO_LOG: 'silent' }), path, () => {}),
        isDamaged,
        path,
      );
  });

  it('a bomb in the place of the head or of the checksums does not fill the memory', { timeout: 120_000 }, async () => {
    const config = readConfig({ KYOJO_DATA: join(folder, 'data'), KYOJO_LOG: 'silent' });
    for (const name of ['kyojo.json', 'checksums.json']) {
      const path = join(folder, 'bomb');
      const tar = pack();
      const out = tar.pipe(createZstdCompress()).pipe(createWriteStream(path));
      const size = 600 * 1024 * 1024;
      const entry = tar.entry({ name, size });
      const zeros = Buffer.alloc(1 << 20);
      for (let at = 0; at < size; at += zeros.length)
        if (!entry.write(zeros)) await new Promise<void>((resolve) => void entry.once('drain', () => resolve()));
      entry.end(Buffer.alloc(0));
      tar.finalize();
      await once(out, 'close');
      const before = process.memoryUsage().rss;
      await assert.rejects(
        restoreFrom(config, path, () => {}),
        isDamaged,
      );
      const grown = (process.memoryUsage().rss - before) / 1024 ** 2;
      assert.ok(grown < 150, `${name}: ${Math.round(grown)} MB more`);
    }
  });
});

async function* inPieces(text: string): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += 1000) yield Buffer.from(text.slice(at, at + 1000));
}
