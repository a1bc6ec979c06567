/**
 * Every format of an experiment that was ever published, oldest first, and how each becomes the next. Links are forever:
 * an entry is never changed once it is published. To change a field, a default or a preset:
 *   1. write the whole experiments of the present presets to presets-<version>.json and use them in the entry of that version
 *   2. raise VERSION in tasks/version.ts, and add `toNext`, which writes the old value in wherever one was left out
 *   3. add golden links of the new version; those of the old ones stay as they are, but for the fields that are new
 */
import { PRESETS } from '../experiments/presets'
import { VERSION } from '../tasks/version'
import type { Json } from './json'

type Presets = Readonly<Record<string, Json>>

export interface Format {
  readonly version: number
  /** The presets of this version as whole experiments, by name; of an older one they are fetched when a link of it is opened. */
  readonly presets: Presets | (() => Promise<Presets>)
  /** From an experiment of this version, in which anything may be left out, to the next. Pure. */
  readonly toNext?: (old: Json) => Json
}

export const FORMATS: readonly Format[] = [
  {
    version: 1,
    presets: async () => (await import('./presets-1.json')).default,
    // There was one task, and its fields stay at the top.
    toNext: (old) => ({ ...old, task: 'classification' }),
  },
  {
    version: VERSION,
    presets: Object.fromEntries(PRESETS.map(({ name, experiment }) => [name, experiment])),
  },
]

export const formatOf = (formats: readonly Format[], version: number): Format | undefined =>
  formats.find((format) => format.version === version)
export const presetsIn = async ({ presets }: Format): Promise<Presets> => (typeof presets === 'function' ? presets() : presets)
/** The presets of the newest format, which are already loaded. */
export function newestPresets(formats: readonly Format[]): Presets {
  const { presets } = formats.at(-1)!
  return typeof presets === 'function' ? {} : presets
}
export const newestOf = (formats: readonly Format[]): number => formats.at(-1)!.version

/** Carries an experiment of a known version to the newest, one version at a time. */
export function migrate(formats: readonly Format[], value: Json, version: number): Json {
  let migrated = value
  for (const format of formats.filter((f) => f.version >= version)) if (format.toNext) migrated = format.toNext(migrated)
  return { ...migrated, version: newestOf(formats) }
}
