import { Readable } from 'node:stream';
import busboy from 'busboy';
import { Refusal } from '#platform/errors';

/**
 * Hands the first file of an upload form on while it is still arriving, so that a report of gigabytes needs no memory. Gives what
 * `take` gives. Refuses `observe.report-empty` when the form holds no file; whatever `take` refuses is passed on.
 */
export async function takeUpload<T>(request: Request, take: (name: string, body: Readable) => Promise<T>): Promise<T> {
  const type = request.headers.get('content-type') ?? '';
  if (!request.body || !type.startsWith('multipart/form-data')) throw new Refusal('observe.report-empty', {}, 400);
  const arriving = Readable.fromWeb(request.body as never);
  const form = busboy({ headers: { 'content-type': type }, defParamCharset: 'utf8', limits: { files: 1, fields: 20 } });
  let taken: Promise<T> | undefined;
  const over = new Promise<void>((resolve, reject) => {
    form.on('file', (_field, file, { filename }) => {
      if (!filename || taken) return void file.resume();
      taken = take(filename, file);
      // A refusal ends the reading: what still comes is let go.
      taken.catch(() => file.resume());
    });
    form.on('close', resolve);
    form.on('error', reject);
    arriving.on('error', reject);
  });
  arriving.pipe(form);
  await over.catch((error: Error) => {
    throw new Refusal('observe.report-damaged', { name: error.message }, 422, { cause: error });
  });
  if (!taken) throw new Refusal('observe.report-empty', {}, 400);
  return taken;
}
