/** The public pages of the plan. Importing it registers them. */
import './tree.ts';
import './list.ts';
import '../cycle-measure/measure.ts';
import './ministry.ts';
import '../cycle-measure/flags.ts';
