/** The output of samplers for the same scene, side by side; and, for one that fires, its activity step by step. */

import { type ReactNode, useMemo, useState } from 'react'
import { fixed } from '../../../format'
import type { Scene } from '../../../tasks/detection/detail'
import { classesOf } from '../../base/classes'
import { diverging, divergingGradient, reachOf } from '../../base/diverging'
import { Term } from '../../base/help'
import { magnitude, rgb } from '../../base/magnitude'
import { polarityKeys } from '../../base/polarity'
import chartCss from '../../base/style/chart.module.css'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import { Chart } from '../../shared/chart'
import { ColorScale } from '../../shared/color-scale'
import { PolarityLegend } from '../../shared/polarity-legend'
import type { Answered } from '../../shared/use-asked'
import { sampleName } from '../../state/labels/experiment-label'
import { useLab } from '../../state/store/store'
import css from './detection.module.css'
import {
  drawPotentials,
  drawResidual,
  drawSampled,
  drawWindows,
  FIRST,
  gridHeight,
  potentialsHeight,
  windowsHeight,
} from './sampler-charts'
import {
  potentialRows,
  potentialSentence,
  potentialsOf,
  residualSentence,
  sampledRows,
  windowRows,
  windowSentence,
} from './sampler-statistics'

interface ChartProps {
  readonly now: Answered<Scene>
}

export function SamplerView({ now }: ChartProps) {
  const { steps } = now.answer
  return (
    <>
      <SampledChart now={now} />
      {steps ? (
        <SpikingSampler now={now} steps={steps} />
      ) : (
        <p className={controlsCss.muted}>This sampler does not fire: it has no windows to show.</p>
      )}
    </>
  )
}

const scopeOf = ({ sample }: Scene): string => sampleName(sample)

function SampledChart({ now: { answer: scene, batch } }: ChartProps) {
  const { sampled } = scene
  const slices = Math.max(1, ...sampled.map(({ slices }) => slices))
  const [chosen, choose] = useState(0)
  const slice = Math.min(chosen, slices - 1)
  const rows = sampledRows(sampled)
  return (
    <Chart
      title="Samplers"
      term="sampler"
      drawn={{ 'Event count': 'eventFrame' }}
      help="What the detector sees of this scene by the sampler of the network, first, and by other rules with the same weights. ON in orange, OFF in blue; each image has its own scale, because counts and sums of potentials have no common unit."
      file="samplers"
      draw={(pen) => drawSampled(pen, scene, sampled, slice)}
      inputs={[scene, slice]}
      sentence={`${sampled.length} images of ${scopeOf(scene)}: ${rows.map(({ name, values }) => `${name}, ${values[4]!.toFixed(0)} % of it zero`).join('; ')}.`}
      table={() => ({
        caption: 'Values of each image',
        units: null,
        heads: ['sampler', 'slices', 'min', 'max', 'mean', 'zero, %'],
        rows,
        digits: 2,
      })}
      figure={{
        scope: scopeOf(scene),
        keys: (_, dark) => polarityKeys(dark),
        height: (width) => gridHeight(sampled.length, scene, width),
        step: batch,
      }}
      height={(width) => gridHeight(sampled.length, scene, width)}
    >
      <p className={inspectorCss.legend}>
        <PolarityLegend />
      </p>
      {slices > 1 && <SliceChoice slices={slices} slice={slice} choose={choose} />}
    </Chart>
  )
}

interface SliceProps {
  readonly slices: number
  readonly slice: number
  readonly choose: (slice: number) => void
}

function SliceChoice({ slices, slice, choose }: SliceProps) {
  return (
    <label className={classesOf(inspectorCss.row, css.tools)}>
      Slice
      <input
        type="range"
        min={1}
        max={slices}
        value={slice + 1}
        aria-valuetext={`${slice + 1} of ${slices}`}
        onChange={(event) => choose(event.currentTarget.valueAsNumber - 1)}
      />
      <output>
        {slice + 1} of {slices}
      </output>
    </label>
  )
}

interface StepsProps extends ChartProps {
  readonly steps: NonNullable<Scene['steps']>
}

const RPD =
  'After the last spike of a pixel its potential goes on growing or fading, and no spike closes that window. Residual potential dropout (RPD) discards what is gathered there, always and not at random, in training as in use. Without it a pixel could tell the detector something without ever firing.'
const SAT =
  'Spike-aware training (SAT) multiplies the sum of a window by the spike that closes it. The spike is 1, so the sum stays what it was; but the gradient now reaches the spike too, and training can move the step at which a window ends.'

function SpikingSampler({ now, steps }: StepsProps) {
  return (
    <>
      <WindowsChart now={now} steps={steps} />
      <PotentialsChart now={now} steps={steps} />
      <ResidualChart now={now} steps={steps} />
      <Said title="RPD" term="residualPotential">
        {RPD}
      </Said>
      <Said title="SAT" term="spikeAwareTraining">
        {SAT}
      </Said>
    </>
  )
}

const Said = ({ title, term, children }: { readonly title: string; readonly term: string; readonly children: ReactNode }) => (
  <p className={css.said}>
    <b>
      <Term term={term}>{title}</Term>
    </b>{' '}
    {children}
  </p>
)

/** The color scale of magnitudes, without the color of 0. */
const magnitudes = (dark: boolean): string =>
  `linear-gradient(to right, ${[0, 0.25, 0.5, 0.75, 1].map((part) => rgb(magnitude(FIRST + (1 - FIRST) * part, dark))).join(', ')})`

function WindowsChart({ now: { answer: scene, batch }, steps }: StepsProps) {
  const dark = useLab((state) => state.theme) === 'dark'
  return (
    <Chart
      title="Windows"
      term="sampler"
      drawn={{ 'OFF, ON': 'polarity' }}
      help="A spike closes the window of its pixel and polarity: the potentials summed up since the spike before become a value of the image. Above, the step at which the last window was closed; below, how many were. The newest bin is the first step: later steps look farther back."
      file="windows"
      draw={(pen) => drawWindows(pen, scene, steps)}
      inputs={[scene]}
      sentence={windowSentence(steps)}
      table={() => ({
        caption: 'By the step that closed their last window',
        heads: ['step', 'OFF', 'ON'],
        units: 'neurons',
        rows: windowRows(steps),
        digits: 0,
      })}
      figure={{
        scope: scopeOf(scene),
        keys: (_, darkFigure) => [
          {
            mark: { colors: (part) => rgb(magnitude(FIRST + (1 - FIRST) * part, darkFigure)), low: '1', high: 'most' },
            label: 'step of the last, or windows',
          },
        ],
        height: (width) => windowsHeight(scene, width),
        step: batch,
      }}
      height={(width) => windowsHeight(scene, width)}
    >
      <p className={inspectorCss.legend}>
        <ColorScale low="t = 1" high={`t = ${steps.steps}`} colors={magnitudes(dark)} />
        <ColorScale low="1" high={`${Math.max(1, ...steps.windows)} windows`} colors={magnitudes(dark)} />
      </p>
      <p className={chartCss.caption}>{windowSentence(steps)}</p>
    </Chart>
  )
}

function PotentialsChart({ now: { answer: scene, batch }, steps }: StepsProps) {
  const potentials = useMemo(() => potentialsOf(steps), [steps])
  return (
    <Chart
      title="Potentials of the sampler"
      term="membrane"
      drawn={{ 'potential u, before the reset': 'membrane', 't = 1': 'timeStep', fires: 'spike', threshold: 'threshold' }}
      help="Membrane potentials of all pixels and polarities before the reset, a row for each step, on a logarithmic scale of counts. What lies above the threshold fires. In the green window the surrogate lets a gradient through."
      file="sampler-potentials"
      draw={(pen) => drawPotentials(pen, potentials, steps)}
      inputs={[potentials]}
      sentence={potentialSentence(potentials, steps)}
      table={() => ({
        caption: 'Potentials by step',
        units: null,
        heads: ['step', 'fires, %', 'in the window, %', 'mean', 'sd'],
        digits: 2,
        rows: potentialRows(potentials),
      })}
      figure={{
        scope: scopeOf(scene),
        keys: (colors) => [
          { mark: { area: colors['u-fill'], edge: { color: colors.u } }, label: 'potentials' },
          { mark: { area: colors['spk-fill'], edge: { color: colors.spk } }, label: 'above the threshold' },
          ...(steps.window ? [{ mark: { area: colors['win-fill'], edge: { color: colors.win } }, label: 'window of the surrogate' }] : []),
        ],
        height: () => potentialsHeight(steps.steps),
        step: batch,
      }}
      height={potentialsHeight(steps.steps)}
    >
      <p className={chartCss.caption}>{potentialSentence(potentials, steps)}</p>
    </Chart>
  )
}

function ResidualChart({ now: { answer: scene, batch }, steps }: StepsProps) {
  const dark = useLab((state) => state.theme) === 'dark'
  const reach = reachOf(steps.residual, 0)
  return (
    <Chart
      title="Residual potential"
      term="residualPotential"
      drawn={{ 'OFF, ON': 'polarity' }}
      help="What each pixel gathered after its last spike, where no spike closed a window. Orange above 0, blue below."
      file="residual"
      draw={(pen) => drawResidual(pen, scene, steps)}
      inputs={[scene]}
      sentence={residualSentence(steps)}
      table={() => ({
        caption: 'Residual potential by polarity',
        units: null,
        heads: ['polarity', 'slices', 'min', 'max', 'mean', 'zero, %'],
        digits: 2,
        rows: sampledRows([{ title: 'both', slices: 1, values: steps.residual }]),
      })}
      figure={{
        scope: scopeOf(scene),
        keys: (_, darkFigure) => [
          { mark: { colors: (part) => rgb(diverging(2 * part - 1, darkFigure)), low: 'below 0', high: 'above' }, label: '' },
        ],
        height: (width) => gridHeight(2, scene, width, 2),
        step: batch,
      }}
      height={(width) => gridHeight(2, scene, width, 2)}
    >
      <p className={inspectorCss.legend}>
        <ColorScale low={fixed(-reach, 1)} high={fixed(reach, 1)} colors={divergingGradient(dark)} />
      </p>
      <p className={chartCss.caption}>{residualSentence(steps)}</p>
    </Chart>
  )
}
