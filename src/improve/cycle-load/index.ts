/** A plan on its way into the tables: from the shipped data, from the command line, or from a file an operator gives. */
export { type PlanContent, readPlanText, shippedFigures, shippedIndicators, shippedPlan } from './content.ts';
export { isDoubtful, searchText } from './derive.ts';
export { takeReadPlan, takeShippedPlan } from './start.ts';
export { takePlan } from './store.ts';
