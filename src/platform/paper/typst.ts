/**
 * PDF through Typst, in this process, without an office suite. One compiler is kept: it holds the fonts (11 MB) and
 * remembers what it has laid out, so the first paper costs about half a second and later ones some milliseconds.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NodeCompiler, type NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler';
import type { Language } from '#platform/words';
import { type Block, type Fact, type Paper, plainText, type Text } from './blocks.ts';
import { qrSvg } from './qr.ts';
import { words } from './words.ts';

const source = readFileSync(new URL('./paper.typ', import.meta.url), 'utf8');

let kept: NodeCompiler | undefined;

function compiler(): NodeCompiler {
  if (kept) return kept;
  const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-jp/package.json'));
  kept = NodeCompiler.create({
    workspace: import.meta.dirname,
    fontArgs: [
      {
        fontBlobs: ['400Regular/NotoSansJP_400Regular.ttf', '700Bold/NotoSansJP_700Bold.ttf'].map((file) =>
          readFileSync(join(fonts, file)),
        ),
      },
    ],
  });
  return kept;
}

/** Layouts older than this many papers are forgotten; without it the cache would grow for as long as the hub runs. */
const CACHE_AGE = 8;

/** How small a paper may be set to fit on its one page; below, a second page is the lesser evil. */
const SCALES = [1, 0.95, 0.9, 0.85, 0.8];

function compile(job: Record<string, unknown>, madeAt: Date, onePage = false): Uint8Array {
  const typst = compiler();
  let outcome = typst.compile({ mainFileContent: source, inputs: { job: JSON.stringify(job) } });
  for (const scale of onePage ? SCALES.slice(1) : []) {
    if ((outcome.result?.numOfPages ?? 1) === 1) break;
    outcome = typst.compile({ mainFileContent: source, inputs: { job: JSON.stringify({ ...job, scale }) } });
  }
  const document = outcome.result;
  if (!document) {
    const fault = outcome.takeDiagnostics();
    throw new Error(
      `typst could not set the paper: ${JSON.stringify(fault ? fault.shortDiagnostics : 'no reason given')}`,
    );
  }
  const creationTimestamp = Math.floor(madeAt.getTime() / 1000);
  const pdf = accessiblePdf(typst, document, creationTimestamp) ?? typst.pdf(document, { creationTimestamp });
  typst.evictCache(CACHE_AGE);
  return pdf;
}

const segmenter = new Intl.Segmenter('ja', { granularity: 'word' });
const opening = /[（「『【〔]$/u;
const clinging = /^[\p{Script=Hiragana}\p{P}\p{Zs}ー々]+$/u;
/** Kanji words up to this length together are one term (事業継続管理) and are not cut. */
const TERM = 8;

/**
 * PDF/UA-1, or null when the text cannot keep its rules: a character no font of ours has (an emoji in a name) must not
 * keep a letter from being sent. The plain PDF is tagged too, it only does not claim the standard.
 */
function accessiblePdf(typst: NodeCompiler, document: NodeTypstDocument, creationTimestamp: number): Uint8Array | null {
  try {
    return typst.pdf(document, { pdfStandard: 'ua-1', creationTimestamp });
  } catch {
    return null;
  }
}

/**
 * Cuts a heading where it may break. Japanese has no spaces, so a long title would otherwise break inside a word;
 * particles and punctuation stay with the piece before them, and terms made of several kanji words stay whole.
 */
export function wholePieces(text: string, language: Language): readonly string[] {
  if (language === 'en') return text.split(/(?<= )/u);
  const pieces: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    const last = pieces.at(-1) ?? '';
    const term =
      /^\p{Script=Han}+$/u.test(segment) && /^\p{Script=Han}+$/u.test(last) && last.length + segment.length <= TERM;
    const clings = clinging.test(segment) && !opening.test(segment);
    if (last !== '' && (clings || term || opening.test(last) || last === '第'))
      pieces[pieces.length - 1] = last + segment;
    else pieces.push(segment);
  }
  return pieces;
}

type Prepared = Record<string, unknown>;

/** Blocks as Typst wants them: codes drawn, headings cut, ragged rows filled, no level of heading skipped. */
function prepare(blocks: readonly Block[], language: Language): readonly Prepared[] {
  let before = 0;
  return blocks.map((block) => {
    if (block.kind !== 'heading') return prepareBlock(block, language);
    before = Math.min(block.level, before + 1);
    return { ...block, role: before, pieces: wholePieces(block.text, language) };
  });
}

function prepareBlock(block: Block, language: Language): Prepared {
  if (block.kind === 'qr') return { ...block, svg: qrSvg(block.url) };
  if (block.kind === 'notice') return { ...block, blocks: prepare(block.blocks, language) };
  if (block.kind === 'facts') return { ...block, long: isLong(block.rows.flatMap(({ name, value }) => [name, value])) };
  if (block.kind !== 'table') return { ...block };
  const columns = block.columns.length;
  const rows = block.rows.map((row) =>
    Array.from({ length: columns }, (_, index) => cellText(row[index] ?? '', language)),
  );
  return { ...block, rows, long: isLong(block.rows.flat()) };
}

/** Signs beyond which a table may be broken over two pages: kept whole, it could be longer than the page and lose its end. */
const LONG = 700;

function isLong(texts: readonly Text[]): boolean {
  return texts.reduce((sum, text) => sum + plainText(text).length, 0) > LONG;
}

/** A gap to write in must not be wider than its cell. */
const CELL_BLANK = 7;

/** A name in a narrow cell breaks between words; longer text, and words too long for a cell, break as usual. */
function cellText(text: Text, language: Language): Text | { readonly pieces: readonly string[] } {
  if (typeof text !== 'string')
    return text.map((span) =>
      typeof span === 'object' && 'blank' in span ? { blank: Math.min(span.blank, CELL_BLANK) } : span,
    );
  // Boxes would lose the space between Japanese and Latin letters.
  if (text.length > 20 || language === 'en' || /[\n -~]/u.test(text)) return text;
  const pieces = wholePieces(text, language);
  return pieces.every((piece) => piece.length <= 7) ? { pieces } : text;
}

function made(at: Date): readonly number[] {
  return [
    at.getUTCFullYear(),
    at.getUTCMonth() + 1,
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
    at.getUTCSeconds(),
  ];
}

/** A paper as tagged PDF (PDF/UA-1) with its fonts inside. Takes 10–60 ms a paper once warm; runs in this thread. */
export function paperPdf(paper: Paper): Uint8Array {
  const { madeAt, blocks, ...rest } = paper;
  return compile(
    {
      ...rest,
      titlePieces: wholePieces(paper.title, paper.language),
      pageWords: words.page[paper.language === 'en' ? 'en' : 'ja'],
      made: made(madeAt),
      blocks: prepare(blocks, paper.language),
    },
    madeAt,
    paper.onePage,
  );
}

/** What the letter frame hands to Typst; see `letter.ts` for what callers give. */
export interface PreparedLetter {
  readonly addressee: readonly string[];
  readonly sender: readonly string[];
  readonly date: string;
  readonly reference?: string;
  readonly subject: string;
  readonly blocks: readonly Block[];
  readonly qr?: { readonly url: string; readonly caption: string };
  readonly place: Readonly<Record<string, unknown>>;
  readonly facts?: readonly Fact[];
}

/** Letters as one tagged PDF, each beginning on a new sheet. */
export function lettersAsPdf(
  letters: readonly PreparedLetter[],
  language: Language,
  duplex: boolean,
  madeAt: Date,
): Uint8Array {
  const job = {
    language,
    title: letters.length === 1 ? (letters[0]?.subject ?? '') : words.letters[language === 'en' ? 'en' : 'ja'],
    issuer: letters[0]?.sender[0] ?? '',
    pageWords: words.page[language === 'en' ? 'en' : 'ja'],
    made: made(madeAt),
    duplex,
    letters: letters.map((letter) => ({
      ...letter,
      subjectPieces: wholePieces(letter.subject, language),
      blocks: prepare(letter.blocks, language),
      ...(letter.qr ? { qr: { ...letter.qr, svg: qrSvg(letter.qr.url) } } : {}),
    })),
  };
  return compile(job, madeAt);
}
