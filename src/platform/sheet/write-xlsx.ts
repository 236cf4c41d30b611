/**
 * XLSX that people like to receive: bold frozen titles, a filter, wrapped text, lists to choose from. Written by hand,
 * because none of the free libraries at hand writes both styles and lists, and because cells written as
 * inline strings cannot be formulas.
 */

import { cellPlace } from './read.ts';
import { type CellValue, cellText } from './write-csv.ts';
import { packZip } from './zip.ts';

/** A column of a sheet to be written. */
export interface WrittenColumn {
  readonly title: string;
  /** Width in characters; 18 unless told. */
  readonly width?: number;
  /** What may be chosen in this column; other entries are warned about, not refused. */
  readonly choices?: readonly string[];
}

/** A sheet to be written. */
export interface WrittenSheet {
  readonly name: string;
  readonly columns: readonly WrittenColumn[];
  readonly rows: Iterable<readonly CellValue[]>;
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';

/** A cell cannot hold more; Excel calls the file broken then. */
const MAX_TEXT = 32_767;
/** How many rows below the last one still offer the list of choices. */
const SPARE_ROWS = 500;

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 cannot hold them
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;

function xmlText(text: string): string {
  return text
    .slice(0, MAX_TEXT)
    .toWellFormed()
    .replace(forbidden, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Days since 30 December 1899, as spreadsheets count; the calendar day is taken in UTC. */
function dayNumber(date: Date): number {
  return Math.floor(date.getTime() / 86_400_000) + 25_569;
}

// Styles by number, see `styles`: 0 plain, 1 title, 2 text, 3 date, 4 text that must never become a formula.
function cell(value: CellValue, place: string): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'number' && Number.isFinite(value)) return `<c r="${place}" s="2"><v>${value}</v></c>`;
  if (value instanceof Date && !Number.isNaN(value.getTime()))
    return `<c r="${place}" s="3"><v>${dayNumber(value)}</v></c>`;
  const text = cellText(value instanceof Date ? null : value);
  // Style 4 has quotePrefix: the text stays text even after somebody edits the cell.
  const style = /^[=+\-@\t\r]/u.test(text) ? 4 : 2;
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;
}

function sheetXml(sheet: WrittenSheet, lists: ReadonlyMap<WrittenColumn, string>): { xml: string; last: string } {
  const columns = sheet.columns.map(
    (column, index) => `<col min="${index + 1}" max="${index + 1}" width="${column.width ?? 18}" customWidth="1"/>`,
  );
  const titles = sheet.columns.map(
    (column, index) =>
      `<c r="${cellPlace(1, index)}" s="1" t="inlineStr"><is><t xml:space="preserve">${xmlText(column.title)}</t></is></c>`,
  );
  const lines = [`<row r="1">${titles.join('')}</row>`];
  let line = 1;
  for (const row of sheet.rows) {
    line += 1;
    lines.push(`<row r="${line}">${row.map((value, index) => cell(value, cellPlace(line, index))).join('')}</row>`);
  }
  const last = cellPlace(line, Math.max(0, sheet.columns.length - 1));
  const choices = sheet.columns.flatMap((column, index) => {
    const range = lists.get(column);
    if (range === undefined) return [];
    const area = `${cellPlace(2, index)}:${cellPlace(line + SPARE_ROWS, index)}`;
    return [
      `<dataValidation type="list" allowBlank="1" showErrorMessage="1" errorStyle="warning" sqref="${area}"><formula1>${xmlText(range)}</formula1></dataValidation>`,
    ];
  });
  const validations =
    choices.length === 0 ? '' : `<dataValidations count="${choices.length}">${choices.join('')}</dataValidations>`;
  const xml = `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><cols>${columns.join('')}</cols><sheetData>${lines.join('')}</sheetData><autoFilter ref="A1:${last}"/>${validations}<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>`;
  return { xml, last };
}

const font = (bold: boolean) =>
  `<font>${bold ? '<b/>' : ''}<sz val="11"/><name val="Yu Gothic"/><family val="3"/><charset val="128"/></font>`;
const format = (over: string, inner = '<alignment vertical="top" wrapText="1"/>') =>
  `<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1" ${over}>${inner}</xf>`;
const styles = `${head}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2">${font(false)}${font(true)}</fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFF1F1F4"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>${format('').replace('fontId="0" fillId="0"', 'fontId="1" fillId="2" applyFont="1" applyFill="1"')}${format('')}${format('').replace('numFmtId="0"', 'numFmtId="164" applyNumberFormat="1"')}${format('quotePrefix="1"')}</cellXfs></styleSheet>`;

/** Excel allows 31 characters and none of these in the name of a sheet; equal names get a number. */
function sheetNames(sheets: readonly { readonly name: string }[]): readonly string[] {
  const used = new Set<string>();
  return sheets.map((sheet, index) => {
    const plain =
      sheet.name
        .replace(/[\\/?*[\]:'<>&"]/gu, ' ')
        .trim()
        .slice(0, 28) || `Sheet${index + 1}`;
    let name = plain;
    for (let number = 2; used.has(name.toLowerCase()); number += 1) name = `${plain} ${number}`;
    used.add(name.toLowerCase());
    return name;
  });
}

/** A workbook. Choices are kept on a hidden sheet of their own, because a list inside a cell rule ends at 255 characters. */
export function writeXlsx(sheets: readonly WrittenSheet[]): Uint8Array {
  const chosen = sheets.flatMap((sheet) =>
    sheet.columns.filter((column) => column.choices !== undefined && column.choices.length > 0),
  );
  const names = sheetNames([...sheets, ...(chosen.length > 0 ? [{ name: 'lists' }] : [])]);
  const listName = names.at(-1) ?? '';
  const lists = new Map(
    chosen.map((column, index) => {
      const from = cellPlace(1, index).replace(/\d+/u, '');
      return [column, `'${listName}'!$${from}$2:$${from}$${(column.choices?.length ?? 0) + 1}`];
    }),
  );
  const all: WrittenSheet[] = [...sheets];
  if (chosen.length > 0) {
    const longest = Math.max(...chosen.map((column) => column.choices?.length ?? 0));
    all.push({
      name: listName,
      columns: chosen.map((column) => ({ title: column.title })),
      rows: Array.from({ length: longest }, (_, row) => chosen.map((column) => column.choices?.[row] ?? null)),
    });
  }
  const drawn = all.map((sheet) => sheetXml(sheet, lists));
  // Spreadsheets look for the filter under this name as well as in the sheet itself.
  const areas = drawn.map(({ last }, index) => {
    const to = last.replace(/([A-Z]+)(\d+)/u, '$$$1$$$2');
    return `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">'${names[index] ?? ''}'!$A$1:${to}</definedName>`;
  });
  const hidden = (index: number) => (index >= sheets.length ? ' state="hidden"' : '');
  const text = new TextEncoder();
  const parts = new Map<string, string>([
    [
      '[Content_Types].xml',
      `${head}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>${all.map((_, index) => `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${all.map((_, index) => `<sheet name="${xmlText(names[index] ?? '')}" sheetId="${index + 1}"${hidden(index)} r:id="rId${index + 1}"/>`).join('')}</sheets><definedNames>${areas.join('')}</definedNames></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${head}<Relationships xmlns="${packages}/relationships">${all.map((_, index) => `<Relationship Id="rId${index + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`).join('')}<Relationship Id="rId${all.length + 1}" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', styles],
    ...drawn.map(({ xml }, index): [string, string] => [`xl/worksheets/sheet${index + 1}.xml`, xml]),
  ]);
  return packZip(new Map([...parts].map(([name, content]) => [name, text.encode(content)])));
}
