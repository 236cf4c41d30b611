/** A plan on its way into the tables: from the shipped data, from the command line, or from a file an operator gives. */
export {
  PlanContent,
  readPlanText,
  shippedFigures,
  shippedIndicators,
  shippedPlan,
  shippedStrategy,
} from './content.ts';
export { isDoubtful, searchText } from './derive.ts';
export { takeReadPlan, takeShippedPlan } from './start.ts';
export { readAgain, takePlan } from './store.ts';
