/** Converts the state of the views to a link, and back. The cursor of training time is left out, since links contain no history. */
import { stepsOf } from '../../../data/encoders/schema'
import { variableText } from '../../../readings/variables'
import { sizesOf, type View } from '../../../share/view'
import { selectedRange, selection } from '../selection/selection'
import { mapShape } from '../session/frame-hooks'
import { savedSizes } from '../settings/preferences'
import { type LabState, setLab, store } from '../store/store'

/** The state that a view consists of. */
const PARTS = [
  'layer',
  'timeStep',
  'sample',
  'neuron',
  'channel',
  'counted',
  'variable',
  'counts',
  'raster',
  'weights',
  'fullView',
  'sizes',
] as const

/** The view without default values. */
export function viewNow(): View {
  const {
    layer,
    timeStep: step,
    sample,
    neuron,
    channel,
    counted,
    variable,
    counts,
    raster,
    weights,
    fullView: full,
    sizes,
  } = store.getState()
  const range = selectedRange()
  return {
    ...(layer !== null && { layer }),
    ...(step !== null && { step }),
    ...(sample > 0 && { sample }),
    ...(neuron !== null && { neuron }),
    ...(channel !== null && { channel }),
    ...(counted === 'sample' && { of: counted }),
    ...(variable !== null && { variable }),
    ...(counts === 'log' && { counts }),
    ...(raster !== 'rate' && { raster }),
    ...(weights !== 'W' && { weights }),
    ...(full && { full }),
    ...(range && { brush: [range.low, range.high] as const }),
    ...sizes,
  }
}

/** Shows a view; missing values are defaults. */
export function showView(view: View): void {
  setLab({
    layer: view.layer ?? null,
    timeStep: view.step ?? null,
    sample: view.sample ?? 0,
    neuron: view.neuron ?? null,
    channel: view.channel ?? null,
    counted: view.of ?? 'batch',
    variable: view.variable ?? null,
    counts: view.counts ?? 'linear',
    raster: view.raster ?? 'rate',
    weights: view.weights ?? 'W',
    fullView: view.full ?? null,
    sizes: { ...savedSizes(), ...sizesOf(view) },
  })
  selection.set(view.brush ? { kind: 'potentials', low: view.brush[0], high: view.brush[1], steps: null } : null)
}

/** Calls `listener` when the view changes. */
export function onView(listener: () => void): void {
  selection.on(listener)
  store.subscribe((now, before) => {
    if (PARTS.some((key) => now[key] !== before[key])) listener()
  })
}

type Network = Pick<LabState, 'layers' | 'pinned' | 'open'>

/** The parts of a view that the open network does not have, in sentences, and the state that clears them. */
export function lacking(view: View, { layers, pinned, open }: Network): { notes: readonly string[]; change: Partial<LabState> } {
  const notes: string[] = []
  const change: { -readonly [K in keyof LabState]?: LabState[K] } = {}
  const found = layers.find(({ name }) => name === view.layer)
  if (view.layer !== undefined && !found) {
    notes.push(`The link looks at a layer “${view.layer}”, which this network does not have. It was left out.`)
    Object.assign(change, { layer: null, neuron: null, channel: null })
  }
  if (view.variable !== undefined && !layers.some(({ variables }) => variables?.includes(view.variable!))) {
    notes.push(`The link shows ${variableText(view.variable)}, which these neurons do not have. The potential is shown.`)
    change.variable = null
  }
  const steps = stepsOf(open.data, open.encoder)
  if (view.step !== undefined && view.step >= steps) {
    notes.push(`The link looks at step ${view.step + 1} of ${steps}. All steps are shown.`)
    change.timeStep = null
  }
  if (view.sample !== undefined && view.sample >= pinned) {
    notes.push(`The link looks at sample ${view.sample + 1} of ${pinned}. The last one is shown.`)
    change.sample = pinned - 1
  }
  const shape = mapShape(layers, view.layer ?? null)
  if (view.channel !== undefined && found && !(shape && view.channel < shape.channels)) {
    notes.push(`The link looks at channel ${view.channel}, which ${found.name} does not have. It was left out.`)
    change.channel = null
  }
  const neurons = found?.shape.reduce((product, size) => product * size, 1) ?? Number.POSITIVE_INFINITY
  if (view.neuron !== undefined && view.neuron >= neurons) {
    notes.push(`The link looks at neuron ${view.neuron}, which ${view.layer} does not have. It was left out.`)
    change.neuron = null
  }
  return { notes, change }
}
