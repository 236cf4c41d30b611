/** The web door: routes are declared by rooms with a permission; the server is built once by the wiring. */
export { metrics, registry as metricsRegistry } from './metrics.ts';
export {
  type Call,
  id,
  type NavItem,
  navGroup,
  navItem,
  type Permission,
  pageKey,
  type Route,
  redirect,
  route,
  routes,
  type SignedIn,
  type View,
} from './route.ts';
export { openWeb, readerOf, type WebParts } from './server.ts';
