/** A file that is not whole: nothing of it is kept, and it may come again. */
export class BrokenFile extends Error {}

/** Why a file is not whole; nothing when it is not the file's fault. */
export function brokenBy(error: unknown): string | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof BrokenFile) return one.message;
    const { code } = one as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR' || code === 'Z_DATA_ERROR') return 'the packed file breaks off or is damaged';
  }
  return undefined;
}
