/** What turns the lines of one kind of log into rows of one table: data, not code. */
import type { Field, LineForm } from './fields.ts';

export interface LogMapping {
  /** Where the rows go. */
  readonly table: string;
  /** Fields a line must have to be of any use; a line without them is counted as unread. */
  readonly needs: readonly string[];
  /** Column of the table → SQL over the fields of the line. `feed` is added by the import. */
  readonly columns: (field: Field, form: LineForm) => Readonly<Record<string, string>>;
  /** SQL condition over the line: other lines belong to another mapping and are not counted here. */
  readonly where?: (field: Field, form: LineForm) => string;
}
