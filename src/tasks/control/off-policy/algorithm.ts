/**
 * TD3, SAC and SAC for discrete actions, recurrent: a training step is one rollout of all environments, stored in a ring buffer of the
 * newest time steps, and several updates from sequences of that buffer. At first, actions are random and nothing is learned.
 */
import type { Op } from '../../../engine/kernel'
import type { Tensor } from '../../../engine/tensor'
import { ringOf } from '../../../layers/sequences/replay'
import { updateSummary } from '../../../networks/agent/kernels'
import { operationsOf } from '../../../networks/graph'
import { optimizer } from '../../../optimizers/optimizer'
import { optimizerSchema } from '../../../optimizers/schema'
import { targetOps, waitOp } from '../../../optimizers/target'
import type { Stage } from '../../built'
import { acting } from '../agent'
import type { Algorithm } from '../algorithm'
import { actorColumns, TEMPERATURE_METRICS, trainMetrics } from '../metrics'
import { begins, type ControlParts, type Rollout } from '../parts'
import { finishing, firing } from '../report'
import { type OffPolicySpec, updatesPerPolicy } from '../schema'
import { type Learners, learnersOf } from './learners'
import { judgedBy, learning } from './learning'
import { drawSequences, firstSequence } from './sequences'

export function offPolicy(parts: ControlParts, algorithm: OffPolicySpec, rollout: Rollout): Algorithm {
  const { spec, network, control, clock } = parts
  const { updates } = algorithm
  const learners = learnersOf(parts, algorithm)
  const { critic, criticControl, target, targetActor, temperature } = learners
  const ring = ringOf('replay.records', { source: rollout.records, clock }, { capacity: algorithm.buffer })
  const drawn = drawSequences(parts, algorithm, { ring, draw: criticControl.clock, steps: rollout.steps })
  const learn = learning(parts, algorithm, learners, drawn)
  const optimizers = optimizersOf(parts, algorithm, learners)
  const fired = firing(learn.agent)
  const finish = finishing(parts, rollout, {
    control: criticControl,
    fired,
    updates,
    moreColumns: reportColumns(parts, algorithm, learners),
  })
  const stage = (program: string, repeat = 1): Stage => ({ program, repeat })
  const every = updatesPerPolicy(algorithm)
  /** The updates of a training step, where all but every so many are of the critics alone. */
  const updating = (all: string, critics: string): Stage[] =>
    every === 1 ? [stage(all, updates)] : Array.from({ length: updates / every }, () => [stage(critics, every - 1), stage(all)]).flat()
  const alpha = temperature?.learned
  const networks = [
    { network, control, moments: optimizers.actor.state, graph: learn.agent.graph },
    { network: critic, control: criticControl, moments: optimizers.critic.state, graph: learn.critics },
  ]
  const trained = [...networks, ...(alpha ? [{ ...alpha, moments: optimizers.temperature!.state }] : [])]
  const copies = [target, ...(targetActor ? [targetActor] : [])]
  return {
    networks: networks.map((one) => ({ ...one, spec: spec.network })),
    programs: {
      act: [begins(parts, rollout), acting(parts, 'act', rollout, 'training', false), ring.keep],
      wait: [waitOp({ clock, halted: control.halted }, algorithm.randomRollouts)],
      update: [
        ...learn.critic,
        ...optimizers.critic.ops,
        ...learn.actor,
        ...optimizers.actor.ops,
        ...follows(learners, parts, algorithm),
        ...(optimizers.temperature?.ops ?? []),
      ],
      look: [...learn.critic, ...learn.actor],
      ...(every > 1 && { critics: [...learn.criticAlone, ...optimizers.critic.ops], lookAtCritics: learn.criticAlone }),
      // The spikes of the last update.
      finish: [waitOp({ clock, halted: control.halted }, 0), ...fired.ops, ...finish.ops],
    },
    stages: [stage('act'), stage('wait'), ...updating('update', 'critics'), stage('finish')],
    preview: [stage('act'), ...updating('look', 'lookAtCritics')],
    report: finish.report,
    metrics: trainMetrics(spec),
    persistent: [
      ...trained.flatMap((one) => [one.network.values, ...one.moments, one.control.clock, one.control.report]),
      ...copies.map(({ values }) => values),
      control.halted,
      clock,
      ring.values,
      finish.report,
      finish.totals,
    ],
    initial: [...trained.map((one) => one.network), ...copies].map((one) => [one.values, () => one.initialValues()] as const),
    scratch: trained.flatMap((one) => [one.network.grads, one.control.micro]),
    probes: learn.probes,
    watchedFrom: firstSequence(algorithm.sequence, rollout.steps),
    judged: (records) => judgedBy(parts, learners.critic, records),
    operations: updates * learnedOperations(learn, algorithm.batch, algorithm.sequence + 1, every),
  }
}

/**
 * Operations of an update, of which a pass backward has two thirds. Critics run forward once more as targets, and once for the policy's
 * loss, which is in one of so many updates.
 */
const learnedOperations = ({ agent, critics }: ReturnType<typeof learning>, size: number, moments: number, every: number): number =>
  ((1 + 2 / every) / 3) * operationsOf(agent.graph, size, moments) + ((4 + 1 / every) / 3) * operationsOf(critics, size, moments)

const follows = (
  { critic, criticControl, target, targetActor }: Learners,
  { network, control }: ControlParts,
  { target: spec }: OffPolicySpec,
): Op[] => [...targetOps(critic, target, criticControl, spec), ...(targetActor ? targetOps(network, targetActor, control, spec) : [])]

/** An optimizer for each network: that of the experiment, and for the temperature Adam with a rate of its own. */
function optimizersOf(parts: ControlParts, algorithm: OffPolicySpec, { critic, criticControl, temperature }: Learners) {
  const { spec, network, control, stepsPerPass } = parts
  const optionsFor = (updates: number) => ({
    ...spec,
    totalSteps: Math.max(1, (parts.totalSteps - algorithm.randomRollouts) * updates),
    samples: Math.max(1, Math.round(control.batch * updates * stepsPerPass)),
    epochs: spec.run.epochs,
  })
  const options = optionsFor(algorithm.updates)
  const alpha = temperature?.learned
  const rate = 'temperature' in algorithm && algorithm.temperature.kind === 'learned' ? algorithm.temperature.rate : 0
  return {
    actor: optimizer(network, control, optionsFor(algorithm.updates / updatesPerPolicy(algorithm))),
    critic: optimizer(critic, criticControl, options),
    temperature:
      alpha &&
      optimizer(alpha.network, alpha.control, {
        optimizer: optimizerSchema.parse({ kind: 'adam', rate }),
        schedule: { kind: 'constant' },
        warmUpSteps: 0,
        clipNorm: 0,
        totalSteps: options.totalSteps,
        samples: 1,
        epochs: 1,
        groups: {},
      }),
  }
}

/** Writes the columns of the report after those of the critics: the policy's, then the temperature's. */
function reportColumns({ spec, clock, control }: ControlParts, algorithm: OffPolicySpec, { temperature }: Learners) {
  const columns = actorColumns(spec.algorithm)
  const after = trainMetrics(spec).length
  const ofAlpha = temperature?.learned ? TEMPERATURE_METRICS.length : 0
  const first = after - ofAlpha - columns.length
  const updates = algorithm.updates / updatesPerPolicy(algorithm)
  return (report: Tensor<'f32'>): Op[] => [
    ...columns.map((column, i) =>
      updateSummary(
        { updated: control.report, updateClock: control.clock, clock, report },
        { updates, first: column, count: 1, place: first + i },
      ),
    ),
    ...(temperature?.learned
      ? [
          updateSummary(
            { updated: temperature.learned.control.report, updateClock: temperature.learned.control.clock, clock, report },
            { updates, first: 0, count: ofAlpha, place: first + columns.length },
          ),
        ]
      : []),
  ]
}
