/** What all programs of an agent share: its network, its optimizer, and the tensors of its rollouts. Pure. */
import type { Op } from '../../engine/kernel'
import { createNetwork, type Network } from '../../engine/network'
import { persistent, type Tensor, view } from '../../engine/tensor'
import type { EnvironmentShape } from '../../environments/record/schema'
import { END, recordLayout } from '../../environments/record/schema'
import { carry } from '../../layers/kernels'
import { cellOf, statesOf } from '../../layers/memory/describe'
import type { CellSpec } from '../../layers/memory/schema'
import { observedBy } from '../../layers/records/layer'
import type { TransitionWords } from '../../losses/control/schema'
import { descriptionOf } from '../../neurons/descriptions'
import type { Control } from '../../optimizers/optimizer'
import type { BuildOptions } from '../built'
import { policyMetricCount } from './metrics'
import { type ControlSpec, isOffPolicy, shapeOf, sizeOfBatch, stepsAPass } from './schema'

/** The number of rows in the ring buffer of update metrics. */
const UPDATE_ROWS = 4096

export interface ControlParts {
  readonly spec: ControlSpec
  readonly options: BuildOptions
  readonly shape: EnvironmentShape
  readonly words: TransitionWords
  /** The number of words in a record. */
  readonly width: number
  /** The size of an agent's observation; below, its index among several agents. */
  readonly observed: number
  /** The number of agents in all environments. */
  readonly rows: number
  /** The number of words in an agent’s memory. */
  readonly remembered: number
  readonly network: Network
  readonly control: Control
  /** [1]: the training steps that are done. */
  readonly clock: Tensor<'u32'>
  /** [1], always 0. */
  readonly still: Tensor<'u32'>
  readonly tuningSpace: Record<string, readonly string[]>
  /** The number of training steps of the run; below, of a pass. */
  readonly totalSteps: number
  readonly stepsPerPass: number
}

export function controlParts(spec: ControlSpec, options: BuildOptions): ControlParts {
  const shape = shapeOf(spec)
  const layout = recordLayout(shape)
  const name = options.name ?? (isOffPolicy(spec.algorithm) ? 'actor' : 'network')
  return {
    spec,
    options,
    shape,
    rows: spec.data.batch * shape.agents,
    width: layout.words,
    observed: observedBy(shape),
    remembered: Math.max(4, memoryStates(spec)),
    words: { action: layout.action, reward: layout.reward, end: layout.end, available: layout.available },
    network: createNetwork(name),
    control: controlOf(name, policyMetricCount(spec), sizeOfBatch(spec)),
    clock: persistent('clock', 'u32', [1]),
    still: persistent('still', 'u32', [1]),
    tuningSpace: {},
    totalSteps: Math.max(1, Math.round(spec.run.epochs * stepsAPass(spec))),
    stepsPerPass: stepsAPass(spec),
  }
}

/** The training state of a network: `metrics` values for each of `batch` sequences. @param halted shared by networks that halt together */
export function controlOf(name: string, metrics: number, batch: number, halted = persistent(`${name}.halted`, 'u32', [4])): Control {
  return {
    clock: persistent(`${name}.clock`, 'u32', [1]),
    micro: persistent(`${name}.micro`, 'u32', [1]),
    halted,
    metrics: persistent(`${name}.figures`, 'f32', [metrics, batch]),
    report: persistent(`${name}.report`, 'f32', [UPDATE_ROWS, metrics + 2]),
    batch,
  }
}

/** The tensors of a rollout: records and states of all time steps, and the memory at its start and now. */
export interface Rollout {
  readonly steps: number
  readonly rows: number
  /** [steps + 1, rows, words] */
  readonly records: Tensor<'f32'>
  /** [steps + 1, environments, words] */
  readonly states: Tensor<'f32'>
  /** [rows, states of the memory] */
  readonly start: Tensor<'f32'>
  readonly now: Tensor<'f32'>
}

export function rolloutOf({ shape, width, remembered }: ControlParts, name: string, environments: number, steps: number): Rollout {
  const rows = environments * shape.agents
  return {
    steps,
    rows,
    records: persistent(`${name}.records`, 'f32', [steps + 1, rows, width]),
    states: persistent(`${name}.states`, 'f32', [steps + 1, environments, shape.state]),
    start: persistent(`${name}.memory`, 'f32', [rows, remembered]),
    now: persistent(`${name}.memoryNow`, 'f32', [rows, remembered]),
  }
}

/** The memory to build, with the experiment's neurons where it spikes; undefined where nothing is remembered. */
export const cellFor = ({ network, neuron, surrogate }: ControlSpec): CellSpec | undefined =>
  cellOf(network.memory, descriptionOf(neuron).rule, surrogate)

const memoryStates = (spec: ControlSpec): number => statesOf(cellFor(spec) ?? { kind: 'none' }, spec.network.units)

/** Records in which every environment starts an episode at the first step. */
export function firstRecords({ records }: Rollout, { words, width }: ControlParts): Float32Array<ArrayBuffer> {
  const values = new Float32Array(records.shape.reduce((a, b) => a * b, 1))
  const rows = records.shape[1]!
  for (let row = 0; row < rows; row++) values[row * width + words.end] = END.truncated
  return values
}

/** Copies the memory at the start to where it is updated. */
export const begins = (parts: ControlParts, { start, now, rows }: Rollout): Op => copy(parts, start, now, rows)

/** Copies [rows, columns] in one dispatch. */
export function copy({ network }: ControlParts, source: Tensor<'f32'>, carried: Tensor<'f32'>, rows: number): Op {
  const never = network.shared(`never ${rows}`, () => persistent(`never ${rows}`, 'u32', [rows]))
  const columns = source.shape[1]!
  return carry({ source: view(source, [1, rows, columns]), begins: never, carried: view(carried, [1, rows, columns]) }, {})
}
