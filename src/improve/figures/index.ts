/** Number tables of the policy documents, and the rules that tell a wrong number. */

export { type Checked, checkFigure, checkShape, type Fault, roundHalfUp } from './check.ts';
export {
  breaksBetween,
  Cell,
  Check,
  Column,
  Figure,
  FigureRow,
  mayShareChart,
  numberOf,
  Period,
  UNITS,
  type Unit,
} from './figure.ts';
export { Incident } from './incident.ts';
export { Indicator } from './indicator.ts';
