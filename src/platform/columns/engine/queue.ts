/** Lets at most `width` pieces of work run at once; the others wait in order. */
export interface Queue {
  /** Waits for a place and gives the function that leaves it. Throws the signal's reason when given up before. */
  enter(signal: AbortSignal): Promise<() => void>;
}

/** A queue of the given width. */
export function openQueue(width: number): Queue {
  let running = 0;
  const waiting: (() => void)[] = [];
  const place = () => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      // The place goes straight to the next in line, so that nobody can slip in between.
      const next = waiting.shift();
      if (next) next();
      else running--;
    };
  };
  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (running < width) {
        running++;
        return place();
      }
      await new Promise<void>((resolve, reject) => {
        const start = () => {
          signal.removeEventListener('abort', giveUp);
          resolve();
        };
        const giveUp = () => {
          waiting.splice(waiting.indexOf(start), 1);
          reject(signal.reason);
        };
        waiting.push(start);
        signal.addEventListener('abort', giveUp, { once: true });
      });
      return place();
    },
  };
}
