/** Flags on measures: what is missing, moved, repeated or does not add up. */

export { type Deadline, findLateResults, findSlips, type LateResult, readDeadlines, type Slip } from './deadlines.ts';
export { FLAG_KINDS, type Flag, type FlagKind, flagMeasures } from './flags.ts';
export { normalise, type Quantity, readQuantities } from './quantities.ts';
export { findLeftOut, LEFT_OUT, type PlanPart, RESTATED, restatement, splitPlan } from './results.ts';
export { readTargets, type Target } from './targets.ts';
