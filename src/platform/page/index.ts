/** How everything looks: whole pages and the components they are made of. One example of each: README.md and /kit. */
export { type Asset, assetResponse, assetRoutes } from './assets/index.ts';
export * as chart from './chart/index.ts';
export * as form from './form/index.ts';
export { type Icon, icon } from './icons.ts';
export { type KitPage, kitPages } from './kit/page.ts';
export type { NavLink } from './layout/header.ts';
export { breadcrumb, headline, type Link, section, tabs } from './layout/headline.ts';
export { letter } from './layout/letter.ts';
export { type PageView, page } from './layout/page.ts';
export { type MatrixItem, matrix } from './table/matrix.ts';
export { pager, pages } from './table/pager.ts';
export { type Column, table } from './table/table.ts';
export { button, buttons, copyable, postButton, printButton, taskList } from './text/button.ts';
export { chip, level, type Tone } from './text/chip.ts';
export { facts, fileList, type Happening, timeline } from './text/facts.ts';
export { banner, disclosure, empty, gloss, glossary, helpBox, restsOn } from './text/notes.ts';
export { progress, type Step, steps } from './text/steps.ts';
