/** The words under a figure: which experiment, what of it, when in its training, and the link that opens it again. */
import { differences } from '../../../experiments/form'
import { presetNamed } from '../../../experiments/presets'
import { fixed, grouped } from '../../../format'
import type { Figure } from '../../base/figure'
import { changeLines } from '../../state/change-words'
import { store } from '../../state/store'
import { trainingTime } from '../../state/training-time'
import { showValue } from '../../state/words'

export const CAPTION_PARTS = ['experiment', 'scope', 'step', 'link'] as const
export type CaptionPart = (typeof CAPTION_PARTS)[number]

/** So many changes that were made while it trained are told. */
const MOST_TOLD = 4

/** "MPD-AGL on MNIST with Learning rate 0.01, Seed 7" */
function experimentWords(): string {
  const state = store.getState()
  const { open, openedAs } = state.looking?.shown ?? state
  const preset = presetNamed(openedAs)
  const changes = preset ? differences(open, preset.experiment).map((row) => `${row.label} ${showValue(row, row.value)}`) : []
  const title = preset?.title ?? openedAs
  const later = changeLines(open, MOST_TOLD)
  return [changes.length > 0 ? `${title} with ${changes.join(', ')}` : title, ...later].join('; ')
}

function stepWords({ step }: Figure): string {
  const { now, stepsPerEpoch } = trainingTime()
  const at = step ?? now
  return at === 0 ? 'before training' : `batch ${grouped(at)}, epoch ${fixed(at / stepsPerEpoch, 2)}`
}

/** @param link what the link is; empty while it is not known. */
export function captionOf(figure: Figure, parts: ReadonlySet<CaptionPart>, link: string): string[] {
  const sentence = [
    ...(parts.has('experiment') && !figure.apart ? [experimentWords()] : []),
    ...(parts.has('scope') && figure.scope ? [figure.scope] : []),
    ...(parts.has('step') && !figure.apart ? [stepWords(figure)] : []),
  ].join('; ')
  return [...(sentence ? [`${sentence}.`] : []), ...(parts.has('link') && !figure.apart && link ? [link] : [])]
}
