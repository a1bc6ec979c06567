/** The membrane view as a figure: its legend and its height. */
import { fixed, grouped } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import { stepsOf } from '../../../readings/shares'
import { isLong } from '../../../readings/steps'
import { ARGUMENT, hasThreshold, type VariableReading, variableText } from '../../../readings/variables'
import { drawingOf, type Figure, type FigureKey, wide } from '../../base/figure'
import type { Colors } from '../../base/paint'
import { sampleName } from '../../state/labels/experiment-label'
import type { ShownNeuron } from '../../state/selection/analog'
import { lens } from '../../state/selection/lens'
import { overlayNow } from '../../state/selection/pinned'
import type { Counted } from '../../state/session/frame-hooks'

/** The height of a histogram row, and of what is above and below the rows, in px at a root font size of 16 px. */
const ROW = 27
const AROUND = 66

export function membraneFigure(
  canvas: HTMLCanvasElement | null,
  frame: VariableReading | undefined,
  shown: Counted | undefined,
  step: number | null,
  neurons: Pick<ShownNeuron, 'window' | 'analog'>,
  titled: string | null,
): Figure {
  const variable = frame?.variable === undefined ? null : variableText(frame.variable)
  const common = {
    name: `membrane-${frame?.layer ?? 'potential'}${variable === null ? '' : `-${variable}`}`,
    title: titled === null ? 'Membrane potential u' : titled === ARGUMENT ? 'Argument of the spike' : `State ${variableText(titled)}`,
  }
  if (!frame || !shown)
    return {
      ...common,
      scope: '',
      drawing: null,
      height: wide(0.5, 200),
      empty: 'No potentials are measured yet: press Play or Step first.',
    }
  const steps = stepsOf(frame)
  const time =
    step === null ? (steps === 1 ? '1 step' : `all ${grouped(steps)} steps`) : `step ${Math.min(step, steps - 1) + 1} of ${steps}`
  const rows = step === null ? Math.min(8, steps) : 4
  return {
    ...common,
    scope: `${frame.layer}, ${time}, ${potentialsOf(frame, shown)}${variable === null && lens.get() ? ', preview of a threshold or window' : ''}`,
    drawing: drawingOf(canvas),
    keys: (colors) => keysOf(frame, neurons, colors),
    height: isLong(steps) ? wide(0.42, 210) : wide(0.3, AROUND + ROW * rows),
    step: shown.step,
  }
}

/** Without the number of the batch, because the figure states the training step. */
const potentialsOf = (frame: MembraneReading, { sample }: Counted): string =>
  sample === null
    ? `${grouped(frame.samples)} samples × ${grouped(frame.neurons)} neurons`
    : `${sampleName(sample)}, ${grouped(frame.neurons)} neurons`

function keysOf(frame: VariableReading, { window, analog }: Pick<ShownNeuron, 'window' | 'analog'>, colors: Colors): FigureKey[] {
  const overlay = overlayNow(frame)
  const reset = frame.resetTo
  const windowed = hasThreshold(frame)
  return [
    ...(overlay?.ok ? [{ mark: { line: { color: colors.ink, width: 1.25, dash: [3, 1.5] } }, label: `A: ${overlay.label}` }] : []),
    ...(windowed
      ? windowKeys({ window, analog }, colors)
      : [
          {
            mark: { area: colors['u-fill'], edge: { color: colors.u, width: 1.25 } },
            label: `state ${variableText(frame.variable ?? '')}`,
          },
        ]),
    ...(reset === null
      ? []
      : [{ mark: { line: { color: colors.edge, dash: [1, 3] } }, label: `reset, ${fixed(reset, reset % 1 ? 2 : 0)}` }]),
    ...(isLong(stepsOf(frame)) ? [{ mark: { line: { color: colors.ink, dash: [1, 2] } }, label: 'mean' }] : []),
    ...(frame.predicted ? [{ mark: { line: { color: colors.predicted } }, label: analog ? 'predicted' : 'before reset, predicted' }] : []),
  ]
}

const windowKeys = ({ window, analog }: Pick<ShownNeuron, 'window' | 'analog'>, colors: Colors): FigureKey[] => [
  { mark: { area: colors['u-fill'], edge: { color: colors.u, width: 1.25 } }, label: analog ? 'inactive' : 'silent' },
  { mark: { area: colors['spk-fill'], edge: { color: colors.spk, width: 1.25 } }, label: window.above },
  ...(analog ? [] : [{ mark: { line: { color: colors.spk, width: 1.25 } }, label: 'threshold θ' }]),
  { mark: { line: { color: colors.win, width: 1.5 } }, label: window.short },
  ...(analog ? [] : [{ mark: { line: { color: colors.fix, width: 1.25, dash: [4, 3] } }, label: 'fixed, κ = 1' }]),
]
