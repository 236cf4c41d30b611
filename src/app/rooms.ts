/** All rooms that are built so far. Importing a door registers its routes, jobs and navigation. */
import '#know';
import '#observe';
import '#tell';
import './pages.ts';
