/**
 * The names that links and files have for the views of the page: to fill it (`full:raster`), to be hidden, to be embedded. Names only: what
 * a view is, the page knows (ui/views/registry.ts). Published: more may come, none is changed.
 */
export const VIEW_NAMES = ['membrane', 'fraction', 'gradient-norm', 'raster', 'curves', 'skips', 'health', 'inspector', 'weights'] as const
export type ViewName = (typeof VIEW_NAMES)[number]

/** The view that is open unless a link or the page selects another. */
export const DEFAULT_VIEW = 'membrane' satisfies ViewName

/** Names in links of earlier versions. */
export const OLD_VIEW_NAMES: Readonly<Record<string, ViewName>> = { norms: 'gradient-norm', spans: 'skips' }

/** The view of a name, whether that is its own or an old one. */
export const viewNamed = (name: string): ViewName | undefined =>
  VIEW_NAMES.find((known) => known === name) ?? (Object.hasOwn(OLD_VIEW_NAMES, name) ? OLD_VIEW_NAMES[name] : undefined)
