/** Rules over the window in which potentials receive a gradient: closed, missed, or narrower than necessary. Pure. */

import type { Experiment } from '../experiments/schema'
import { percent } from '../format'
import { slopeOf } from '../networks/neurons'
import type { MembraneReading } from '../readings/membrane'
import { sharesOverall } from '../readings/shares'
import { type Evidence, type Remedy, type Rule, shareOf, stepOf, worst } from './evidence'
import { driveBy, isSilent, ofSpiking, rateBy, widerWindow } from './remedies'

/** With a smaller share, a layer and those before it hardly learn. The blank preset starts with 4 % and learns at once. */
const LOW_SHARE = 0.02
/** If this share of the potentials outside the window is on one side, moving the threshold helps. */
const ONE_SIDED = 0.75

/** A window that training has closed within so many steps was closed by too high a learning rate. */
const CLOSED_EARLY = 200

const inside = (layer: MembraneReading): number => shareOf(layer, layer.available)
/** The layer with the smallest share among those that fire: silent ones are reported by the rule for neurons. */
const smallestInside = ({ layers }: Evidence): number =>
  worst(layers, (layer) => (isSilent(layer) ? Number.NEGATIVE_INFINITY : -inside(layer)))

function isAdaptive(open: Experiment): boolean {
  const slope = slopeOf(open)
  return slope?.kind === 'rect' && slope.window === 'adaptive'
}

const closed: Rule = {
  id: 'closed',
  family: 'Window',
  term: 'adaptiveWindow',
  title: 'Closed window',
  when: 'The mean scale γ of a layer’s normalization fell to 0.001 or less, and the adaptive width of its window with it.',
  why: 'The width of an adaptive window follows the spread of the potentials. Without spread it has no width, and no gradient passes.',
  remedy: `a fixed window; a lower learning rate first if training closed it within ${CLOSED_EARLY} steps`,
  measure({ layers }) {
    const known = layers.filter(({ gammaMean }) => gammaMean !== null)
    const layer = known[worst(known, ({ gammaMean }) => -gammaMean!)]
    return layer ? `smallest mean γ ${layer.gammaMean!.toFixed(3)}, ${layer.layer}` : null
  },
  find(e) {
    const { layers, open } = e
    const at = layers.findIndex(({ windowClosed }) => windowClosed)
    if (at < 0) return null
    const step = stepOf(e)
    const early = step > 0 && step <= CLOSED_EARLY
    return {
      id: 'closed',
      severity: 'warn',
      title: `The window of ${layers[at]!.layer} is closed`,
      text:
        'The mean scale γ of its normalization fell to 0.001 or less, and the adaptive width with it: no gradient passes this layer.' +
        (early ? ` That took ${step} steps: a learning rate of ${open.optimizer.rate} is probably too high.` : ''),
      remedies: [
        ...(early ? rateBy(open, 0.3) : []),
        { label: 'Use a fixed window', effect: 'κ = 1', changes: [['surrogate.window', 'fixed']] },
      ],
      at,
    }
  },
}

const outside: Rule = {
  id: 'narrow',
  family: 'Window',
  term: 'fraction',
  title: 'Potentials outside the window',
  when: `Less than ${percent(LOW_SHARE, 0)} of the potentials of a layer that fires lie in its window, where the window has edges.`,
  why: 'A spike has no derivative. Only potentials in the window around the threshold receive a surrogate gradient: with few of them, this layer and earlier ones barely learn.',
  remedy:
    'a wider or adaptive window; a lower threshold or larger scale if most lie below it, the reverse if most lie above; a lower learning rate if training drove them to both sides',
  measure(e) {
    const awake = e.layers.filter((layer) => !isSilent(layer))
    const layer = awake[worst(awake, (layer) => -inside(layer))]
    return layer && slopeOf(e.open)?.kind === 'rect' ? `smallest share ${percent(inside(layer))}, ${layer.layer}` : null
  },
  find(e) {
    const at = smallestInside(e)
    const layer = e.layers[at]
    if (!layer || inside(layer) >= LOW_SHARE || layer.windowClosed || isSilent(layer) || slopeOf(e.open)?.kind !== 'rect') return null
    const { below, above } = sharesOverall(layer)
    return {
      id: 'narrow',
      severity: 'warn',
      title: `Few potentials of ${layer.layer} are in its window`,
      text: `${percent(inside(layer))} of its potentials receive a gradient; ${percent(below)} lie below the window, ${percent(above)} above. With less than ${percent(LOW_SHARE, 0)}, this layer and earlier ones barely learn.`,
      remedies: [...widerWindow(e.open, layer), ...moving(e, layer, below / (below + above))],
      at,
    }
  },
}

/** Moves the threshold toward the side with most potentials. If training has driven them to both sides, only smaller steps help. */
function moving(e: Evidence, layer: MembraneReading, below: number): Remedy[] {
  if (Math.max(below, 1 - below) >= ONE_SIDED) return driveBy(e.open, layer, below > 0.5 ? 2 : 0.5)
  return stepOf(e) > 0 ? rateBy(e.open, 0.3) : []
}

const wider: Rule = {
  id: 'wider',
  family: 'Window',
  term: 'adaptiveWindow',
  title: 'Adaptive window against a fixed one',
  when: 'A fixed window of width 1 would hold more of a layer’s potentials than the adaptive one does.',
  why: 'The adaptive window trades the share of potentials that get a gradient against its height. Compare learning curves to see which is better.',
  remedy: 'none: this is information, not a problem',
  measure({ open, layers }) {
    if (!isAdaptive(open) || layers.length === 0) return null
    return `${layers.filter((l) => shareOf(l, l.availableFixed) > inside(l)).length} of ${layers.length} layers`
  },
  find({ open, layers }) {
    if (!isAdaptive(open)) return null
    const at = layers.findIndex((l) => shareOf(l, l.availableFixed) > inside(l))
    const layer = layers[at]
    if (!layer) return null
    return {
      id: 'wider',
      severity: 'info',
      title: `A fixed window would hold more of ${layer.layer}`,
      text: `${percent(inside(layer))} of its potentials are in the adaptive window, and ${percent(shareOf(layer, layer.availableFixed))} would be in a fixed one of width 1. The adaptive window is narrower here, and its gradient is correspondingly larger.`,
      remedies: [],
      at,
    }
  },
}

export const WINDOW_RULES: readonly Rule[] = [closed, outside, wider].map(ofSpiking)
