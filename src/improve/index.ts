/** The door of `improve`: the yearly plan as data, its flags and figures. */
export { importPlan } from './plan/index.ts';
