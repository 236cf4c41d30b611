/** The clock is an argument: rules take `now`, services take a `Clock`, only `src/app` reads the real one. */
export type Clock = () => Date;

/** The machine's clock. */
export const systemClock: Clock = () => new Date();
