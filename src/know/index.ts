/** The door of `know`: who the members are, how they are reached, what is registered as theirs. */
import './assessment-sitting/start.ts';
import './assessment-sitting/sheet.ts';
import './assessment-result/result.ts';
import './assessment-result/others.ts';
import './assessment-result/remind.ts';
import './assessment-editor/page.ts';
import './assessment-history/page.ts';
import './asset-pages/page.ts';
import './paper-pages/page.ts';
import './risk-pages/page.ts';
import './task/page.ts';
import './declaration-check/batch.ts';
import './declaration-check/remind.ts';
import './declaration-check/statistics.ts';
import './declaration-check/verify.ts';
import './declaration-pages/page.ts';
import './register-pages/page.ts';
import './role/page.ts';
import './supplier-pages/ask.ts';
import './supplier-pages/asked.ts';
import './supplier-pages/disposals.ts';
import './supplier-pages/erasure.ts';
import './supplier-pages/list.ts';
import './supplier-pages/outside.ts';
import './supplier-pages/profile.ts';

export { type Finished, latestProfile, latestResult, latestResults } from './assessment/result.ts';
export { listedProducts } from './asset/store.ts';
export { addMember, type Membership, organisationsOf } from './membership/index.ts';
export {
  type Addressee,
  addresseesOf,
  type Contact,
  confirmContact,
  endPartnership,
  holdersOf,
  isPartner,
  isProvider,
  markBounced,
  namesOf,
  organisationsNamed,
} from './register/reach.ts';
export { loadRoutingTable, type RoutedRange, routedRanges } from './register/routing-table.ts';
export { checkRow, type OrganisationRow, readDomain, readPrefix } from './register/rows.ts';
export {
  networkHolders,
  provenRegistrations,
  type Registration,
  registryBuilt,
  registryVersion,
  takeNetworks,
  takeOrganisations,
} from './register/store.ts';
export { gapsOf, type Holding, type Role, roles } from './role/roles.ts';
export { rolesOf } from './role/store.ts';
export { loadSample } from './sample/load.ts';
export { type NextStep, nextSteps } from './task/next.ts';
export { refusals } from './words.ts';
