/** The door of `improve`: the yearly plan as data and as a cycle, its flags, figures and report. */
import './cycle-pages/index.ts';
import './portal/index.ts';
import './cycle/board.ts';
import './cycle/edit.ts';
import './cycle/judge.ts';
import './cycle-import/page.ts';
import './cycle-indicator/page.ts';

export { readPlanText, takeReadPlan, takeShippedPlan } from './cycle-load/index.ts';
export { importPlan } from './plan/index.ts';
export { reportFolder, reportNow } from './report/index.ts';
export { refusals } from './words.ts';
