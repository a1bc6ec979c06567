/** A figure's caption: the experiment, what is shown, the training step, and the link that opens it again. */
import { differences } from '../../../experiments/form'
import { presetNamed } from '../../../experiments/presets'
import type { Figure } from '../../base/figure'
import { changeLines } from '../../state/labels/change-label'
import { showValue } from '../../state/labels/experiment-label'
import { snapshotLabel } from '../../state/labels/snapshot-label'
import { trainingTime } from '../../state/session/training-time'
import { store } from '../../state/store/store'

export const CAPTION_PARTS = ['experiment', 'scope', 'step', 'link'] as const
export type CaptionPart = (typeof CAPTION_PARTS)[number]

/** The caption lists at most this many changes made during training. */
const MAX_CHANGES = 4
/** The caption names at most this many runs; a sweep can have hundreds. */
const MAX_RUNS = 24

/** "MPD-AGL on MNIST with Learning rate 0.01, Seed 7" */
function experimentText(): string {
  const state = store.getState()
  const { open, openedAs } = state.viewedRun?.shown ?? state
  const preset = presetNamed(openedAs)
  const changes = preset ? differences(open, preset.experiment).map((row) => `${row.label} ${showValue(row, row.value)}`) : []
  const title = preset?.title ?? openedAs
  const later = changeLines(open, MAX_CHANGES)
  return [changes.length > 0 ? `${title} with ${changes.join(', ')}` : title, ...later].join('; ')
}

function stepText({ step }: Figure): string {
  const { now, stepsPerEpoch, unit } = trainingTime()
  return snapshotLabel(step ?? now, stepsPerEpoch, unit)
}

/** The parts of a figure that a caption uses. */
export const partsOf = ({ apart, runs, address }: Figure): readonly CaptionPart[] =>
  CAPTION_PARTS.filter((part) => part === 'scope' || !apart || (runs && part !== 'experiment') || (address && part === 'link'))

/** @param link the address to cite; empty while it is unknown. */
export function captionOf(figure: Figure, parts: ReadonlySet<CaptionPart>, link: string): string[] {
  const { apart, runs = [], address } = figure
  const sentence = [
    ...(parts.has('experiment') && !apart ? [experimentText()] : []),
    ...(parts.has('scope') && figure.scope ? [figure.scope] : []),
    ...(parts.has('step') && !apart ? [stepText(figure)] : []),
  ].join('; ')
  const ofRuns = runs
    .slice(0, MAX_RUNS)
    .map(({ name, at, link }) => [name, ...(parts.has('step') ? [at] : []), ...(parts.has('link') ? [link] : [])].join(', '))
  if (runs.length > MAX_RUNS) ofRuns.push(`${runs.length - MAX_RUNS} further runs`)
  return [
    ...(sentence ? [`${sentence}.`] : []),
    ...(parts.has('step') || parts.has('link') ? ofRuns : []),
    ...(parts.has('link') && (!apart || address) && link ? [link] : []),
  ]
}
