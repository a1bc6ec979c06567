/**
 * Values of a team, learned from replayed episodes (QMIX, VDN): a training step is one rollout of all environments, stored in a ring
 * buffer, a pass over it, and updates from sequences of the buffer. Agents share their weights and receive their own index; they and the
 * mixer are one network, with a target network. The update itself is in team-update.ts.
 */
import { copyOf } from '../../engine/network'
import { operationsOf } from '../../networks/graph'
import { targetOps } from '../../optimizers/target'
import type { Algorithm } from './algorithm'
import type { ControlParts, Rollout } from './parts'
import { rewatched } from './report'
import { inRounds } from './rounds'
import type { By } from './schema'
import { replayOf, teamUpdate } from './team-update'

export function team(parts: ControlParts, rollout: Rollout, algorithm: By<'team'>): Algorithm {
  const { shape, network, control } = parts
  const { updates, length, sequences } = algorithm
  const replay = replayOf(parts, rollout, algorithm)
  const judge = rewatched(parts, rollout, false)
  const target = copyOf(network, 'target')
  const learn = teamUpdate(parts, { rollout, replay, target, probes: judge.probes }, algorithm)
  return inRounds(parts, rollout, {
    updates,
    samples: sequences,
    judge,
    learn,
    afterActing: replay.keep,
    afterUpdate: targetOps(network, target, control, algorithm.target),
    target,
    stored: replay.rings.map(({ values }) => values),
    operations: operationsOf(learn.agent.graph, sequences * shape.agents, (length + 1) * updates),
  })
}
