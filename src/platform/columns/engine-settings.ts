import { join } from 'node:path';

/** Command-line arguments of the embedded engine: where backups may go, and how little it may hold while idle. */
export function engineArguments(folder: string): readonly string[] {
  return [`--backups.allowed_path=${join(folder, 'backup')}`];
}
