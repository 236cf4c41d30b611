/** The door of `observe`: feeds, reports taken in and stored, and the groups they make. */
import './intake/http.ts';
import './rhythm/rhythm.ts';
import './feed-pages/index.ts';
import './quarantine/page.ts';
import './flow/exporter/page.ts';
import './flow/exporter/watch.ts';
import './candidate/page.ts';
import './candidate-list/page.ts';
import './ask/page.ts';
import './darknet/page.ts';
import './campaign/page.ts';
import './campaign/provider.ts';

export { takeRound } from './campaign/store.ts';
export { takeDarknetFiles } from './darknet/sensor.ts';
export { builtInFeeds } from './feed/catalogue.ts';
export { loadShadowserverSchema } from './feed/published/shadowserver-schema.ts';
export { feedNames } from './feed-pages/names.ts';
export { Pseudonyms, readKey, runCollector, takeFlowFiles } from './flow/index.ts';
export { coverageOf, type Group, groupsOf } from './intake/groups.ts';
export { observationsOf, type SeenRow } from './intake/look.ts';
export { openIntakes } from './intake/open.ts';
export { type Receipt, receiveReport } from './intake/receive.ts';
export { batchOf, feedState, markApplied, silentFeedCount, storeBatch } from './intake/store.ts';
export { freshRegistry, loadRoutes } from './matching/build.ts';
export { unreadOf } from './quarantine/unread.ts';
export { refusals } from './words.ts';
