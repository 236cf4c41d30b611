/** The public pages of the plan. Importing it registers them. */
import './tree.ts';
import './list.ts';
import './measure.ts';
import './ministry.ts';
import './flags.ts';
