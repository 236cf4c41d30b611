/** All rooms that are built so far. Importing a door registers its routes, jobs and navigation. */
import '#know';
import '#trust';
import '#observe';
import '#tell';
import '#improve';
import './openapi.ts';
import './pages.ts';
