import { accessSync, constants, readFileSync, statSync } from 'node:fs';

/** What was typed after `./kyojo` is not right; the message says what. The command line ends with 2. */
export class Mistyped extends Error {}

/** Refuses files that are not there, are folders, or may not be read. */
export function refuseUnreadable(files: readonly string[]): void {
  const missing = files.filter((file) => !statSync(file, { throwIfNoEntry: false }));
  if (missing.length > 0) throw new Mistyped(`there is no ${missing.join(', ')}`);
  for (const file of files) {
    if (statSync(file).isDirectory()) throw new Mistyped(`${file} is a folder; name a file`);
    try {
      accessSync(file, constants.R_OK);
    } catch (error) {
      throw new Mistyped(`${file} may not be read by you`, { cause: error });
    }
  }
}

/** What a JSON file says. Refuses one that cannot be read or is no JSON. */
export function readJson(file: string): unknown {
  refuseUnreadable([file]);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Mistyped(`${file} is no JSON file`, { cause: error });
  }
}

/** Refuses options that the command does not know. */
export function refuseUnknown(args: readonly string[], known: readonly string[]): void {
  const unknown = args.find((arg) => arg.startsWith('--') && !known.includes(arg));
  if (unknown) throw new Mistyped(`there is no option ${unknown}`);
}
