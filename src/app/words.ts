import { refusals as improve } from '#improve';
import { refusals as know } from '#know';
import { refusals as observe } from '#observe';
import { refusals as columns } from '#platform/columns';
import { sheetWords } from '#platform/sheet';
import { refusals as signIn } from '#platform/sign-in';
import type { Entry } from '#platform/words';
import { refusals as tell } from '#tell';
import { refusals as trust } from '#trust';
import { words as backup } from './backup/words.ts';

/** Every room's sentence for every refusal it can make; a house check compares this with the codes in the source. */
export const refusals: Readonly<Record<string, Entry>> = {
  ...columns,
  ...sheetWords,
  ...signIn,
  ...trust,
  ...know,
  ...observe,
  ...tell,
  ...improve,
  ...backup,
};
