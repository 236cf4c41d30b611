/** The operator's pages of feeds and reports. Fixed addresses come before those with a feed's id in them. */
import './define/page.ts';
import './page.ts';
import './report.ts';
