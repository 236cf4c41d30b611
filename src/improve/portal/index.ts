/** The public side of the room: the portal, its search, statistics, surveys and interface. Importing it declares their routes and jobs. */
import '../portal-edit/propose.ts'; // before the pages of one initiative or event: `propose` is no name of one
import '../portal-edit/load.ts';
import '../portal-edit/editor.ts';
import '../portal-edit/edit-one.ts';
import './map.ts';
import './list.ts';
import './for-me.ts';
import './initiative.ts';
import './feed.ts';
import './widget.ts';
import '../portal-events/page.ts';
import '../portal-links/check.ts';
import '../search/page.ts';
import '../statistics/page.ts';
import '../survey/page.ts';
import '../api/initiatives.ts';
import '../api/events.ts';
import '../api/measures.ts';
import '../api/statistics.ts';
import '../api/page.ts';

export { takeShippedPortal } from '../portal-edit/load.ts';
