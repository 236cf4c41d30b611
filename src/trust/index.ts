/** The door of `trust`: the hash chain over the facts. */
import './chain/page.ts';

export { type BrokenBlock, chainHead, checkChain, closeBlocks, type Head } from './chain/block.ts';
