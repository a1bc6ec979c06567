/** The tiny network in four charts, drawn by the painters of the lab's own views: test points, learning curve, potentials, spikes. */
import { counted, fixed, percent } from '../../../format'
import { HIDDEN, KEPT, neuronOf, STEPS, TEST, type Tiny, type TinySettings } from '../../../networks/tiny/tiny'
import { sharesAt, sharesOverall } from '../../../readings/shares'
import { columnsOf, firedIn, orderOf } from '../../base/columns'
import { box, type Pen, styles, text } from '../../base/draw'
import type { Figure } from '../../base/figure'
import { grownSpan } from '../../base/scale'
import chartCss from '../../base/style/chart.module.css'
import { Chart } from '../../shared/chart'
import { dots, drawPlane, mark, roundEnds } from '../../shared/plane'
import { drawCurve } from '../../views/curves/curve'
import { membraneLayout } from '../../views/membrane/membrane-layout'
import { drawRidgeline } from '../../views/membrane/ridgeline'
import { drawRaster, rasterPlace } from '../../views/raster/raster-chart'
import { afterSpike, drawTrace } from '../../views/raster/trace'
import { CELLS, POINT, REACH, type TinySeen } from './tiny-seen'

interface ChartsProps {
  readonly tiny: Tiny
  readonly settings: TinySettings
  readonly seen: TinySeen
}

const HEIGHT = 236
/** The neuron whose potential is shown. */
const NEURON = 10
const axis = (n: number) => Float64Array.from({ length: TEST.count }, (_, i) => TEST.at[2 * i + n]!)
const [X, Y] = [axis(0), axis(1)]
const among = (holds: (i: number) => boolean) => Array.from(X.keys()).filter(holds)
const SPIRALS = [0, 1].map((label) => among((i) => TEST.labels[i] === label))
const NAMES = ['A', 'B'] as const
/** What the marks mean, shown under each chart and in its figure's caption. */
const LEGENDS = {
  points: 'Dots: spiral A. Rings: spiral B. Shaded: classified as B. Crosses: wrong.',
  curves: 'Solid: accuracy on the test points (chance level: one half). Dashed: loss of the batch.',
  potentials:
    'Blue: silent. Orange: fires, from the threshold θ on. Green: the window, in which a gradient passes. Dashed: a window of width 1.',
  spikes: `${HIDDEN} neurons from left to right, ${STEPS} steps downwards, for the marked point of spiral ${NAMES[TEST.labels[POINT]!]}. Below: the potential of neuron ${NEURON}, spikes to the top.`,
} as const

const wrongOf = ({ predictions }: TinySeen) => among((i) => predictions[i] !== TEST.labels[i])
/** The current state in numbers. */
export function standing({ tiny: { measured }, seen }: Omit<ChartsProps, 'settings'>): string {
  const last = measured.at(-1)
  const correct = `${percent(1 - wrongOf(seen).length / TEST.count)} of ${TEST.count} test points correct.`
  return last ? `Batch ${last.step}: loss ${fixed(last.loss, 3)}, ${correct}` : `Untrained: ${correct}`
}

/** The properties that all figures share. */
function figureOf({ tiny, settings }: ChartsProps, of: keyof typeof LEGENDS, height = HEIGHT): Pick<Figure, 'scope' | 'height' | 'apart'> {
  const set = `threshold ${fixed(settings.threshold, 2)}, window of width ${fixed(settings.width, 2)}`
  return {
    scope: `tiny network on two spirals, batch ${tiny.weights.step}, ${set}; float64. ${LEGENDS[of].replace(/\.$/, '')}`,
    height: () => height,
    apart: true,
  }
}

export function TinyCharts(props: ChartsProps) {
  return (
    <>
      <PointsChart {...props} />
      <CurvesChart {...props} />
      <PotentialsChart {...props} />
      <SpikesChart {...props} />
    </>
  )
}

function PointsChart(props: ChartsProps) {
  const { seen } = props
  const wrong = wrongOf(seen)
  return (
    <Chart
      title="Points and predictions"
      term={null}
      help="Two spirals to distinguish. The two coordinates of a point are input currents, the same at every step."
      drawn={{ 'x₁': 'current', 'x₂': 'current' }}
      file="tiny-points"
      draw={(pen) => drawPoints(pen, seen, wrong)}
      inputs={[seen]}
      sentence={`${TEST.count} test points on two spirals, ${wrong.length} of them classified wrongly.`}
      table={() => ({
        caption: 'Correct test points, by spiral',
        heads: ['spiral', 'points', 'correct'],
        units: 'points',
        digits: 0,
        rows: SPIRALS.map((all, label) => ({
          name: NAMES[label]!,
          values: [all.length, all.filter((i) => !wrong.includes(i)).length],
        })),
      })}
      figure={figureOf(props, 'points')}
      height={HEIGHT}
    >
      <p className={chartCss.caption}>{LEGENDS.points}</p>
    </Chart>
  )
}

function drawPoints(pen: Pen, { everywhere }: TinySeen, wrong: readonly number[]): void {
  const { colors } = pen
  const plane = drawPlane(pen, { low: -REACH, high: REACH, title: 'x₁', unit: null }, { low: -REACH, high: REACH, title: 'x₂', unit: null })
  plane.inside(() => {
    // Cells end on whole pixels: otherwise the background would show between them.
    const edge = (cell: number) => ((2 * cell) / CELLS - 1) * REACH
    const [x, y] = [(cell: number) => Math.round(plane.x(edge(cell))), (cell: number) => Math.round(plane.y(edge(cell)))]
    everywhere.forEach((prediction, k) => {
      const [column, row] = [k % CELLS, Math.floor(k / CELLS)]
      if (prediction) box(pen, x(column), y(row), x(column + 1), y(row + 1), colors.rule)
    })
    const [a, b] = SPIRALS.map((shown) => ({ x: X, y: Y, shown }))
    dots(pen, plane, a!, { color: colors['run-1'], radius: 3 })
    dots(pen, plane, b!, { color: colors['run-2'], radius: 3 })
    dots(pen, plane, b!, { color: colors.ground, radius: 1.5 })
    for (const i of wrong)
      text(pen, plane.x(X[i]!), plane.y(Y[i]!) + 5 * pen.r, '×', { color: colors.ink, size: 15, align: 'center', halo: true })
    mark(pen, plane, X[POINT]!, Y[POINT]!, colors.ink)
  })
}

function CurvesChart(props: ChartsProps) {
  const { tiny } = props
  return (
    <Chart
      title="Learning curves"
      term="learningCurves"
      help="After each training step, the cross-entropy of its batch of 32 points and the accuracy on the test points."
      drawn={{ 'training step': 'batch', 'loss in nats, accuracy from 0 to 1': 'loss' }}
      file="tiny-curves"
      draw={(pen) => drawCurves(pen, tiny)}
      inputs={[tiny]}
      sentence={`Learning curves. ${standing(props)}`}
      table={() => ({
        caption: `The last ${KEPT} training steps at most`,
        heads: ['step', 'loss', 'accuracy'],
        units: ['nats', null],
        digits: 3,
        rows: tiny.measured.map(({ step, loss, accuracy }) => ({ name: String(step), values: [loss, accuracy] })),
      })}
      figure={figureOf(props, 'curves')}
      height={HEIGHT}
    >
      <p className={chartCss.caption}>{LEGENDS.curves}</p>
    </Chart>
  )
}

function drawCurves(pen: Pen, { measured }: Tiny): void {
  const [steps, losses, shares] = (['step', 'loss', 'accuracy'] as const).map((name) => measured.map((row) => row[name]))
  const low = (steps![0] ?? 1) - 1
  const high = low + Math.max(50, grownSpan((steps!.at(-1) ?? 0) - low, KEPT))
  const plane = drawPlane(
    pen,
    { low, high, title: 'training step', unit: null },
    { low: 0, high: roundEnds([0, 1, ...losses!])[1], title: 'loss in nats, accuracy from 0 to 1', unit: null },
  )
  plane.inside(() => {
    drawCurve(pen, plane.x, plane.y, steps!, losses!, measured.length, styles(pen).soft)
    drawCurve(pen, plane.x, plane.y, steps!, shares!, measured.length, { ...styles(pen).test, width: 2 * pen.r })
  })
}

function PotentialsChart(props: ChartsProps) {
  const { frame } = props.seen
  const { below, inside, above } = sharesOverall(frame)
  return (
    <Chart
      title="Membrane potential u"
      term="membrane"
      help="Of all hidden neurons at all test points, by time step, before the reset."
      drawn={{ 't = 1': 'timeStep', θ: 'threshold' }}
      file="tiny-potentials"
      draw={(pen) => {
        // Nothing is drawn next to the histograms, and, as in a figure, nothing can be dragged.
        const still = { ...pen, area: { ...pen.area, figure: { family: pen.family } } }
        const layout = membraneLayout(Math.min(pen.area.width, 520 * pen.r), pen.area.height, pen.r, frame, null)
        drawRidgeline(still, frame, layout, { log: false, trial: null, hover: null, range: null, marked: null, overlay: null })
      }}
      inputs={[frame]}
      sentence={`Membrane potentials of ${HIDDEN} neurons at ${TEST.count} points in ${STEPS} steps: ${percent(below)} below the window, ${percent(inside)} in it, ${percent(above)} above. Threshold ${fixed(frame.threshold, 2)}, window ${fixed(frame.windowLow[0], 2)} to ${fixed(frame.windowHigh[0], 2)}.`}
      table={() => ({
        caption: 'Potentials by step',
        units: '%',
        heads: ['step', 'below', 'in window', 'above'],
        digits: 1,
        rows: Array.from({ length: STEPS }, (_, t) => {
          const shares = sharesAt(frame, t)
          return { name: String(t + 1), values: [shares.below, shares.inside, shares.above].map((share) => 100 * share) }
        }),
      })}
      figure={figureOf(props, 'potentials', 280)}
      height={280}
    >
      <p className={chartCss.caption}>
        {LEGENDS.potentials} In it now: <b>{percent(inside)}</b>.
      </p>
    </Chart>
  )
}

function SpikesChart(props: ChartsProps) {
  const { layer } = props.seen
  const spikes = layer.spikes.reduce((sum, spike) => sum + spike, 0)
  const silent = Array.from({ length: HIDDEN }, (_, n) => n).filter(
    (n) => !layer.spikes.some((spike, at) => spike && at % HIDDEN === n),
  ).length
  const where = `at the marked point of spiral ${NAMES[TEST.labels[POINT]!]}`
  return (
    <Chart
      title="Spike raster"
      term="raster"
      help="Which hidden neuron fires at which step, for one test point; and the membrane potential of one of them."
      drawn={{ 't = 1': 'timeStep', neuron: 'lif' }}
      file="tiny-raster"
      draw={(pen) => drawSpikes(pen, props, counted(spikes, 'spike'))}
      inputs={[layer, props.settings]}
      sentence={`Spikes ${where}: ${counted(spikes, 'spike')} of ${HIDDEN} neurons in ${STEPS} steps, ${silent} neurons silent.`}
      table={() => ({
        caption: `Spikes by neuron, ${where}`,
        heads: ['neuron', 'spikes'],
        units: null,
        digits: 0,
        rows: Array.from({ length: HIDDEN }, (_, n) => ({
          name: String(n),
          values: [layer.spikes.reduce((sum, spike, at) => sum + (at % HIDDEN === n ? spike : 0), 0)],
        })),
      })}
      figure={figureOf(props, 'spikes', 280)}
      height={280}
    >
      <p className={chartCss.caption}>{LEGENDS.spikes}</p>
    </Chart>
  )
}

function drawSpikes(pen: Pen, { settings, seen: { layer, frame } }: ChartsProps, size: string): void {
  const { area, r } = pen
  const columns = columnsOf(layer, null, null)
  const fired = firedIn(layer, columns)
  const place = rasterPlace(area.width, area.height, r, STEPS)
  const raster = { layer, columns, fired, order: orderOf(fired, HIDDEN, 'index') }
  drawRaster(pen, raster, place, { note: 'by index', size, neuron: NEURON, step: null, selected: null })
  const top = place.top + place.height + 20 * r
  const neuron = neuronOf(settings)
  drawTrace(
    pen,
    layer,
    NEURON,
    { left: place.left, top, width: place.width, height: area.height - top - 14 * r },
    {
      decay: neuron.decay,
      threshold: neuron.threshold,
      after: afterSpike(neuron),
      resetTo: neuron.resetTo,
      window: { low: frame.windowLow, high: frame.windowHigh },
      others: [],
      step: null,
    },
  )
  text(pen, 0, top + 7 * r, 'neuron', { color: pen.colors.ink2 })
  text(pen, 0, top + 20 * r, String(NEURON), { color: pen.colors.ink3 })
}
