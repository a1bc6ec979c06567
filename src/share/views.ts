/**
 * The names of the page's views in links and files: to fill the page (`full:raster`), to be hidden, to be embedded. The views themselves are
 * in ui/views/registry.ts. Published: more may be added, none is changed.
 */
export const VIEW_NAMES = [
  'membrane',
  'fraction',
  'gradient-norm',
  'raster',
  'curves',
  'skips',
  'delays',
  'step-weights',
  'energy',
  'health',
  'inspector',
  'weights',
] as const
export type ViewName = (typeof VIEW_NAMES)[number]

/** The view that is open unless a link or the page selects another. */
export const DEFAULT_VIEW = 'membrane' satisfies ViewName

/** Names in links of earlier versions. */
export const OLD_VIEW_NAMES: Readonly<Record<string, ViewName>> = { norms: 'gradient-norm', spans: 'skips' }

/** The view with a current or an old name. */
export const viewNamed = (name: string): ViewName | undefined =>
  VIEW_NAMES.find((known) => known === name) ?? (Object.hasOwn(OLD_VIEW_NAMES, name) ? OLD_VIEW_NAMES[name] : undefined)
