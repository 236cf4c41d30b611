/** Tables that people upload and download: XLSX, CSV, TSV. Every file is untrusted. */
export { type Book, cellPlace, type ReadBounds, type Row, readSheet, type Sheet } from './read.ts';
export {
  type Column,
  type Columns,
  type Fault,
  findHead,
  type Head,
  plainTitle,
  type Records,
  readRecords,
} from './table.ts';
export { words as sheetWords } from './words.ts';
export { type CellValue, cellText, defuse, writeCsv } from './write-csv.ts';
export { type WrittenColumn, type WrittenSheet, writeXlsx } from './write-xlsx.ts';
export { isZip, listZip, packZip, unpack, type ZipBounds, type ZipEntry } from './zip.ts';
