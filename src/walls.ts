/**
 * Which room may knock at which door. The import check, the SQL check and the drawing in docs/rooms.md all read this.
 * A room may only name rooms listed here; what must flow the other way flows as a fact. `app` wires the rooms together
 * and may knock everywhere; nobody may knock at `app`.
 */
export const mayKnock = {
  platform: [],
  trust: ['platform'],
  know: ['platform', 'trust'],
  observe: ['platform', 'trust', 'know'],
  tell: ['platform', 'trust', 'know', 'observe'],
  share: ['platform', 'trust', 'know', 'observe', 'tell'],
  help: ['platform', 'trust', 'know', 'observe', 'tell'],
  train: ['platform', 'trust', 'know', 'observe', 'tell'],
  improve: ['platform', 'trust', 'know', 'observe', 'tell', 'share', 'help', 'train'],
  app: ['platform', 'trust', 'know', 'observe', 'tell', 'share', 'help', 'train', 'improve'],
} as const satisfies Record<string, readonly string[]>;

/** A room of the house, or `app`, which only wires. */
export type Room = keyof typeof mayKnock;
