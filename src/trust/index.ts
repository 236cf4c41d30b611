/** The door of `trust`: the hash chain over the facts, and seals. */
import './chain/page.ts';
import './seal/page.ts';

export { type BrokenBlock, chainHead, checkChain, closeBlocks, type Head } from './chain/block.ts';
export { ensureSealKey, publishedKeys, rotateKey, type SealKey } from './seal/keys.ts';
export { fromJwks, type Opened, openSeal, seal, toJwk } from './seal/seal.ts';
export { refusals } from './seal/words.ts';
