/**
 * An experiment as a file: the content of a link, to read, to save and to send if a link is too long. Weights and curves are not
 * included. Reading also accepts the bare experiment of older files, is bounded, and never throws.
 */
import { DEFAULT_PRESET, presetNamed } from '../experiments/presets'
import type { Experiment } from '../experiments/schema'
import type { Fault } from './faults'
import { type Hideable, readHide } from './hide'
import { isJson, quote } from './json'
import { type OpenedLink, presetsByChanges } from './link'
import { CODEC, type Codec, readExperiment } from './read'
import { parseView, printView, type View } from './view'

export const FILE_FORMAT = 'membrane-experiment'
/** The version of the file around the experiment, which has a version of its own. */
const FILE_VERSION = 1
export const MAX_FILE_BYTES = 1024 * 1024
const KNOWN = new Set(['format', 'version', 'app', 'shaders', 'preset', 'experiment', 'view', 'hide'])

export interface SavedExperiment {
  readonly experiment: Experiment
  readonly preset: string
  readonly view: View
  readonly hide: readonly Hideable[]
  /** The version of the page, and the hash of its shaders: the same bits are promised for the same shaders only. */
  readonly app: string
  readonly shaders: string
}

export type ReadFile =
  | ({ readonly ok: true; readonly app: string; readonly shaders: string } & OpenedLink)
  | { readonly ok: false; readonly message: string; readonly faults: readonly Fault[] }

export function printFile({ experiment, preset, view, hide, app, shaders }: SavedExperiment): string {
  const file = { format: FILE_FORMAT, version: FILE_VERSION, app, shaders, preset, experiment, view: printView(view), hide }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** The `format` that a file states; undefined if it is not a JSON object, empty if it states none. */
export function formatOfFile(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (!isJson(value)) return undefined
    return typeof value.format === 'string' ? value.format.slice(0, 100) : ''
  } catch {
    return undefined
  }
}

export function readFile(text: string, codec: Codec = CODEC): ReadFile {
  if (text.length > MAX_FILE_BYTES) return refuse('This file is longer than 1 MiB, which no experiment needs.')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('This file is no experiment: it is not written in JSON, or a part of it is missing.')
  }
  return readFileValue(value, codec)
}

/** @param value a parsed file, or an object from a script */
export function readFileValue(value: unknown, codec: Codec = CODEC): ReadFile {
  if (!isJson(value)) return refuse('This file is no experiment: an object was expected.')
  if (!Object.hasOwn(value, 'format')) return readBare(value, codec)
  const { format, version, experiment } = value
  if (format !== FILE_FORMAT) return refuse(`This file is no experiment: its format is ${quote(format)}.`)
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1)
    return refuse(`The version of this file is ${quote(version)}, where a whole number was expected.`)
  if (version > FILE_VERSION)
    return refuse(
      `This file was made by a newer version of Membrane: it has format ${version}, and this page reads up to ${FILE_VERSION}. Reload the page to get the newest version.`,
    )
  if (experiment === undefined) return refuse('This file holds no experiment.')
  const read = readExperiment(experiment, codec)
  if (!read.ok) return { ok: false, message: read.message, faults: read.faults }
  const notes = [...read.notes]
  for (const key of Object.keys(value)
    .filter((name) => !KNOWN.has(name))
    .slice(0, 8))
    notes.push(`The file has a part ${quote(key)} that this version does not know. It was left out.`)
  const view = typeof value.view === 'string' ? parseView(value.view.slice(0, 1000), notes) : {}
  const names = Array.isArray(value.hide) ? value.hide.slice(0, 64).filter((name) => typeof name === 'string') : []
  const hide = readHide(names, notes)
  const preset = typeof value.preset === 'string' && presetNamed(value.preset) ? value.preset : nearestPreset(read.experiment, codec)
  const [app, shaders] = [textOf(value.app), textOf(value.shaders)]
  return { ok: true, experiment: read.experiment, preset, view, ...(hide.length > 0 && { hide }), notes, app, shaders }
}

function readBare(value: unknown, codec: Codec): ReadFile {
  const read = readExperiment(value, codec)
  if (!read.ok) return { ok: false, message: read.message, faults: read.faults }
  const { experiment, notes } = read
  return { ok: true, experiment, preset: nearestPreset(experiment, codec), view: {}, notes, app: '', shaders: '' }
}

const nearestPreset = (experiment: Experiment, codec: Codec): string => presetsByChanges(experiment, codec)[0]?.name ?? DEFAULT_PRESET
const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 100) : '')
const refuse = (message: string): ReadFile => ({ ok: false, message, faults: [] })
