/** The yearly report: one command and one button. Importing it registers its pages and its job. */
import './page.ts';

export { type Run, reportFolder, reportNow } from './run.ts';
