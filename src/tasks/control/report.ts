/** What every algorithm does with a rollout in addition to learning: probes of the memory, a row of the report, and the start of the next rollout. */
import type { Op } from '../../engine/kernel'
import { persistent, type Tensor, tensor, view } from '../../engine/tensor'
import { episodeReturns, TOTALS, wrapTimeSteps } from '../../environments/record/kernels'
import { columnSum } from '../../layers/kernels'
import { agentSummary } from '../../networks/agent/kernels'
import { forwardOps } from '../../networks/graph'
import { membraneOps, probeOf } from '../../networks/probes'
import type { Control } from '../../optimizers/optimizer'
import { type Agent, agentOver } from './agent'
import { trainMetrics } from './metrics'
import { type ControlParts, copy, type Rollout } from './parts'

/** The number of rows in the report's ring buffer. */
const REPORT_ROWS = 4096

/** The agent over the whole rollout with the weights that acted, and the probes of its memory. @param values whether it has a value output */
export function rewatched(parts: ControlParts, { records, start, rows }: Rollout, values: boolean) {
  const carried = tensor('judge.memory', 'f32', start.shape)
  const agent = agentOver(parts, { name: 'judge', mode: 'evaluate', records, at: 'all', carried, values })
  const probes = agent.graph.spiking.map((s) => probeOf(s, rows))
  const watching = new Map(probes.map((p) => [p.spiking.name, membraneOps(p)]))
  const fired = firing(agent)
  return {
    agent,
    probes,
    fired,
    ops: [copy(parts, start, carried, rows), ...forwardOps(agent.graph, (name) => watching.get(name) ?? []), ...fired.ops],
  }
}

const SPLIT_ROWS = 256

/** Partial sums of the memory’s spikes over parts of the rows; zeros where it has none. */
export function firing({ graph }: Agent): { fired: Tensor<'f32'>; counted: number; ops: Op[] } {
  const [spiking] = graph.spiking
  if (!spiking) return { fired: persistent('fired', 'f32', [1, 4]), counted: 1, ops: [] }
  const [steps, batch, columns] = spiking.spikes.shape as readonly [number, number, number]
  const rows = steps * batch
  const fired = persistent('fired', 'f32', [Math.ceil(rows / SPLIT_ROWS), columns])
  const ops = [columnSum({ input: view(spiking.spikes, [rows, columns]), partial: fired }, { rowsPerSplit: SPLIT_ROWS })]
  return { fired, counted: rows * spiking.features, ops }
}

interface Finish {
  /** The network whose metrics come first in the report; the policy's by default. */
  readonly control?: Control
  readonly fired: ReturnType<typeof firing>
  /** The number of updates in a training step. */
  readonly updates: number
  /** Writes further columns of the report, in front of the clock. */
  readonly moreColumns?: (report: Tensor<'f32'>) => readonly Op[]
}

/** A reward that no step brings. */
const UNREACHED = 2 ** 127

/** Adds the episodes of a rollout to totals. */
export const returnsOf = ({ words, shape }: ControlParts, records: Tensor<'f32'>, totals: Tensor<'f32'>): Op =>
  episodeReturns({ records, totals }, { reward: words.reward, end: words.end, wonAbove: shape.wonAbove ?? UNREACHED })

/** Writes a row of the report, advances the clock, and makes the rollout's end the start of the next. */
export function finishing(parts: ControlParts, rollout: Rollout, { control = parts.control, fired, updates, moreColumns }: Finish) {
  const { spec, clock, rows } = parts
  const totals = persistent('totals', 'f32', [rows, TOTALS])
  const report = persistent('report', 'f32', [REPORT_ROWS, trainMetrics(spec).length])
  const ops: Op[] = [
    returnsOf(parts, rollout.records, totals),
    ...(moreColumns?.(report) ?? []),
    agentSummary(
      { totals, updated: control.report, updateClock: control.clock, halted: control.halted, fired: fired.fired, clock, report },
      { updates, counted: fired.counted },
    ),
    wrapTimeSteps({ values: rollout.records }, {}),
    wrapTimeSteps({ values: rollout.states }, {}),
    copy(parts, rollout.now, rollout.start, rows),
  ]
  return { ops, totals, report }
}
