/**
 * Links as the page meets them: what one is of, opening one, sharing, and the address, which follows what is open. The format is
 * share/link's; what stays of a run is not here.
 */
import { errorsOf } from '../experiments/check'
import { differences } from '../experiments/form'
import { presetNamed } from '../experiments/presets'
import type { Experiment } from '../experiments/schema'
import { type DecodedLink, decodeLink, encodeLink, type OpenedLink } from '../share/link'
import { openExperiment, say } from './actions'
import { showValue } from './controls/words'
import { type Draft, type LabState, type LinkNotes, setLab, store } from './store'

/** The address follows when nothing has changed for this long. */
const FOLLOW_MS = 300

/** What a link is of: the draft; where something is wrong with it, the last experiment that could be opened. */
export function shared(): Draft {
  const { draft, preset, problems, open, openedAs } = store.getState()
  return errorsOf(problems).length === 0 ? { experiment: draft, preset } : { experiment: open, preset: openedAs }
}

/** The full link to it. */
export async function link(): Promise<string> {
  const { experiment, preset } = shared()
  const { layer, step, sample } = store.getState()
  const view = { ...(layer !== null && { layer }), ...(step !== null && { step }), ...(sample > 0 && { sample }) }
  return `${location.href.replace(/#.*$/, '')}${await encodeLink(experiment, view, preset)}`
}

/** Opens what a link says: experiment, preset, view. @returns null, or why it cannot be opened: then nothing has changed. */
export async function openLink(text: string): Promise<Extract<DecodedLink, { ok: false }> | null> {
  const decoded = await decodeLink(text)
  if (!decoded.ok) return decoded
  const lines = [...decoded.notes, ...differingWords(decoded.experiment, decoded.preset)]
  await openLinked(decoded, lines.length > 0 ? { lines, faults: [], nearest: null } : null)
  return null
}

/** As `openLink`, for the address of the page: of a link that is at fault it opens what is sound, and says that it is not what was meant. */
export async function openAddress(text: string): Promise<void> {
  leaveAddress()
  const refused = await openLink(text)
  if (!refused) return
  const { instead, nearest } = refused
  const faults = refused.faults.map(({ message }) => message)
  if (!instead) {
    keepAddress()
    setLab({ linkNotes: { lines: ['This link could not be opened.', ...(faults.length > 0 ? [] : [refused.message])], faults, nearest } })
    return
  }
  const title = presetNamed(instead.preset)?.title ?? instead.preset
  const changes = changesOf(instead.experiment, instead.preset)
  const lines = [
    `This link could not be opened as it was meant: ${faults.length === 1 ? 'a part of it is' : `${faults.length} parts of it are`} not understood.`,
    `Open instead, and not the experiment that the link meant: “${title}”${changes ? ` with ${changes}` : ', unchanged'}.`,
    ...instead.notes,
  ]
  await openLinked(instead, { lines, faults, nearest: null })
}

async function openLinked({ experiment, preset, view }: OpenedLink, linkNotes: LinkNotes | null): Promise<void> {
  setLab({ linkNotes })
  await openExperiment(experiment, preset)
  if (linkNotes && linkNotes.faults.length > 0) keepAddress()
  const { pinned } = store.getState()
  setLab({
    layer: view.layer ?? null,
    step: view.step ?? null,
    sample: Math.min(pinned > 0 ? pinned - 1 : Number.POSITIVE_INFINITY, view.sample ?? 0),
    channel: null,
    neuron: view.neuron ?? null,
  })
}

/** What a link's experiment has otherwise than its preset, in one sentence. */
function differingWords(experiment: Experiment, name: string): string[] {
  const changes = changesOf(experiment, name)
  return changes ? [`Opened from a link: “${presetNamed(name)?.title}” with ${changes}.`] : []
}

function changesOf(experiment: Experiment, name: string): string {
  const preset = presetNamed(name)
  const rows = preset ? differences(experiment, preset.experiment) : []
  return rows.map((row) => `${row.label} ${showValue(row, row.value)}`).join(', ')
}

/** Copies the link and shows it. In the history it is a place to come back to. */
export async function share(): Promise<void> {
  const text = await link()
  await follow()
  if (text !== pushed) history.pushState(null, '', text)
  pushed = text
  setLab({ dialog: 'share' })
  try {
    await navigator.clipboard.writeText(text)
    say('Link copied.')
  } catch {
    say('The browser did not allow copying: select the link and copy it.')
  }
}

// ---- the address

/** What a change of it shows in the address. */
const FOLLOWED: readonly (keyof LabState)[] = ['open', 'draft', 'problems', 'preset', 'layer', 'step', 'sample']

let turn = 0
let pending: ReturnType<typeof setTimeout> | undefined
/** The link that was shared last. */
let pushed = ''
/** The address holds a link that is at fault: it stays there to be mended until something else is opened. */
let keptFor: { readonly draft: Experiment; readonly preset: string } | null = null

function keepAddress(): void {
  const { draft, preset } = store.getState()
  keptFor = { draft, preset }
}

/** What is about to be written would replace what is about to be opened. */
function leaveAddress(): void {
  clearTimeout(pending)
  turn++
}

/** From here on the address holds the link to what is open. */
export function followAddress(): void {
  store.subscribe((now, before) => {
    if (FOLLOWED.every((key) => now[key] === before[key])) return
    leaveAddress()
    // What is open anew is in the address before the page can be loaded again.
    if (now.open !== before.open) void follow()
    else pending = setTimeout(() => void follow(), FOLLOW_MS)
  })
}

async function follow(): Promise<void> {
  clearTimeout(pending)
  const mine = ++turn
  const before = store.getState()
  const { draft, open, preset, problems } = before
  if (keptFor?.draft === draft && keptFor.preset === preset) return
  keptFor = null
  // A link to what cannot be opened, or is not open yet, helps nobody.
  if (draft !== open || errorsOf(problems).length > 0) return
  const text = await link()
  // What has changed meanwhile comes by itself.
  if (mine === turn) history.replaceState(null, '', text)
}
