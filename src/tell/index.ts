/** The door of `tell`: who is affected, findings and their life, notices, channels, answers, the loop board. */
import { onFact } from '#platform/facts';
import { applyBatch } from './finding/apply.ts';
import './finding/verify.ts';
import './notice/due.ts';
import './board/page.ts';
import './explore/page.ts';
import './letters/page.ts';
import './member/page.ts';
import './notice-page/page.ts';
import './provider/page.ts';

onFact('batch.stored', applyBatch);

export { takeBounce } from './notice/bounce.ts';
export { refusals } from './words.ts';
