/**
 * An experiment as the hash of a URL, which no server sees, and back.
 *   #window.1&neuron.threshold=0.5&run.seed=42     a preset of format 1 and a few changes, to read and to edit
 *   #d1.<base64url(deflate-raw(JSON))>             what differs from the defaults of format 1, where that is more
 *   &view=layer:lif2,step:3                        with either:   what was looked at
 *   &hide=experiment,presets                       with either:   what a teacher leaves off the page
 *   &lesson=drift                                  with either:   the lesson next to it; alone, its own experiment
 * Links are forever: see migrations.ts. Decoding never throws and is bounded in time and memory.
 */
import { DEFAULT_PRESET } from '../experiments/presets'
import type { Experiment } from '../experiments/schema'
import { nearName } from '../nearest'
import { type Assignment, applyAssignments, assignmentsBetween, inFull } from './assignments'
import { withoutEmbed } from './embed'
import { type Fault, messageOf } from './faults'
import { type Hideable, parseHide } from './hide'
import { copyBounded, equal, isJson, type Json, quote } from './json'
import { type LessonName, parseLesson, partsOfLesson } from './lesson'
import { formatOf, migrate, newestOf, newestPresets, presetsIn } from './migrations'
import { minimal } from './minimal'
import { pack, unpack } from './pack'
import { isNeuron, plain } from './plain'
import { CODEC, type Codec, readVersion, refuseVersion } from './read'
import { parseView, printView, type View } from './view'

export interface OpenedLink<E = Experiment> {
  readonly experiment: E
  /** The preset that it was made from, against which changes are listed. */
  readonly preset: string
  readonly view: View
  /** What the page hides, if anything. */
  readonly hide?: readonly Hideable[]
  /** The lesson next to it, if any. */
  readonly lesson?: LessonName
  /** What did not open as written, in sentences to show at the top. */
  readonly notes: readonly string[]
}

export type DecodedLink<E = Experiment> =
  | ({ readonly ok: true } & OpenedLink<E>)
  | {
      readonly ok: false
      readonly message: string
      /** The fault of each setting; none if the link as a whole cannot be read. */
      readonly faults: readonly Fault[]
      /** The name of a preset to offer instead; null where the link names none that is near to one. */
      readonly nearest: string | null
      /** The preset that the link names, with those of its changes that are sound: not what the link meant. */
      readonly instead?: OpenedLink<E>
    }

/** Longer hashes are refused unread. Browsers preserve this length; chats, mails and QR codes do not. */
export const MAX_LENGTH = 64 * 1024
const MAX_CHANGES = 12
const MAX_PARTS = 64

/**
 * @param preset the preset to name, by default the one with the fewest changes
 * @returns the hash with its `#`, readable if at most 12 changes express it
 */
export async function encodeLink(experiment: Experiment, view: View = {}, preset?: string, codec: Codec = CODEC): Promise<string> {
  const shown = printView(view)
  return `${await encodeWith(experiment, codec, preset)}${shown && `&view=${shown}`}`
}

/** The same for any codec, without a view. */
export async function encodeWith<E extends object>(experiment: E, codec: Codec<E>, preset?: string): Promise<string> {
  const version = newestOf(codec.formats)
  const presets = newestPresets(codec.formats)
  // Comparing with every preset takes ten times as long as all the rest.
  const chosen =
    preset !== undefined && Object.hasOwn(presets, preset)
      ? { name: preset, changes: assignmentsBetween(presets[preset] as unknown as E, experiment, codec) }
      : presetsByChanges(experiment, codec)[0]!
  if (chosen.changes && chosen.changes.length <= MAX_CHANGES) {
    const link = ['#', chosen.name, '.', version, ...chosen.changes.map(({ path, text }) => `&${path}=${text}`)].join('')
    const opened = await decodeWith(link, codec)
    if (opened.ok && opened.notes.length === 0 && equal(opened.experiment, experiment)) return link
  }
  const { version: _, ...smallest } = minimal(experiment, codec)
  return `#d${version}.${await pack({ preset: chosen.name, experiment: smallest })}`
}

/** The newest presets with the changes from each to the experiment, sorted by the number of changes. */
export function presetsByChanges<E>(experiment: E, codec: Codec<E>) {
  const presets = Object.entries(newestPresets(codec.formats)) as unknown as [string, E][]
  return presets
    .map(([name, base]) => ({ name, changes: assignmentsBetween(base, experiment, codec) }))
    .sort((a, b) => (a.changes?.length ?? Number.POSITIVE_INFINITY) - (b.changes?.length ?? Number.POSITIVE_INFINITY))
}

/** @param hash with or without its `#`, or a whole address that has one. */
export const decodeLink = (hash: string, codec: Codec = CODEC): Promise<DecodedLink> => decodeWith(hash, codec)

/** The same for any codec. */
export async function decodeWith<E>(hash: string, codec: Codec<E>): Promise<DecodedLink<E>> {
  try {
    return await decode(hash, codec)
  } catch {
    return refuse('The link could not be read.')
  }
}

const refuse = (message: string, nearest: string | null = null): Extract<DecodedLink<never>, { ok: false }> => ({
  ok: false,
  message,
  faults: [],
  nearest,
})

async function decode<E>(hash: string, codec: Codec<E>): Promise<DecodedLink<E>> {
  if (typeof hash !== 'string') return refuse('The link is not a text.')
  if (hash.length > MAX_LENGTH) return refuse(`The link is ${hash.length} characters long; at most ${MAX_LENGTH} are read.`)
  const text = withoutEmbed(plain(hash))
  if (text.startsWith('url=')) return refuse('The link asks for an experiment from another address, which only the page fetches.')
  if (isNeuron(text)) return refuse('The link is of a single neuron, which only the page opens.')
  const parts = withLesson(text.split('&').filter((part) => part !== ''))
  if (parts.length > MAX_PARTS) return refuse(`The link has ${parts.length} parts; at most ${MAX_PARTS} are read.`)
  const head = parts[0] && !parts[0].includes('=') ? parts.shift()! : DEFAULT_PRESET
  const notes: string[] = []
  let view: View = {}
  let hide: readonly Hideable[] = []
  let lesson: LessonName | undefined
  const assignments: Assignment[] = []
  const strays: Fault[] = []
  for (const part of parts) {
    const sign = part.indexOf('=')
    const [path, value] = [part.slice(0, sign), part.slice(sign + 1)]
    if (sign < 0) strays.push({ path: part, message: `The link has a part ${quote(part)} that sets nothing: it has no equals sign.` })
    else if (path === 'view') view = parseView(value, notes)
    else if (path === 'hide') hide = parseHide(value, notes)
    else if (path === 'lesson') lesson = parseLesson(value, notes)
    else assignments.push(inFull({ path, text: value }))
  }
  const packed = /^d(\d{1,6})\.([A-Za-z0-9_+/-]*)=*$/.exec(head)
  const decoded = packed
    ? await decodePacked(Number(packed[1]), packed[2]!, assignments, codec)
    : await decodeReadable(head, assignments, strays, codec)
  const withOptions = (opened: OpenedLink<E>) => ({
    ...opened,
    view,
    ...(hide.length > 0 && { hide }),
    ...(lesson && { lesson }),
    notes: [...opened.notes, ...notes],
  })
  if (decoded.ok) return { ok: true, ...withOptions(decoded) }
  return decoded.instead ? { ...decoded, instead: withOptions(decoded.instead) } : decoded
}

/** Inserts the lesson's link into a link that begins with a lesson. Later assignments replace those of the lesson. */
function withLesson(parts: readonly string[]): string[] {
  const lesson = parts[0]?.startsWith('lesson=') ? partsOfLesson(parts[0].slice('lesson='.length)) : null
  if (!lesson) return [...parts]
  const pathOf = (part: string) => inFull({ path: part.split('=')[0]!, text: '' }).path
  const set = new Set(parts.map(pathOf))
  return [...lesson.filter((part) => !set.has(pathOf(part))), ...parts]
}

function nearestIn<E>(codec: Codec<E>, name: string): string | null {
  return nearName(name.split('.')[0]!, Object.keys(newestPresets(codec.formats))) ?? null
}

async function decodeReadable<E>(
  head: string,
  assignments: readonly Assignment[],
  strays: readonly Fault[],
  codec: Codec<E>,
): Promise<DecodedLink<E>> {
  const match = /^([^.]{1,64})(?:\.(\d{1,6}))?$/.exec(head)
  const nearest = nearestIn(codec, head)
  if (!match) return refuse(`The link begins with ${quote(head)}, which names no preset.`, nearest)
  const name = match[1]!
  // Typed by hand, without a version: the newest is meant.
  const version = match[2] === undefined ? newestOf(codec.formats) : Number(match[2])
  const unread = refuseVersion(codec.formats, version, 'link')
  if (unread) return refuse(unread, nearest)
  const presets = await presetsIn(formatOf(codec.formats, version)!)
  if (!Object.hasOwn(presets, name))
    return refuse(`There is no preset called ${quote(name)}${nearest === name ? ` in version ${version} of links` : ''}.`, nearest)
  return withSoundOnes(presets[name]!, version, name, assignments, strays, codec)
}

/** A preset with changes. If some are invalid, all faults are returned, and the preset with the valid changes is offered instead. */
function withSoundOnes<E>(
  preset: Json,
  version: number,
  name: string,
  assignments: readonly Assignment[],
  strays: readonly Fault[],
  codec: Codec<E>,
): DecodedLink<E> {
  const faults = [...strays]
  let sound = assignments
  for (;;) {
    const draft = structuredClone(preset)
    const found = applyAssignments(draft, sound, codec.schema, (whole) => {
      const newest = migrate(codec.formats, whole, version)
      return codec.schema.safeParse(newest).data ?? newest
    })
    const read = opened(draft, version, name, codec)
    if (read.ok && found.length === 0) {
      if (faults.length === 0) return read
      const { ok: _, ...instead } = read
      return { ok: false, message: messageOf(faults), faults, nearest: read.preset, instead }
    }
    if (!read.ok) found.push(...(read.faults.length > 0 ? read.faults : [{ path: name, message: read.message }]))
    faults.push(...found)
    if (sound.length === 0) return { ok: false, message: messageOf(faults), faults, nearest: nearestIn(codec, name) }
    const left = sound.filter(({ path }) => !found.some((fault) => fault.path === path || fault.path.startsWith(`${path}.`)))
    // If no setting is at fault, none can be applied.
    sound = left.length < sound.length ? left : []
  }
}

async function decodePacked<E>(
  version: number,
  payload: string,
  assignments: readonly Assignment[],
  codec: Codec<E>,
): Promise<DecodedLink<E>> {
  const unread = refuseVersion(codec.formats, version, 'link')
  if (unread) return refuse(unread)
  if (assignments.length > 0) return refuse(`A packed link cannot be changed by hand, and this one sets ${quote(assignments[0]!.path)}.`)
  const unpacked = await unpack(payload)
  if (!unpacked.ok) return refuse(unpacked.message)
  const { preset, experiment, ...others } = unpacked.value
  const stray = Object.keys(others)[0]
  const asked = typeof preset === 'string' ? preset : DEFAULT_PRESET
  const nearest = nearestIn(codec, asked)
  if (stray !== undefined) return refuse(`The link holds something that this version does not know: ${quote(stray)}.`, nearest)
  const copied = copyBounded(experiment)
  if (!copied.ok) return refuse(copied.message, nearest)
  if (!isJson(copied.value)) return refuse('The link holds no experiment.', nearest)
  const decoded = opened(copied.value, version, asked, codec)
  const presets = await presetsIn(formatOf(codec.formats, version)!)
  if (decoded.ok || !Object.hasOwn(presets, asked)) return decoded
  const named = opened(structuredClone(presets[asked]!), version, asked, codec)
  if (!named.ok) return decoded
  const { ok: _, ...instead } = named
  return { ...decoded, instead }
}

function opened<E>(draft: Json, version: number, asked: string, codec: Codec<E>): DecodedLink<E> {
  const preset = nearestIn(codec, asked) ?? DEFAULT_PRESET
  const read = readVersion(draft, version, codec)
  return read.ok
    ? { ok: true, experiment: read.experiment, preset, view: {}, notes: read.notes }
    : { ok: false, message: read.message, faults: read.faults, nearest: preset }
}
