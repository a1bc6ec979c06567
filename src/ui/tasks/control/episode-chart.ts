/** The bands of an episode: actions, rewards, hidden variables, and the state of the memory. Reads no state of the page. */
import { fixed } from '../../../format'
import type { Episode, StripName } from '../../../tasks/control/detail'
import { drawImage } from '../../base/bitmap'
import { divergingPixels, reachOf } from '../../base/diverging'
import { box, crisp, field, line, type Pen, styles } from '../../base/draw'
import type { FigureKey } from '../../base/figure'
import type { Colors } from '../../base/paint'
import { linear } from '../../base/scale'
import { type Band, type BandPlace, drawLines, frame } from './bands'
import { actionNames, type EnvironmentInfo } from './environment'
import {
  actionAt,
  policyAt,
  returnOf,
  rewardsOf,
  STRIP_LABELS,
  STRIPS,
  stripOf,
  type Truth,
  timeStepsOf,
  unitOrder,
  valueLines,
} from './episode'

/** The color of each choice; with more choices than colors, colors repeat. */
const CHOICES = ['run-1', 'run-2', 'run-3', 'run-4', 'run-5', 'run-6', 'run-7', 'run-8'] as const
export const choiceColor = (colors: Colors, choice: number): string => colors[CHOICES[choice % CHOICES.length]!]
/** The same color for stylesheets. */
export const choiceVariable = (choice: number): string => `var(--${CHOICES[choice % CHOICES.length]!})`

/** Heights of the bands in px at a root font size of 16 px. */
const [POLICY, REWARD, WORTH, VALUE, TRUTH] = [46, 26, 46, 36, 44] as const
/** The smallest and the largest height of a map of all units. */
const [MIN_MAP, MAX_MAP] = [40, 96]
/** The opacity of probabilities, which are paler than the actions taken. */
export const PALE = 0.65
/** The height of the mark of the action taken, above the probabilities. */
const MADE = 6

export interface EpisodeChart {
  readonly episode: Episode
  readonly environment: EnvironmentInfo
  readonly truths: readonly Truth[]
}

const agentText = ({ agent }: Episode, { shape }: EnvironmentInfo): string => (shape.agents > 1 ? `, agent ${agent + 1}` : '')

export function behaviorBands({ episode, environment, truths }: EpisodeChart): Band[] {
  const timeSteps = timeStepsOf(episode)
  const discrete = environment.shape.action.kind === 'discrete'
  const { values } = episode
  const title = episode.policy ? `${discrete ? 'policy' : 'mean'} and actions` : 'actions'
  return [
    {
      name: `${title}${agentText(episode, environment)}`,
      unit: null,
      height: episode.policy ? POLICY : MADE + 2,
      draw: (pen, place) => (discrete ? drawChoices(pen, place, episode, environment) : drawNumbersDone(pen, place, episode, environment)),
    },
    {
      name: 'reward',
      unit: 'per step',
      label: `return ${fixed(returnOf(episode, environment), 1)}`,
      height: REWARD,
      draw: (pen, place) => drawRewards(pen, place, rewardsOf(episode, environment), timeSteps),
    },
    ...actionValueBands(episode, environment),
    ...(values
      ? [
          {
            name: 'value',
            unit: null,
            height: VALUE,
            draw: (pen: Pen, place: BandPlace) => drawLines(pen, place, [{ values, color: pen.colors.u }], timeSteps),
          },
        ]
      : []),
    ...truths.map(
      ({ name, unit, values, memory, observed }): Band => ({
        name,
        unit,
        color: 'fix',
        height: TRUTH,
        label: memory ? `R² ${fixed(memory.explained, 2)}, seen ${fixed(observed, 2)}` : `seen R² ${fixed(observed, 2)}`,
        draw: (pen, place) =>
          drawLines(
            pen,
            place,
            [
              { values, color: pen.colors.fix, width: 1.75 },
              ...(memory ? [{ values: memory.predictions, color: pen.colors.ink, dash: [3, 2], width: 1.25 }] : []),
            ],
            timeSteps,
          ),
      }),
    ),
  ]
}

/** The estimated value of each action in its color, or only that of the action taken. */
function actionValueBands(episode: Episode, environment: EnvironmentInfo): Band[] {
  const lines = valueLines(episode, environment)
  if (lines.length === 0) return []
  const each = episode.actionValues!.of === 'each'
  const [judge, agent] = [episode.policy ? 'the smaller of two critics' : '', agentText(episode, environment)]
  return [
    {
      name: `${each ? 'value of each action' : 'value of the action taken'}${agent}`,
      unit: null,
      height: WORTH,
      ...(judge && { label: judge }),
      draw: (pen, place) => {
        const drawn = lines.map(({ values }, at) => ({ values, color: each ? choiceColor(pen.colors, at) : pen.colors.u }))
        drawLines(pen, place, drawn, timeStepsOf(episode), drawn)
      },
    },
  ]
}

/** Draws stacked probabilities, and above them the choice made. */
function drawChoices(pen: Pen, { left, width, top, height }: BandPlace, episode: Episode, environment: EnvironmentInfo): void {
  const { colors, r } = pen
  const timeSteps = timeStepsOf(episode)
  const under = top + (MADE + 2) * r
  for (let timeStep = 0; timeStep < timeSteps; timeStep++) {
    // Rounded to whole pixels, so that no background shows between neighbors.
    const [x, end] = [timeStep, timeStep + 1].map((at) => Math.round(left + (at / timeSteps) * width)) as [number, number]
    let y = top + height
    policyAt(episode, environment, timeStep)?.forEach((probability, choice) => {
      const next = y - probability * (top + height - under)
      pen.context.globalAlpha = PALE
      box(pen, x, next, end, y, choiceColor(colors, choice))
      pen.context.globalAlpha = 1
      y = next
    })
    const made = actionAt(episode, environment, timeStep)
    if (made) box(pen, x, top, end, top + MADE * r, choiceColor(colors, made[0]!))
  }
  line(pen, left, crisp(top + height), left + width, crisp(top + height), styles(pen).rule)
}

function drawNumbersDone(pen: Pen, place: BandPlace, episode: Episode, environment: EnvironmentInfo): void {
  const count = actionNames(environment.shape).length
  const timeSteps = timeStepsOf(episode)
  const y = linear(-1, 1, place.top + place.height, place.top)
  frame(pen, place, y, -1, 1)
  for (let at = 0; at < count; at++) {
    const color = choiceColor(pen.colors, at)
    const x = (timeStep: number) => place.left + ((timeStep + 0.5) / timeSteps) * place.width
    for (let timeStep = 0; timeStep < timeSteps; timeStep++) {
      const done = actionAt(episode, environment, timeStep)
      if (!done) continue
      const end = y(Math.max(-1, Math.min(1, done[at]!)))
      box(pen, x(timeStep) - 0.75 * pen.r, end - 0.75 * pen.r, x(timeStep) + 0.75 * pen.r, end + 0.75 * pen.r, color)
    }
    pen.context.strokeStyle = color
    pen.context.lineWidth = 1.25 * pen.r
    pen.context.beginPath()
    for (let timeStep = 0; timeStep < timeSteps; timeStep++) {
      const mean = Math.max(-1, Math.min(1, policyAt(episode, environment, timeStep)![at]!))
      if (timeStep === 0) pen.context.moveTo(x(timeStep), y(mean))
      else pen.context.lineTo(x(timeStep), y(mean))
    }
    pen.context.stroke()
  }
}

/** Draws one bar per step, starting at 0. */
function drawRewards(pen: Pen, place: BandPlace, rewards: readonly number[], timeSteps: number): void {
  const [low, high] = [Math.min(0, ...rewards), Math.max(0, ...rewards)]
  const { left, width, top, height } = place
  const ends = low === high ? ([0, 1] as const) : ([low, high] as const)
  const y = linear(...ends, top + height - 1, top + 1)
  frame(pen, place, y, ...ends)
  rewards.forEach((reward, step) => {
    const x = left + (step / timeSteps) * width
    box(pen, x, y(0), x + Math.max(1, width / timeSteps - 0.5), y(reward), reward < 0 ? pen.colors.spk : pen.colors.win)
  })
}

// ---- memory

const mapHeight = (units: number): number => Math.min(MAX_MAP, Math.max(MIN_MAP, units))

export interface Maps {
  readonly episode: Episode
  readonly threshold: number
}

/** One row per unit with the most active at the top; time steps run to the right. */
export function memoryBands({ episode, threshold }: Maps): Band[] {
  const order = unitOrder(episode)
  return STRIPS.filter((name) => episode.strips[name]).map((name): Band => {
    const strip = stripOf(episode, name)!
    const scale = scaleOf(name, strip, threshold)
    return {
      name: STRIP_LABELS[name],
      unit: null,
      label: scale.label,
      height: mapHeight(episode.units),
      ...(name === 'spikes' && { color: 'spk' }),
      draw: (pen, place) => drawMap(pen, place, episode, strip, order, scale),
    }
  })
}

type MapScale = { readonly label: string } & ({ readonly kind: 'both' | 'size'; readonly max: number } | { readonly kind: 'spikes' })

function scaleOf(name: StripName, strip: Float32Array, threshold: number): MapScale {
  if (name === 'spikes') return { kind: 'spikes', label: 'orange: fires' }
  if (name === 'membrane') return { kind: 'both', max: threshold, label: `blue below 0, orange to θ = ${fixed(threshold, 2)}` }
  if (name === 'cell' || name === 'candidate' || name === 'output') {
    const max = reachOf(strip, 0)
    return { kind: 'both', max, label: `−${fixed(max, 1)} blue to ${fixed(max, 1)} orange` }
  }
  // Sigmoids are from 0 to 1; the input gate of spiking neurons has no upper end.
  const max = name === 'inputGate' || name === 'current' ? reachOf(strip, 0) : 1
  return { kind: 'size', max, label: `0 to ${fixed(max, max < 1 ? 2 : 1)}` }
}

function drawMap(
  pen: Pen,
  { left, width, top, height }: BandPlace,
  episode: Episode,
  strip: Float32Array,
  order: readonly number[],
  scale: MapScale,
): void {
  const { units } = episode
  const timeSteps = timeStepsOf(episode)
  const value = (timeStep: number, row: number) => strip[timeStep * units + order[row]!]!
  if (scale.kind === 'size') field(pen, timeSteps, units, (timeStep, row) => value(timeStep, row) / scale.max, left, top, width, height)
  else {
    const both = divergingPixels(pen.area.dark)
    const at = scale.kind === 'both' ? (v: number) => both(v / scale.max) : (v: number) => both(v > 0 ? 0.3 + 0.4 * v : 0)
    const pixels = Uint32Array.from({ length: timeSteps * units }, (_, i) => at(value(i % timeSteps, Math.floor(i / timeSteps))))
    drawImage(pen.context, pixels, { height: units, width: timeSteps, channels: 1 }, { x: left, y: top, width, height })
  }
  line(pen, left, crisp(top + height), left + width, crisp(top + height), styles(pen).rule)
}

export const behaviorKeys = (environment: EnvironmentInfo, truths: readonly Truth[], colors: Colors): FigureKey[] => [
  ...actionNames(environment.shape).map(
    (name, at): FigureKey => ({
      mark:
        environment.shape.action.kind === 'discrete'
          ? { area: choiceColor(colors, at) }
          : { line: { color: choiceColor(colors, at), width: 1.5 } },
      label: name,
    }),
  ),
  ...(truths.length > 0 ? [{ mark: { line: { color: colors.fix, width: 1.75 } }, label: 'hidden' } as const] : []),
  ...(truths.some(({ memory }) => memory)
    ? [{ mark: { line: { color: colors.ink, width: 1.25, dash: [3, 2] } }, label: 'read out of the memory' } as const]
    : []),
]
