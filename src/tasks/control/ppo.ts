/**
 * Recurrent PPO: a training step is one rollout of all environments, a pass over it with the weights that acted, and rounds of
 * minibatches, each of whole sequences.
 */

import type { Op } from '../../engine/kernel'
import { halfBits, streamOf } from '../../engine/random'
import { persistent, type Tensor, tensor, view } from '../../engine/tensor'
import { episodeReturns, TOTALS, wrapMoments } from '../../environments/record/kernels'
import { columnSum } from '../../layers/kernels'
import { takeRows } from '../../layers/records/kernels'
import { advantages, logProbabilityOps, type Policy, ppoLoss } from '../../losses/control/ppo'
import { agentSummary } from '../../networks/agent/kernels'
import { backwardOps, forwardOps, operationsOf, squaresOps } from '../../networks/graph'
import { type LayerProbe, membraneOps, probeOf } from '../../networks/probes'
import { optimizer } from '../../optimizers/optimizer'
import type { Stage } from '../built'
import type { Algorithm } from './algorithm'
import { TRAIN_METRICS } from './metrics'
import { type Agent, acting, agentOver, begins, type ControlParts, copy, type Rollout } from './parts'

/** Rows of the ring of scalars. */
const REPORT_ROWS = 4096

export function ppo(parts: ControlParts, rollout: Rollout): Algorithm {
  const { spec, network, control, clock, rows, totalSteps, stepsPerPass } = parts
  const { epochs, minibatches } = spec.algorithm
  const transitions = persistent('transitions', 'f32', [rollout.steps, rows, 4])
  const judge = judging(parts, rollout, transitions)
  const learn = learning(parts, rollout, transitions, judge.probes)
  const updates = epochs * minibatches
  const { ops: update, state: moments } = optimizer(network, control, {
    ...spec,
    totalSteps: totalSteps * updates,
    samples: Math.max(1, Math.round(control.batch * updates * stepsPerPass)),
    epochs: spec.run.epochs,
  })
  const finish = finishing(parts, rollout, judge, updates)
  const stages: Stage[] = [
    { program: 'act', repeat: 1 },
    { program: 'judge', repeat: 1 },
    ...Array.from({ length: updates }).flatMap(() => [
      { program: 'learn', repeat: 1 },
      { program: 'update', repeat: 1 },
    ]),
    { program: 'finish', repeat: 1 },
  ]
  return {
    networks: [{ network, spec: spec.network, graph: learn.agent.graph, control, moments }],
    programs: {
      act: [begins(parts, rollout), acting(parts, 'act', rollout, 'training', false)],
      ...{ judge: judge.ops, learn: learn.ops, update, finish: finish.ops },
    },
    stages,
    preview: stages.slice(0, 3),
    report: finish.report,
    metrics: TRAIN_METRICS,
    persistent: [network.values, ...moments, control.clock, control.halted, control.report, clock, finish.report, finish.totals],
    initial: [[network.values, () => network.initialValues()]],
    scratch: [network.grads, control.micro],
    probes: judge.probes,
    operations: operationsOf(learn.agent.graph, rows, spec.encoder.steps * epochs),
  }
}

const policyOf = ({ graph, logDeviation }: Agent): Policy =>
  logDeviation ? { kind: 'gaussian', mean: graph.says[0]!, logDeviation } : { kind: 'categorical', logits: graph.says[0]! }

/** Over the whole rollout with the weights that acted: log-probabilities, values, advantages, and what is watched of the memory. */
function judging(parts: ControlParts, rollout: Rollout, transitions: Tensor<'f32'>) {
  const { spec, words, rows } = parts
  const { steps, records, start } = rollout
  const carried = tensor('judge.memory', 'f32', start.shape)
  const agent = agentOver(parts, { name: 'judge', mode: 'evaluate', records, at: 'all', carried, values: true })
  const logProbability = tensor('judge.logProbability', 'f32', [steps, rows])
  const entropy = tensor('judge.entropy', 'f32', [steps, rows])
  const probes = agent.graph.spiking.map(probeOf)
  const watching = new Map(probes.map((p) => [p.spiking.name, membraneOps(p, rows)]))
  const fired = firing(agent)
  const ops: Op[] = [
    copy(parts, start, carried, rows),
    ...forwardOps(agent.graph, (name) => watching.get(name) ?? []),
    logProbabilityOps(records, policyOf(agent), words, { logProbability, entropy }),
    advantages({ records, value: agent.graph.says[1]!.value, logProbability }, transitions, words, spec.algorithm),
    ...fired.ops,
  ]
  return { probes, fired, ops }
}

const SPLIT_ROWS = 256

/** Sums of the memory’s spikes, a part of the rows each; zeros where it has none. */
function firing({ graph }: Agent): { fired: Tensor<'f32'>; counted: number; ops: Op[] } {
  const [spiking] = graph.spiking
  if (!spiking) return { fired: persistent('fired', 'f32', [1, 4]), counted: 1, ops: [] }
  const [steps, batch, columns] = spiking.spikes.shape as readonly [number, number, number]
  const rows = steps * batch
  const fired = persistent('fired', 'f32', [Math.ceil(rows / SPLIT_ROWS), columns])
  const ops = [columnSum({ input: view(spiking.spikes, [rows, columns]), partial: fired }, { rowsPerSplit: SPLIT_ROWS })]
  return { fired, counted: rows * spiking.features, ops }
}

/** One minibatch, from its rows to gradients. */
function learning(parts: ControlParts, rollout: Rollout, worth: Tensor<'f32'>, probes: readonly LayerProbe[]) {
  const { spec, words, rows, size, control } = parts
  const { start } = rollout
  const order = { half: halfBits(rows), seed: spec.run.seed, order: streamOf('order') }
  const take = (source: Tensor<'f32'>, name: string): { taken: Tensor<'f32'>; op: Op } => {
    const [moments, , columns] = source.shape as readonly [number, number, number]
    const taken = tensor(name, 'f32', [moments, size, columns])
    return { taken, op: takeRows({ source, clock: control.clock, taken }, order) }
  }
  const records = take(rollout.records, 'learn.records')
  const transitions = take(worth, 'learn.transitions')
  const memory = take(view(start, [1, rows, start.shape[1]!]), 'learn.memory')
  const carried = view(memory.taken, [size, start.shape[1]!])
  const agent = agentOver(parts, { name: 'learn', mode: 'train', records: records.taken, at: 'all', carried, values: true })
  return {
    agent,
    ops: [
      ...[records.op, transitions.op, memory.op],
      ...forwardOps(agent.graph, () => []),
      ...ppoLoss(
        'ppo',
        policyOf(agent),
        agent.graph.says[1]!,
        { records: records.taken, transitions: transitions.taken, figures: control.figures },
        words,
        spec.algorithm,
      ),
      ...backwardOps(agent.graph, (spiking) => squaresOps(spiking, probes.find((p) => p.spiking.name === spiking.name)!.squares)),
    ],
  }
}

/** The row of the report, the clock, and the rollout's end as the beginning of the next. */
function finishing(parts: ControlParts, rollout: Rollout, judge: ReturnType<typeof judging>, updates: number) {
  const { control, clock, words, rows } = parts
  const totals = persistent('totals', 'f32', [rows, TOTALS])
  const report = persistent('report', 'f32', [REPORT_ROWS, TRAIN_METRICS.length])
  const ops: Op[] = [
    episodeReturns({ records: rollout.records, totals }, { reward: words.reward, end: words.end }),
    agentSummary(
      { totals, updated: control.report, updateClock: control.clock, halted: control.halted, fired: judge.fired.fired, clock, report },
      { updates, counted: judge.fired.counted },
    ),
    wrapMoments({ values: rollout.records }, {}),
    wrapMoments({ values: rollout.states }, {}),
    copy(parts, rollout.now, rollout.start, rows),
  ]
  return { ops, totals, report }
}
