/** Corpus taxonomies: every machine tag has to be recognised, labelled, kept, and its mark never opened. */
import { readTag, strictestTlp } from '../../observe/feed/tags.ts';
import type { CaseResult, Corpus } from './case.ts';
import { readJsonl } from './lines.ts';

const marks: Readonly<Record<string, string>> = {
  'tlp:red': 'TLP:RED',
  'tlp:amber': 'TLP:AMBER',
  'tlp:amber+strict': 'TLP:AMBER+STRICT',
  'tlp:green': 'TLP:GREEN',
  'tlp:white': 'TLP:CLEAR',
  'tlp:clear': 'TLP:CLEAR',
};

async function run(folder: string): Promise<CaseResult[]> {
  return readJsonl<{ tag: string; label: string }>(folder, 'tags.jsonl').map(({ tag }): CaseResult => {
    const read = readTag(tag);
    const wrong = [
      read.known ? '' : 'not recognised',
      read.text === tag ? '' : 'not kept',
      read.label.en !== '' && read.label.ja !== '' ? '' : 'no label',
      marks[tag] === undefined || read.tlp === marks[tag] ? '' : `${read.tlp} instead of ${marks[tag]}`,
      strictestTlp([tag, 'tlp:amber+strict'], 'TLP:CLEAR') === 'TLP:RED' ||
      strictestTlp([tag, 'tlp:amber+strict'], 'TLP:CLEAR') === 'TLP:AMBER+STRICT'
        ? ''
        : 'opens a stricter mark',
      (tag === 'tlp:ex:chr' || tag === 'tlp:unclear') && strictestTlp([tag], 'TLP:AMBER') === 'TLP:CLEAR'
        ? 'opened'
        : '',
    ].filter((w) => w !== '');
    return wrong.length === 0 ? { id: tag, outcome: 'passed' } : { id: tag, outcome: 'failed', why: wrong.join('; ') };
  });
}

export const taxonomyTags: Corpus = { name: 'taxonomies', run };
