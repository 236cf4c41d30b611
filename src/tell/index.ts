/** The door of `tell`: who is affected, findings and their life, notices, channels, answers, the loop board. */
import { onFact } from '#platform/facts';
import { applyBatch } from './finding/apply.ts';
import './board/page.ts';
import './call/page.ts';
import './explore/page.ts';
import './finding/take-back.ts';
import './letters/page.ts';
import './member/page.ts';
import './notice-page/page.ts';
import './provider/page.ts';

onFact('batch.stored', applyBatch);

export { refreshBoard } from './board/refresh.ts';
export { startTrial } from './board/trial.ts';
export { recordAnswer } from './finding/answer.ts';
export { applyBatch } from './finding/apply.ts';
export { verifyFixes } from './finding/verify.ts';
export { ladder } from './ladder/load.ts';
export { takeBounce } from './notice/bounce.ts';
export { tellDue } from './notice/due.ts';
export { sendNotice } from './notice/send.ts';
export { loadPlaybooks } from './playbook/index.ts';
export { refusals } from './words.ts';
