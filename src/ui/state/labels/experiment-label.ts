/** Labels for sizes, times and experiments in the bar, the summary and the cost. Pure. */

import { dataShape } from '../../../data/datasets/schema'
import { type EncoderSpec, receivedShape, STEP_BY_STEP, stepsOf } from '../../../data/encoders/schema'
import { isExperience } from '../../../data/experience/schema'
import { functionShape, isFunction } from '../../../data/functions/schema'
import { isMovies, movieShape } from '../../../data/response/schema'
import type { DataShape } from '../../../data/schema'
import { isEndless } from '../../../data/synthetic/schema'
import type { DeviceInfo } from '../../../engine/device'
import { environmentShape } from '../../../environments/schema'
import type { FormRow } from '../../../experiments/form'
import type { Experiment } from '../../../experiments/schema'
import { counted, grouped } from '../../../format'
import { hasNeurons } from '../../../layers/memory/describe'
import type { AgentSpec } from '../../../networks/agent/schema'
import type { FusionSpec } from '../../../networks/fusion/schema'
import type { LatentSpec } from '../../../networks/latent/schema'
import { neuronsOf, outputSlope } from '../../../networks/neurons'
import { normalizationOf } from '../../../networks/schema'
import { descriptionOf } from '../../../neurons/descriptions'
import type { RecurrenceSpec } from '../../../neurons/recurrent-lif/schema'
import { recurrenceOf } from '../../../neurons/recurrent-lif/schema'
import { errorsOf, type Problem } from '../../../problem'
import type { SpanReading } from '../../../readings/membrane'
import type { SampleFrame } from '../../../readings/sample'
import type { RunState } from '../../../worker/protocol'
import { showList } from '../../base/list-field'
import { showNumber } from '../../base/number-field'
import { watchedNow } from './watched'

/** 0:54, 1:02:03. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`
}
const pad = (n: number): string => String(n).padStart(2, '0')

/** How long something takes, in words: 54 s, 15 min, 1.5 h. */
export function durationText(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))}\u00a0s`
  return seconds < 59.5 * 60 ? `${Math.round(seconds / 60)}\u00a0min` : `${(seconds / 3600).toFixed(1)}\u00a0h`
}

const SOFTWARE_ADAPTERS = ['SwiftShader', 'llvmpipe', 'lavapipe'] as const

/** The adapter's name and architecture; for a software adapter "software" and "(SwiftShader)", whatever its vendor. */
export function adapterLabel({ description, vendor, architecture, software }: Omit<DeviceInfo, 'limits' | 'features' | 'profile'>) {
  const name = description || vendor || 'adapter'
  if (!software) return { name, detail: architecture }
  const text = `${description} ${architecture}`.toLowerCase()
  return { name: 'software', detail: `(${SOFTWARE_ADAPTERS.find((known) => text.includes(known.toLowerCase())) ?? name})` }
}

/** 63 MiB, 4.0 GiB. */
export function bytes(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'] as const
  const at = Math.min(3, Math.max(0, Math.floor(Math.log2(Math.max(1, count)) / 10)))
  const value = count / 1024 ** at
  return `${value < 10 && at > 0 ? value.toFixed(1) : Math.round(value)} ${units[at]}`
}

/** 0.44 GFLOP. */
export function flop(count: number): string {
  if (count >= 1e11) return `${(count / 1e12).toPrecision(2)} TFLOP`
  if (count >= 1e8) return `${(count / 1e9).toPrecision(2)} GFLOP`
  return `${(count / 1e6).toPrecision(2)} MFLOP`
}

/** "test sample 115" or "validation sample 115", or what the pad shows instead. */
export const sampleName = (index: SampleFrame['index']): string =>
  index === 'custom' ? 'the image on the pad' : `${watchedNow()} sample ${grouped(index)}`

/** A summary with a phrase for each form group that has an effect. @param groups how many of them */
export const summaryOf = (e: Experiment, groups?: number): string[] =>
  phrasesOf(e, stepsOf(e.data, e.encoder)).slice(0, groups).filter(Boolean)

/** One phrase per form group; of neurons and surrogate '' where nothing spikes: some agents, and models of rates. @param time T; null leaves it out */
function phrasesOf(e: Experiment, time: number | null): string[] {
  const { network } = e
  const spikes = network.kind === 'agent' ? hasNeurons(network.memory) : network.kind !== 'latent' || network.output !== 'rate'
  return [
    dataText(e, time),
    `${networkText(e, inputsOf(e), outputsOf(e))}${normalizationOf(e.network).kind === 'none' ? '' : ', tdBN'}`,
    spikes
      ? neuronsOf(e)
          .map((neuron) => descriptionOf(neuron).summary)
          .join(' and ')
      : '',
    spikes ? outputSlope(e).summary : '',
    `${e.optimizer.kind === 'sgd' ? 'SGD' : e.optimizer.kind === 'adam' ? 'Adam' : 'AdamW'} ${e.optimizer.rate}${e.schedule.kind === 'constant' ? '' : `, ${e.schedule.kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`}`,
  ]
}

/** "MNIST, direct, 4 steps"; of an agent "T-maze, rollouts of 65 time steps". */
function dataText({ data, encoder }: Experiment, time: number | null): string {
  const set = dataShape(data)
  if (isExperience(data)) return `${set.title}${time === null ? '' : `, rollouts of ${counted(time, 'time step')}`}`
  return `${set.title}, ${encoderText(encoder, set)}${time === null ? '' : `, ${counted(time, 'step')}`}`
}

/** The phrases that the summaries of all experiments share, with T where it is the same in all. */
export function sharedSummary(experiments: readonly Experiment[]): string[] {
  const times = new Set(experiments.map(({ data, encoder }) => stepsOf(data, encoder)))
  const summaries = experiments.map((e) => phrasesOf(e, times.size === 1 ? [...times][0]! : null))
  return (summaries[0] ?? []).filter((phrase, group) => phrase !== '' && summaries.every((summary) => summary[group] === phrase))
}

/** The order of frames, as words that follow "frames". */
export const ORDER_LABELS = {
  recorded: 'as recorded',
  reversed: 'reversed',
  shuffled: 'shuffled',
  collapsed: 'collapsed',
  testReversed: 'reversed in tests',
  testShuffled: 'shuffled in tests',
} as const

/** How a sample is encoded: "permuted pixels"; for a sequence, which has no rows, "step by step". */
export function encoderText(encoder: EncoderSpec, { sequence }: DataShape): string {
  if (encoder.kind === 'rows') return sequence ? STEP_BY_STEP : 'row by row'
  if (encoder.kind === 'camera') return 'event camera'
  if (encoder.kind === 'frames') return encoder.order === 'recorded' ? 'frame by frame' : `frames ${ORDER_LABELS[encoder.order]}`
  if (encoder.kind !== 'pixels') return encoder.kind
  return encoder.permuted ? 'permuted pixels' : 'pixel by pixel'
}

/** The number of input values at one time step. */
export function inputsOf({ data, encoder }: Experiment): number {
  const { height, width, channels } = receivedShape(data, encoder)
  if (encoder.kind === 'pixels') return channels
  return encoder.kind === 'rows' ? width * channels : height * width * channels
}

/** The number of outputs: classes, values of a function, cells whose responses are modeled, or an agent's actions or the numbers of one. */
export function outputsOf({ data }: Experiment): number {
  if (isFunction(data)) return functionShape(data).outputs
  if (isMovies(data)) return movieShape(data).cells
  if (!isExperience(data)) return dataShape(data).classes
  const { action } = environmentShape(data.environment)
  return action.kind === 'discrete' ? action.count : action.size
}

/** Whether one skip length has more than half of the softmax weight. */
export const isSettled = ({ span, probabilities }: SpanReading): boolean => probabilities[span - 1]! > 0.5

/** "skip 12" once it dominates the softmax, else all of them: "skips 1–21". */
export const spanName = (spans: SpanReading): string => (isSettled(spans) ? `skip ${spans.span}` : `skips 1–${spans.probabilities.length}`)

/** A layer's recurrent input: "recurrent, skip 16". Learned skips show their current softmax, `spans`. Empty without recurrence. */
export function recurrenceText(recurrence: RecurrenceSpec, spans?: SpanReading | null): string {
  switch (recurrence.kind) {
    case 'none':
      return ''
    case 'vanilla':
      return 'recurrent'
    case 'skip':
      return `recurrent, skip ${recurrence.span}`
    case 'adaptive':
      return `recurrent, ${spans ? spanName(spans) : `skips 1–${recurrence.spans}`}`
    default:
      return recurrence satisfies never
  }
}

/** How streams are fused, in one or two words. */
export const FUSION_LABELS: Readonly<Record<FusionSpec['kind'], string>> = {
  cmaV1: 'CMA V1',
  cmaV2: 'CMA V2',
  self: 'self-attention',
  concat: 'concat',
  add: 'sum',
  early: 'early fusion',
  late: 'late fusion',
  eventOnly: 'events only',
  frameOnly: 'frames only',
}

/** "CMA V1 after layer 2" */
const fusionText = (fusion: FusionSpec): string => `${FUSION_LABELS[fusion.kind]}${'after' in fusion ? ` after layer ${fusion.after}` : ''}`

/** "latent model, z 16, GRU 128" */
function latentText({ latents, memory, output }: LatentSpec): string {
  const parts = [
    latents > 0 ? 'latent model' : output === 'rate' ? 'rate model' : 'spiking model',
    ...(latents > 0 ? [`z ${latents}`] : []),
    memory.kind === 'none' ? 'no memory' : `${MEMORY_LABELS[memory.kind]} ${memory.size}`,
  ]
  return parts.join(', ')
}

const MEMORY_LABELS = { tanh: 'tanh', relu: 'ReLU', gru: 'GRU', lstm: 'LSTM' } as const

const SPIKING_PARTS = { none: 'SiLU', backbone: 'spiking backbone', neck: 'spiking backbone and neck', all: 'spiking' } as const

const AGENT_MEMORIES = { grsn: 'GRSN', lif: 'LIF', minGru: 'minGRU', gru: 'GRU', lstm: 'LSTM' } as const

/** "agent, GRSN 64" */
const agentText = ({ memory, units }: AgentSpec): string =>
  `agent, ${memory.kind === 'none' ? 'no memory' : `${AGENT_MEMORIES[memory.kind]} ${units}`}`

/** "784–256–10", or the number of layers of each kind. */
function networkText({ network }: Experiment, inputs: number, classes: number): string {
  if (network.kind === 'latent') return latentText(network)
  if (network.kind === 'agent') return agentText(network)
  if (network.kind === 'detector') return `detector, ${SPIKING_PARTS[network.spiking]}, strides ${network.strides.join(', ')}`
  const recurrence = recurrenceOf(network)
  const received = recurrence ? `, ${recurrenceText(recurrence)}` : ''
  if (network.kind !== 'layers') {
    const hidden = network.hidden.length > 4 ? showList(network.hidden).replace(' × ', '×') : network.hidden.join('–')
    return `${inputs}–${hidden ? `${hidden}–` : ''}${classes}${received}`
  }
  const count = (kind: string, one: string, many: string) => {
    const n = network.layers.filter((layer) => layer.kind === kind).length
    return n === 0 ? [] : [`${n} ${n === 1 ? one : many}`]
  }
  const parts = [
    ...count('conv', 'convolution', 'convolutions'),
    ...count('residual', 'residual block', 'residual blocks'),
    ...count('linear', 'linear layer', 'linear layers'),
  ]
  const fusion = network.fusion ? `, ${fusionText(network.fusion)}` : ''
  return `${parts.join(', ') || 'no hidden layer'}${received}${fusion}${network.width < 1 ? ` at width ${Number(network.width.toPrecision(3))}` : ''}`
}

/** A field's value as its row shows it. */
export function showValue(row: FormRow, value: unknown): string {
  if (typeof value === 'number') return showNumber(value, row.step)
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (row.control === 'layers') return `${(value as readonly unknown[]).length} layers`
  if (row.control === 'text') return linesText(String(value).split('\n').length)
  if (Array.isArray(value)) return showList(value.map(Number)) || 'none'
  return row.choices?.find((choice) => choice.value === value)?.label ?? String(value)
}

const linesText = (lines: number): string => (lines === 1 ? 'a line' : `${lines} lines`)

/** The progress of a slow operation: "Loading the data, 34 %". */
export const stageText = ({ what, done, total }: { what: string; done: number; total: number }): string =>
  `${what}, ${Math.floor((100 * done) / Math.max(1, total))} %`

interface Opening {
  readonly run: RunState
  /** The problems of the experiment that is to be opened. */
  readonly problems: readonly Problem[]
}

const NONE_OPEN = 'No network is open.'

/** What is being prepared before training can start, or that the experiment has a problem; null if neither applies. */
export function buildingText({ run, problems }: Opening): string | null {
  if (run.kind === 'idle') return errorsOf(problems).length > 0 ? NONE_OPEN : 'Building the network …'
  return run.kind === 'compiling' ? `Building the network: ${stageText({ ...run, what: run.what.toLowerCase() })}` : null
}

export const NO_SPIKES = 'No layer of this network spikes.'

/** Why no spiking layer can be shown. While no layer is known, the network is still being built or no network is open. */
export function noLayerText(opening: Opening, layers: readonly unknown[]): string {
  if (layers.length > 0) return NO_SPIKES
  return opening.run.kind === 'failed' ? NONE_OPEN : (buildingText(opening) ?? 'Building the network …')
}

/** The size of one sample: "28 × 28", "784 steps × 1", "4 features". */
export function sizeText({ height, width, channels, sequence, frame }: DataShape): string {
  if (frame) {
    const size = `${frame.width} × ${frame.height}${frame.polarities === 2 ? ', ON and OFF' : ''}`
    // The size of a scene is that of one frame.
    return width === frame.width ? size : `${height} frames, ${size}`
  }
  if (height === 1 && channels === 1 && !sequence) return counted(width, 'feature')
  return sequence ? `${height} steps × ${width}` : `${width} × ${height}${channels === 3 ? ', color' : ''}`
}

/** The samples of a set: their size and the number of classes; for movies, size and cells; "number → number" where targets are numbers. */
export function shapeText(data: Experiment['data']): string {
  const shape = dataShape(data)
  if (!isMovies(data)) return isEndless(data) ? `${labeledText(shape)}, an endless stream` : labeledText(shape)
  const { height, width, cells } = movieShape(data)
  return `${height} × ${width}, ${counted(cells, 'cell')}`
}

const labeledText = (shape: DataShape): string =>
  shape.classes > 0 ? `${sizeText(shape)}, ${shape.classes} classes` : `${shape.sequence ? sizeText(shape) : 'number'} → number`
