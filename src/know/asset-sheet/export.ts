/** The asset list as a file: to work in, to give to an auditor, or empty to begin with. */
import { type CellValue, type WrittenColumn, writeCsv, writeXlsx } from '#platform/sheet';
import { type Language, say } from '#platform/words';
import { type AssetField, titles } from './columns.ts';
import { type AssetKind, type AssetRow, assetKinds, personalKinds } from './row.ts';
import { kindNames, personalNames, words } from './words.ts';

const fields = Object.keys(titles) as AssetField[];
const widths: Partial<Record<AssetField, number>> = {
  kind: 12,
  name: 32,
  confidentiality: 10,
  integrity: 10,
  availability: 10,
  responsibility: 36,
  note: 36,
  endsOn: 14,
};

function columnsFor(language: Language): readonly WrittenColumn[] {
  const choices: Partial<Record<AssetField, readonly string[]>> = {
    kind: assetKinds.map((kind) => say(kindNames[kind], language)),
    personal: [say(words.none, language), ...personalKinds.map((kind) => say(personalNames[kind], language))],
    confidentiality: ['3', '2', '1'],
    integrity: ['3', '2', '1'],
    availability: ['3', '2', '1'],
    secondFactor: [say(words.yes, language), say(words.no, language)],
    assessed: [say(words.yes, language), say(words.no, language)],
  };
  return fields.map((field) => {
    const list = choices[field];
    return { title: say(titles[field], language), width: widths[field] ?? 18, ...(list ? { choices: list } : {}) };
  });
}

function cellsOf(asset: AssetRow & { readonly kind: AssetKind }, language: Language): readonly CellValue[] {
  return fields.map((field): CellValue => {
    const value = asset[field];
    if (value === undefined) return null;
    if (field === 'kind') return say(kindNames[asset.kind], language);
    if (field === 'personal')
      return asset.personal?.length
        ? asset.personal.map((kind) => say(personalNames[kind], language)).join('、')
        : say(words.none, language);
    if (typeof value === 'boolean') return say(value ? words.yes : words.no, language);
    if (field === 'endsOn') return new Date(`${value}T00:00:00Z`);
    return Array.isArray(value) ? value.join(', ') : value;
  });
}

/** The list as XLSX with choices to pick from; with no assets it is the empty sheet to begin with. */
export function assetWorkbook(
  assets: Iterable<AssetRow & { readonly kind: AssetKind }>,
  language: Language,
): Uint8Array {
  const rows = Array.from(assets, (asset) => cellsOf(asset, language));
  return writeXlsx([{ name: say(words.sheet, language), columns: columnsFor(language), rows }]);
}

/** The list as CSV. */
export function assetCsv(assets: Iterable<AssetRow & { readonly kind: AssetKind }>, language: Language): Uint8Array {
  return writeCsv(
    fields.map((field) => say(titles[field], language)),
    Array.from(assets, (asset) => cellsOf(asset, language)),
  );
}
