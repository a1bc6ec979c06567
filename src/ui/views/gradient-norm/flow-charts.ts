/** The charts of the gradient over time: what is drawn and its numbers as a table. Pure. */
import { significant } from '../../../format'
import { factorOf, type GradientFlow, type Hop, stepsReached } from '../../../readings/gradient-flow'
import type { Colors } from '../../base/paint'
import type { StepBand, StepLine, StepLines } from '../../base/step-lines'
import type { ChartTable } from '../../shared/chart'
import { normAxis, tickText } from './norms'

export type FlowChart = 'parts' | 'gain' | 'reach' | 'depth'

/** Skips that have an area of their own; the others share one. */
const NAMED_HOPS = 3

interface Part {
  readonly name: string
  readonly norm: ArrayLike<number>
  readonly of: 'neuron' | 'recurrent' | 'above'
}

/** The parts of a gradient, with the longest areas of the recurrent weights first. */
export function partsOf({ neuron, hops, above }: Pick<GradientFlow, 'neuron' | 'hops' | 'above'>): Part[] {
  const size = ({ norm }: Hop) => norm.reduce((sum, value) => sum + value, 0)
  const sorted = [...hops].sort((a, b) => size(b) - size(a))
  const [named, rest] = [sorted.slice(0, NAMED_HOPS), sorted.slice(NAMED_HOPS)]
  const others = Float64Array.from(neuron, (_, t) => rest.reduce((sum, { norm }) => sum + norm[t]!, 0))
  return [
    { name: 'neuron', norm: neuron, of: 'neuron' },
    ...named.map(({ span, norm }): Part => ({ name: `skip ${span}`, norm, of: 'recurrent' })),
    ...(rest.length > 0 ? [{ name: 'other skips', norm: others, of: 'recurrent' } as const] : []),
    { name: 'above', norm: above, of: 'above' },
  ]
}

/** Each part's share of the sum of their norms, as stacked areas. */
function sharesOf(flow: GradientFlow, colors: Colors): StepLines {
  const parts = partsOf(flow)
  const sums = Array.from(flow.norm, (_, t) => parts.reduce((sum, { norm }) => sum + norm[t]!, 0))
  let low: number[] = sums.map(() => 0)
  const recurrent = parts.filter((part) => part.of === 'recurrent')
  const bands = parts.map((part): StepBand => {
    const high = low.map((from, t) => from + (sums[t]! > 0 ? part.norm[t]! / sums[t]! : 0))
    const alpha = part.of === 'recurrent' ? 0.8 / (1 + 0.7 * recurrent.indexOf(part)) : part.of === 'neuron' ? 0.75 : 0.4
    const band = { low, high, name: part.name, color: { neuron: colors.u, recurrent: colors.spk, above: colors.ink3 }[part.of], alpha }
    low = high
    return band
  })
  const ticks = [0, 0.5, 1].map((place) => ({ place, text: `${100 * place} %` }))
  return { steps: flow.steps, bands, lines: [], place: (share) => share, ticks, show: (share) => `${significant(100 * share)} %` }
}

/** The results of a power iteration at some steps, each held until the next. */
export function held(values: ArrayLike<number>): number[] {
  let last = Number.NaN
  return Array.from(values, (value) => {
    if (!Number.isNaN(value)) last = value
    return last
  })
}

function gainsOf({ steps, typical, largest }: GradientFlow, colors: Colors, max: number): StepLines {
  const [low, high] = [[...typical], held(largest)]
  const lines: StepLine[] = [
    { values: low.map(() => 1), name: '1', style: { color: colors.ink3, dash: [4, 3] } },
    { values: high, name: 'largest', style: { color: colors.win, width: 1 } },
    { values: low, name: 'typical', style: { color: colors.win, width: 1.75 } },
  ]
  const axis = normAxis([low, high, [1]], max)
  return { steps, lines, bands: [{ low, high, color: colors.win, alpha: 0.2 }], show: (gain) => significant(gain), ...axis }
}

function reachOf({ steps, reach }: GradientFlow, colors: Colors, max: number): StepLines {
  const values = [...reach, 0]
  const finite = values.filter(Number.isFinite)
  const [low, high] = [Math.min(-1, Math.floor(Math.min(...finite))), Math.max(0, Math.ceil(Math.max(...finite)))]
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((apart) => (high - low) / apart <= max - 1) ?? 5000
  const first = Math.ceil(low / every)
  const place = (log10: number) => (Number.isFinite(log10) ? (log10 - low) / (high - low) : Number.NaN)
  const ticks = Array.from({ length: Math.floor(high / every) - first + 1 }, (_, k) => (first + k) * every)
  const show = (log10: number) => `1e${significant(log10).replace('-', '−')}`
  return {
    steps,
    lines: [
      { values: values.map(() => 0), name: '1', style: { color: colors.ink3, dash: [4, 3] } },
      { values, style: { color: colors.win, width: 1.75 } },
    ],
    place,
    ticks: ticks.map((log10) => ({
      place: place(log10),
      // The smallest are no numbers.
      text: log10 < -300 ? `1e−${-log10}` : tickText(Number(`1e${log10}`)),
    })),
    show,
  }
}

function depthLines({ steps, neurons, depth }: GradientFlow, colors: Colors, max: number): StepLines {
  const { passing = [], gain = [], rank = [] } = depth ?? {}
  const shares = Array.from(rank, (directions) => directions / neurons)
  const lines: StepLine[] = [
    { values: Array.from({ length: steps }, () => 1), name: '1', style: { color: colors.ink3, dash: [4, 3] } },
    { values: passing, name: 'passing', style: { color: colors.u, width: 1.25 } },
    { values: shares, name: 'rank / N', style: { color: colors.spk, width: 1.25 } },
    { values: gain, name: 'gain', style: { color: colors.win, width: 1.75 } },
  ]
  return { steps, lines, show: (value) => significant(value), ...normAxis([passing, shares, gain, [1]], max) }
}

export function linesOf(chart: FlowChart, flow: GradientFlow, colors: Colors, max: number): StepLines {
  if (chart === 'parts') return sharesOf(flow, colors)
  return { gain: gainsOf, reach: reachOf, depth: depthLines }[chart](flow, colors, max)
}

const CAPTIONS: Readonly<Record<FlowChart, string>> = {
  parts: 'Norms of the gradient and of its parts, by step',
  gain: 'Singular values of the step Jacobian, by step',
  reach: 'The gradient of the last step that is left, by step, as a power of ten',
  depth: 'From the next layer, by step: neurons that pass a gradient, gain, and rank (participation ratio of the singular values)',
}

export function tableOf(chart: FlowChart, flow: GradientFlow): ChartTable {
  const columns: readonly (readonly [string, ArrayLike<number>])[] =
    chart === 'parts'
      ? [['norm', flow.norm], ...partsOf(flow).map(({ name, norm }) => [name, norm] as const)]
      : chart === 'gain'
        ? [
            ['typical', flow.typical],
            ['largest', flow.largest],
          ]
        : chart === 'reach'
          ? [['log10', flow.reach]]
          : [
              ['passing', flow.depth?.passing ?? []],
              ['gain', flow.depth?.gain ?? []],
              ['rank', flow.depth?.rank ?? []],
            ]
  return {
    caption: CAPTIONS[chart],
    heads: ['step', ...columns.map(([head]) => head)],
    units: null,
    digits: 'significant',
    rows: Array.from(columns[0]![1], (_, t) => ({ name: String(t + 1), values: columns.map(([, values]) => values[t]!) })),
  }
}

/** What the charts show, in sentences. */
export function flowSentence(flow: GradientFlow): string {
  if (flow.steps < 2) return 'One time step: no gradient passes from step to step.'
  if (Math.max(...flow.norm) === 0) return 'No gradient reaches this layer, at no step.'
  const factor = factorOf(flow)
  const reached = stepsReached(flow)
  const far = reached >= flow.steps - 1 ? 'It reaches the first step with more than 1 %' : `Less than 1 % is left ${reached + 1} steps back`
  return `From step to step a gradient changes by a factor of ${factor.toPrecision(3)}. ${far}. Largest exponent ${significant(flow.exponents[0]!)} a step.`
}

/** How the numbers were found. */
export const methodText = ({ probes, largest, steps }: GradientFlow): string =>
  [
    'One forward and one backward pass of this sample.',
    probes === null
      ? 'Norms of products are exact'
      : `Norms of products are estimated from ${probes} random ${probes === 1 ? 'vector' : 'vectors'} (Hutchinson)`,
    steps > 2 && largest.some(Number.isNaN)
      ? 'the largest singular values are found at some steps, by power iterations.'
      : 'the largest singular values are found by power iterations.',
  ]
    .join(' ')
    .replace(' the largest', '; the largest')
