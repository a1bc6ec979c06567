/**
 * Recurrent PPO: a training step is one rollout of all environments, a pass over it with the weights that acted, and several epochs of
 * minibatches, each of whole sequences.
 */

import type { Op } from '../../engine/kernel'
import { halfBits, streamOf } from '../../engine/random'
import { persistent, type Tensor, tensor } from '../../engine/tensor'
import { takeMinibatch, takeRows } from '../../layers/records/kernels'
import { advantages, logProbabilityOps, type Policy, ppoLoss } from '../../losses/control/ppo'
import { backwardOps, forwardOps, operationsOf, squaresOps } from '../../networks/graph'
import type { LayerProbe } from '../../networks/probes'
import { type Agent, agentOver } from './agent'
import type { Algorithm } from './algorithm'
import { isCentral, statesOf, valuesOver } from './critic'
import type { ControlParts, Rollout } from './parts'
import { rewatched } from './report'
import { inRounds } from './rounds'
import type { By } from './schema'

export function ppo(parts: ControlParts, rollout: Rollout, algorithm: By<'ppo'>): Algorithm {
  const { spec, control, rows } = parts
  const { epochs, minibatches } = algorithm
  const transitions = persistent('transitions', 'f32', [rollout.steps, rows, 4])
  const judge = judging(parts, rollout, transitions, algorithm)
  const learn = learning(parts, rollout, judge, transitions, algorithm)
  const operations = operationsOf(learn.agent.graph, rows, spec.encoder.steps * epochs)
  return inRounds(parts, rollout, { updates: epochs * minibatches, samples: control.batch, judge, learn, operations })
}

const policyOf = ({ graph, logStd }: Agent): Policy =>
  logStd ? { kind: 'gaussian', mean: graph.headOutputs[0]!, logStd } : { kind: 'categorical', logits: graph.headOutputs[0]! }

/** Computes log-probabilities, values and advantages over the whole rollout with the weights that acted, and the probes of the memory. */
function judging(parts: ControlParts, rollout: Rollout, transitions: Tensor<'f32'>, algorithm: By<'ppo'>) {
  const { words, rows } = parts
  const { steps, records } = rollout
  const { agent, probes, fired, ops: again } = rewatched(parts, rollout, !isCentral(parts))
  const { states, ops: shared } = statesOf(parts, 'rollout', rollout)
  const { value, forward } = valuesOver(parts, agent, { name: 'judge', mode: 'evaluate', records, states })
  const logProbability = tensor('judge.logProbability', 'f32', [steps, rows])
  const entropy = tensor('judge.entropy', 'f32', [steps, rows])
  const ops: Op[] = [
    ...again,
    ...shared,
    ...forward,
    logProbabilityOps(records, policyOf(agent), words, { logProbability, entropy }),
    advantages({ records, value: value.value, logProbability }, transitions, words, algorithm),
  ]
  return { states, probes, fired, ops }
}

/** The program of one minibatch, from its rows to gradients. */
function learning(
  parts: ControlParts,
  rollout: Rollout,
  { probes, states }: { readonly probes: readonly LayerProbe[]; readonly states: Tensor<'f32'> },
  worth: Tensor<'f32'>,
  algorithm: By<'ppo'>,
) {
  const { spec, shape, words, rows, control } = parts
  const { agents } = shape
  const size = control.batch
  const { start } = rollout
  const order = { members: agents, half: halfBits(rows / agents), seed: spec.run.seed, order: streamOf('order') }
  const rowsOf = (source: Tensor<'f32'>, name: string) => tensor(name, 'f32', source.shape.with(-2, size))
  const records = rowsOf(rollout.records, 'learn.records')
  const transitions = rowsOf(worth, 'learn.transitions')
  const carried = rowsOf(start, 'learn.memory')
  const seen = rowsOf(states, 'learn.agentStates')
  const taken = { takenRecords: records, takenTransitions: transitions, takenMemory: carried }
  const take = takeMinibatch({ records: rollout.records, transitions: worth, memory: start, clock: control.clock, ...taken }, order)
  const central = isCentral(parts)
  const agent = agentOver(parts, { name: 'learn', mode: 'train', records, at: 'all', carried, values: !central })
  const { value, forward, backward } = valuesOver(parts, agent, {
    name: 'learn',
    mode: 'train',
    records,
    states: seen,
  })
  return {
    agent,
    ops: [
      take,
      ...(central ? [takeRows({ source: states, clock: control.clock, taken: seen }, order)] : []),
      ...forwardOps(agent.graph, () => []),
      ...forward,
      ...ppoLoss('ppo', policyOf(agent), value, { records, transitions, metrics: control.metrics }, words, algorithm),
      ...backward,
      ...backwardOps(agent.graph, (spiking) => squaresOps(spiking, probes.find((p) => p.spiking.name === spiking.name)!.squares)),
    ],
  }
}
