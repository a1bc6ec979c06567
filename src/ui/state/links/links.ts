/**
 * Links and experiment files in the page: making a link, opening one, sharing, and the address, which follows the open experiment. The
 * formats are in share/. A run's curves and weights are not part of a link.
 */

import { differences, type FormRow, idleDifferences } from '../../../experiments/form'
import { presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import { errorsOf } from '../../../problem'
import { type Asked, decodeAsk } from '../../../share/asked'
import { withEmbed, withoutEmbed } from '../../../share/embed'
import { type Hideable, isOnlySimple, printHide } from '../../../share/hide'
import { LESSON_LINKS, type LessonName, printLesson } from '../../../share/lesson'
import { type DecodedLink, decodeLink, encodeLink, MAX_LENGTH, type OpenedLink } from '../../../share/link'
import { isBench, isNeuron, plain } from '../../../share/plain'
import { printView } from '../../../share/view'
import type { ViewName } from '../../../share/views'
import { changeLines } from '../labels/change-label'
import { showValue } from '../labels/experiment-label'
import { showDialog } from '../selection/select'
import { openExperiment } from '../session/edit'
import { say } from '../session/notices'
import type { LinkNotes } from '../store/page'
import type { Draft } from '../store/session'
import { type LabState, setLab, store } from '../store/store'
import { lacking, onView, showView, viewNow } from './view-link'

/** The delay after which the address follows a change. */
const FOLLOW_MS = 300
/** The maximum number of differences listed on one line. */
const MAX_LISTED = 4

/** What a link contains: the draft, or the last valid experiment while the draft has errors. */
export function shared(): Draft {
  const { draft, preset, problems, open, openedAs } = store.getState()
  return errorsOf(problems).length === 0 ? { experiment: draft, preset } : { experiment: open, preset: openedAs }
}

/** The full link. @param hide parts of the page to hide, by default those hidden here. @param full the view that fills the page, by default as here */
export async function link(hide: readonly Hideable[] = store.getState().hidden, full?: ViewName): Promise<string> {
  const { experiment, preset } = shared()
  const { lesson } = store.getState()
  const view = printView({ ...viewNow(), ...(full && { full }) })
  const plain = await encodeLink(experiment, {}, preset)
  const shown = `${view && `&view=${view}`}${printHide(hide)}`
  const whole = lesson !== null && plain === LESSON_LINKS[lesson] ? `#lesson=${lesson}${shown}` : `${plain}${shown}${printLesson(lesson)}`
  return `${location.href.replace(/#.*$/, '')}${whole}`
}

/**
 * Opens the experiment, preset and view of a link.
 * @param from how messages call it.
 * @returns null, or why it cannot be opened; then nothing has changed.
 */
export async function openLink(text: string, from: string | null = 'a link'): Promise<Extract<DecodedLink, { ok: false }> | null> {
  const decoded = await decodeLink(text)
  if (!decoded.ok) return decoded
  await openLinked(decoded, from)
  return null
}

/** Opens the experiment of a lesson, with its text. */
export async function openLesson(lesson: LessonName): Promise<void> {
  await openLink(`#lesson=${lesson}`)
}

/**
 * As `openLink`, for the address of the page. From a faulty link it opens the valid part, and says that this is not what the link
 * describes.
 * @param again the page was reloaded, so it does not report again what was opened.
 */
export async function openAddress(address: string, again: boolean): Promise<void> {
  leaveAddress()
  const text = withoutEmbed(address)
  const ask = decodeAsk(text, location.href)
  if (ask) return askFor(ask)
  if (isBench(plain(text.slice(0, MAX_LENGTH)))) {
    keepAddress()
    return showDialog('bench')
  }
  if (isNeuron(plain(text.slice(0, MAX_LENGTH)))) {
    keepAddress()
    return (await import('../settings/single-neuron')).openNeuronLink(text)
  }
  const refused = await openLink(text, again ? null : 'a link')
  if (!refused) return
  const { instead, nearest } = refused
  const faults = refused.faults.map(({ message }) => message)
  if (!instead) {
    keepAddress()
    const lines = ['This link could not be opened.', ...(faults.length > 0 ? [] : [refused.message])]
    setLab({ linkNotes: { lines, changes: [], faults, nearest, refused: true } })
    return
  }
  const title = presetNamed(instead.preset)?.title ?? instead.preset
  const changes = changesOf(instead.experiment, instead.preset)
  const lines = [
    `This link could not be opened as it was meant: ${faults.length === 1 ? 'a part of it is' : `${faults.length} parts of it are`} not understood.`,
    `Open instead, and not the experiment that the link meant: “${title}”${changes.length > 0 ? ` with ${changes.join('; ')}` : ', unchanged'}.`,
    ...instead.notes,
  ]
  await openNoted(instead, { lines, changes: [], faults, nearest: null })
}

/**
 * Opens the content of a link or a file, and reports how it differs from its preset.
 * @param origin how messages call the source, such as 'a link'; null to report nothing about it.
 */
export async function openLinked(opened: OpenedLink, origin: string | null, keep = false): Promise<void> {
  // For a lesson, its own text describes what is open.
  const from = opened.lesson ? null : origin
  const lines = [...opened.notes]
  const changes = from === null ? [] : changesOf(opened.experiment, opened.preset)
  const folded = changes.length > MAX_LISTED
  if (from !== null) lines.push(...openedLines(opened, from, changes))
  const idle = from === null ? [] : idleOf(opened)
  if (idle.length > 0) lines.push(`Without effect in this experiment: ${idle.join('; ')}.`)
  const later = changeLines(opened.experiment, MAX_LISTED)
  if (later.length > 0) lines.push(`While it trains, its settings change ${later.join('; ')}.`)
  if (opened.hide && !isOnlySimple(opened.hide)) lines.push('Some controls of the page are hidden. Keyboard and help (?) shows them again.')
  await openNoted(opened, lines.length > 0 ? { lines, changes: folded ? changes : [], faults: [], nearest: null } : null, keep)
}

function openedLines({ experiment, preset }: OpenedLink, from: string, changes: readonly string[]): string[] {
  const title = presetNamed(preset)?.title ?? preset
  if (changes.length > MAX_LISTED) return [`Opened from ${from}: “${title}” with ${changes.length} settings that differ.`]
  if (changes.length > 0) return [`Opened from ${from}: “${title}” with ${changes.join('; ')}.`]
  return from !== 'a link' || experiment.changes ? [`Opened from ${from}: “${title}”, unchanged.`] : []
}

async function openNoted({ experiment, preset, view, hide, lesson }: OpenedLink, linkNotes: LinkNotes | null, keep = false): Promise<void> {
  setLab({ linkNotes, asked: null, hidden: hide ?? [], lesson: lesson ?? null, dialog: null })
  const opening = openExperiment(experiment, preset)
  if (keep || (linkNotes && linkNotes.faults.length > 0)) keepAddress()
  await opening
  showView(view)
  lookFor = { view, draft: store.getState().draft }
  leaveOut()
  await follow()
}

/** The view of a link that has not been checked against its network, since that is not built yet. */
let lookFor: { readonly view: OpenedLink['view']; readonly draft: Experiment } | null = null

/** Clears the parts of the view that the network does not have, and says so. */
function leaveOut(): void {
  const state = store.getState()
  if (!lookFor || state.layers.length === 0 || state.draft !== state.open) return
  const { view, draft } = lookFor
  lookFor = null
  if (draft !== state.draft) return
  const { notes, change } = lacking(view, state)
  if (notes.length === 0) return
  const { lines, ...rest } = state.linkNotes ?? { lines: [], changes: [], faults: [], nearest: null }
  setLab({ ...change, linkNotes: { ...rest, lines: [...lines, ...notes] } })
}

/** The settings that differ from the preset, as text. */
function changesOf(experiment: Experiment, name: string): string[] {
  const preset = presetNamed(name)
  return preset ? differences(experiment, preset.experiment).map(rowText) : []
}

/** The differing settings that have no effect. */
function idleOf({ experiment, preset: name }: Pick<OpenedLink, 'experiment' | 'preset'>): string[] {
  const preset = presetNamed(name)
  return preset ? idleDifferences(experiment, preset.experiment).map(rowText) : []
}

const rowText = (row: FormRow): string => `${row.label} ${showValue(row, row.value)}`

/** Asks before anything is fetched; until the user agrees, the open experiment stays. */
function askFor(ask: { readonly ok: true; readonly asked: Asked } | { readonly ok: false; readonly message: string }): void {
  keepAddress()
  if (ask.ok) setLab({ asked: ask.asked, linkNotes: null, dialog: null })
  else
    setLab({
      linkNotes: { lines: ['This link could not be opened.', ask.message], changes: [], faults: [], nearest: null, refused: true },
    })
}

/** Copies the link, shows it, and adds it to the browser's history. */
export async function share(): Promise<void> {
  await follow()
  const text = await link()
  if (text !== pushed) history.pushState(null, '', text)
  pushed = text
  followed = text
  setLab({ dialog: 'share' })
  await copyLink(text)
}

/** @param what the name of what is copied. @returns whether it was; either way, a message tells the user */
export async function copyLink(text: string, what = 'link'): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    say(`${what.charAt(0).toUpperCase()}${what.slice(1)} copied.`)
    return true
  } catch {
    say(`The browser did not allow copying: the ${what} is selected, copy it with Ctrl C.`)
    return false
  }
}

// ---- the address

/** State that the link depends on, in addition to the view. */
const FOLLOWED: readonly (keyof LabState)[] = ['open', 'draft', 'problems', 'preset', 'hidden', 'lesson']

let latest = 0
let pending: ReturnType<typeof setTimeout> | undefined
/** The link that the address was last updated to. */
let followed = ''
/** The link that was shared last. */
let pushed = ''
/** The draft for which the address keeps a faulty link or the address of a file, until something else is opened. */
let keptFor: { readonly draft: Experiment; readonly preset: string } | null = null

function keepAddress(): void {
  const { draft, preset } = store.getState()
  keptFor = { draft, preset }
}

/** Removes the link of a single neuron from the address. */
export function leaveNeuron(): void {
  if (!isNeuron(plain(withoutEmbed(location.hash)))) return
  keptFor = null
  void follow()
}

/** Cancels a pending update of the address, which would overwrite the link about to be opened. */
function leaveAddress(): void {
  clearTimeout(pending)
  latest++
}

/** From now on, the address holds the link to the open experiment. */
export function followAddress(): void {
  // An update that is already pending is carried out: the address may not have a link to the open experiment yet.
  const soon = () => {
    clearTimeout(pending)
    pending = setTimeout(() => void follow(), FOLLOW_MS)
  }
  onView(soon)
  store.subscribe((now, before) => {
    if (now.layers !== before.layers) leaveOut()
    if (FOLLOWED.every((key) => now[key] === before[key])) return
    // A newly opened experiment is written to the address at once, before the page can be reloaded.
    if (now.open === before.open) soon()
    else void follow()
  })
}

async function follow(): Promise<void> {
  clearTimeout(pending)
  const mine = ++latest
  const { draft, open, preset, problems } = store.getState()
  if (keptFor?.draft === draft && keptFor.preset === preset) return
  keptFor = null
  const from = location.href
  // A draft with errors, or one that is not open yet, gets no link. While a draft has errors, a link to the open experiment still follows
  // the view.
  if (errorsOf(problems).length > 0 ? from !== followed : draft !== open) return
  const { embed } = store.getState()
  const text = embed ? withEmbed(await link(), embed) : await link()
  // A newer change writes its own link, and an address that the user has edited meanwhile is opened instead.
  if (mine !== latest || location.href !== from) return
  if (text !== from) history.replaceState(null, '', text)
  followed = text
}
