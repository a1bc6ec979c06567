/**
 * The programs of an algorithm that trains one network: agents act, a pass over the rollout with the weights that acted, then updates one
 * after another, each learning and a step of the optimizer.
 */

import type { Op } from '../../engine/kernel'
import type { NetworkCopy } from '../../engine/network'
import type { Tensor } from '../../engine/tensor'
import { optimizer } from '../../optimizers/optimizer'
import type { Stage } from '../built'
import { type Agent, acting } from './agent'
import type { Algorithm } from './algorithm'
import { trainMetrics } from './metrics'
import { begins, type ControlParts, type Rollout } from './parts'
import { finishing, type rewatched } from './report'

interface Rounds {
  readonly updates: number
  /** The number of environments or of sequences in an update. */
  readonly samples: number
  readonly judge: Pick<ReturnType<typeof rewatched>, 'ops' | 'fired' | 'probes'>
  readonly learn: { readonly agent: Agent; readonly ops: readonly Op[] }
  /** Ops after acting, and after an update. */
  readonly afterActing?: readonly Op[]
  readonly afterUpdate?: readonly Op[]
  /** A copy of the network that starts with its weights, and other tensors that persist. */
  readonly target?: NetworkCopy
  readonly stored?: readonly Tensor[]
  readonly operations: number
}

export function inRounds(parts: ControlParts, rollout: Rollout, rounds: Rounds): Algorithm {
  const { spec, network, control, clock, totalSteps, stepsPerPass } = parts
  const { updates, samples, judge, learn, afterActing = [], afterUpdate = [], target, stored = [], operations } = rounds
  const { ops: update, state: moments } = optimizer(network, control, {
    ...spec,
    totalSteps: totalSteps * updates,
    samples: Math.max(1, Math.round(samples * updates * stepsPerPass)),
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
  const values = [network.values, ...(target ? [target.values] : [])]
  return {
    networks: [{ network, spec: spec.network, graph: learn.agent.graph, control, moments }],
    programs: {
      act: [begins(parts, rollout), acting(parts, 'act', rollout, 'training', false), ...afterActing],
      judge: judge.ops,
      learn: learn.ops,
      update: [...update, ...afterUpdate],
      finish: finish.ops,
    },
    stages,
    preview: stages.slice(0, 3),
    report: finish.report,
    metrics: trainMetrics(spec),
    persistent: [...values, ...moments, control.clock, control.halted, control.report, clock, finish.report, finish.totals, ...stored],
    initial: values.map((one) => [one, () => network.initialValues()] as const),
    scratch: [network.grads, control.micro],
    probes: judge.probes,
    operations,
  }
}
