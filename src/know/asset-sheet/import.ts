/** From an uploaded file to assets with a preview: what is new, what changes, what cannot be taken and why. */
import { type Book, type Fault, type Head, readRecords, readSheet } from '#platform/sheet';
import { assetColumns } from './columns.ts';
import { looksLikeNmap, readNmap } from './nmap.ts';
import { type AssetKind, AssetRow } from './row.ts';

/** A row that can be taken, and where it stood. */
export interface ReadAsset {
  readonly line: number;
  readonly asset: AssetRow & { readonly kind: AssetKind };
}

/** What a file came to. Nothing is stored by reading it. */
export interface AssetReading {
  readonly source: 'xlsx' | 'csv' | 'nmap';
  readonly encoding: string | null;
  readonly sheet: string;
  readonly head: Head | null;
  readonly assets: readonly ReadAsset[];
  readonly faults: readonly Fault[];
  readonly rows: number;
  /** Cells that held formulas or faults in the sheet, told to the person. */
  readonly formulas: number;
  readonly faulty: number;
}

/** Most rows we take at once. */
const MAX_ROWS = 20_000;
/** Each row with every column we know, and some beside. */
const MAX_CELLS = 500_000;

/**
 * Reads an asset sheet (XLSX, CSV) or the XML that `nmap -oX` writes. Of several sheets the one with most recognised
 * columns is taken. Refuses (code `sheet.…`) what `readSheet` refuses; rows that are wrong become faults.
 */
export function readAssets(
  bytes: Uint8Array,
  options: { readonly name?: string; readonly kind?: AssetKind } = {},
): AssetReading {
  if (looksLikeNmap(bytes)) {
    const assets = readNmap(bytes).map((asset, index) => ({ line: index + 1, asset }));
    return {
      source: 'nmap',
      encoding: null,
      sheet: '',
      head: null,
      assets,
      faults: [],
      rows: assets.length,
      formulas: 0,
      faulty: 0,
    };
  }
  const book = readSheet(bytes, {
    ...(options.name === undefined ? {} : { name: options.name }),
    maxRows: MAX_ROWS,
    maxCells: MAX_CELLS,
  });
  const [best] = book.sheets
    .map((sheet) => ({ sheet, read: readRecords(sheet, assetColumns, AssetRow) }))
    .sort((one, other) => Object.keys(other.read.head.found).length - Object.keys(one.read.head.found).length);
  if (!best) return emptyReading(book);
  const { head, records, faults, rows } = best.read;
  const assets = records.map(({ line, value }) => ({
    line,
    asset: { ...value, kind: value.kind ?? options.kind ?? guessKind(value) },
  }));
  const repeats = repeatedRows(assets);
  return {
    source: book.format,
    encoding: book.encoding ?? null,
    sheet: best.sheet.name,
    head,
    assets: assets.filter(({ line }) => !repeats.has(line)),
    faults: [
      ...faults,
      ...[...repeats].map(
        ([line, name]): Fault => ({ line, at: String(line), field: 'name', value: name, reason: 'know.asset-twice' }),
      ),
    ].sort((one, other) => one.line - other.line),
    rows,
    formulas: book.formulas,
    faulty: book.faulty,
  };
}

function emptyReading(book: Book): AssetReading {
  return {
    source: book.format,
    encoding: book.encoding ?? null,
    sheet: '',
    head: null,
    assets: [],
    faults: [],
    rows: 0,
    formulas: book.formulas,
    faulty: book.faulty,
  };
}

/** The kind of a row that does not name it, by the columns it fills. */
function guessKind(row: AssetRow): AssetKind {
  if (row.serial || row.addresses || row.version) return 'device';
  if (row.secondFactor !== undefined || row.responsibility) return 'cloud';
  if (row.endsOn && row.provider) return 'contract';
  return 'information';
}

/** By what a row is the same thing as another: its serial number, or kind and name. */
export function identityOf(asset: AssetRow & { readonly kind: AssetKind }): string {
  const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');
  return asset.serial ? `serial:${plain(asset.serial)}` : `${asset.kind}:${plain(asset.name)}`;
}

function repeatedRows(assets: readonly ReadAsset[]): ReadonlyMap<number, string> {
  const seen = new Set<string>();
  const repeats = new Map<number, string>();
  for (const { line, asset } of assets) {
    const identity = identityOf(asset);
    if (seen.has(identity)) repeats.set(line, asset.name);
    seen.add(identity);
  }
  return repeats;
}

/** What taking a row would do. */
export interface AssetChange {
  readonly line: number;
  readonly kind: 'new' | 'same' | 'changed';
  readonly asset: AssetRow & { readonly kind: AssetKind };
  /** The asset it would change; null for a new one. */
  readonly id: string | null;
  /** Fields whose value would change. A cell left empty changes nothing. */
  readonly fields: readonly string[];
}

/** Compares what was read with the assets already listed. */
export function previewAssets(
  read: readonly ReadAsset[],
  listed: readonly { readonly id: string; readonly asset: AssetRow & { readonly kind: AssetKind } }[],
): readonly AssetChange[] {
  const known = new Map(listed.map((one) => [identityOf(one.asset), one]));
  return read.map(({ line, asset }) => {
    const before = known.get(identityOf(asset));
    if (!before) return { line, kind: 'new', asset, id: null, fields: [] };
    const fields = Object.entries(asset).flatMap(([field, value]) => {
      const old = (before.asset as Readonly<Record<string, unknown>>)[field];
      return value === undefined || JSON.stringify(value) === JSON.stringify(old) ? [] : [field];
    });
    return { line, kind: fields.length === 0 ? 'same' : 'changed', asset, id: before.id, fields };
  });
}
