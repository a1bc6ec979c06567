/**
 * Values of a team, learned from replayed episodes (QMIX, VDN): a training step is one rollout of all environments, stored in a ring
 * buffer, a pass over it, and updates from sequences of the buffer. Agents share their weights and receive their own index; they and the
 * mixer are one network, with a target network. The update itself is in team-update.ts.
 */
import { copyOf } from '../../engine/network'
import { operationsOf } from '../../networks/graph'
import { optimizer } from '../../optimizers/optimizer'
import { targetOps } from '../../optimizers/target'
import type { Stage } from '../built'
import { acting } from './agent'
import type { Algorithm } from './algorithm'
import { trainMetrics } from './metrics'
import { begins, type ControlParts, type Rollout } from './parts'
import { finishing, rewatched } from './report'
import type { By } from './schema'
import { replayOf, teamUpdate } from './team-update'

export function team(parts: ControlParts, rollout: Rollout, algorithm: By<'team'>): Algorithm {
  const { spec, shape, network, control, clock, totalSteps, stepsPerPass } = parts
  const { updates, length, sequences } = algorithm
  const replay = replayOf(parts, rollout, algorithm)
  const judge = rewatched(parts, rollout, false)
  const target = copyOf(network, 'target')
  const learn = teamUpdate(parts, { rollout, replay, target, probes: judge.probes }, algorithm)
  const { ops: update, state: moments } = optimizer(network, control, {
    ...spec,
    totalSteps: totalSteps * updates,
    samples: Math.max(1, Math.round(sequences * updates * stepsPerPass)),
    epochs: spec.run.epochs,
  })
  const finish = finishing(parts, rollout, { fired: judge.fired, updates })
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
      act: [begins(parts, rollout), acting(parts, 'act', rollout, 'training', false), ...replay.keep],
      judge: judge.ops,
      learn: learn.ops,
      update: [...update, ...targetOps(network, target, control, algorithm.target)],
      finish: finish.ops,
    },
    stages,
    preview: stages.slice(0, 3),
    report: finish.report,
    metrics: trainMetrics(spec),
    persistent: [
      network.values,
      target.values,
      ...moments,
      control.clock,
      control.halted,
      control.report,
      clock,
      finish.report,
      finish.totals,
      ...replay.rings.map(({ values }) => values),
    ],
    initial: [network.values, target.values].map((values) => [values, () => network.initialValues()] as const),
    scratch: [network.grads, control.micro],
    probes: judge.probes,
    operations: operationsOf(learn.agent.graph, sequences * shape.agents, (length + 1) * updates),
  }
}
