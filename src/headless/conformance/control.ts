/** The conformance ops of reinforcement learning that are one computation over a sequence. */
import type { Gpu } from '../../engine/device'
import { persistent, type Tensor } from '../../engine/tensor'
import { advantages } from '../../losses/control/ppo'
import { TRANSITION_END } from '../../losses/control/schema'
import { returnsOp } from '../../losses/control/transitions'
import { inspect } from '../readable-tensors'
import { returnAttributes } from './attributes'
import type { Computed } from './compare'
import { padRows } from './layout'
import { type Case, type CaseTensor, need, timeFirst } from './read'

/** The layout of a record; a transition is stored in the record of the next time step. */
const WORDS = { action: 0, reward: 1, end: 2, available: null } as const
const RECORD = 4

/** [steps + 1, batch, 4], and what it holds. @param ends bits of TRANSITION_END of each transition */
function recordsOf(rewards: CaseTensor, ends: readonly number[]): { records: Tensor<'f32'>; data: Float32Array<ArrayBuffer> } {
  const { steps, batch } = timeFirst(rewards)
  if (ends.length !== steps * batch) throw new Error(`${ends.length} ends of ${steps * batch} transitions`)
  const data = new Float32Array((steps + 1) * batch * RECORD)
  ends.forEach((end, i) => void data.set([0, rewards.data[i]!, end, 0], (i + batch) * RECORD))
  return { records: persistent('records', 'f32', [steps + 1, batch, RECORD]), data }
}

export async function runGae(gpu: Gpu, c: Case): Promise<Computed> {
  const spec = returnAttributes.parse(c.attrs)
  const rewards = need(c.inputs, 'rewards')
  const { steps, batch } = timeFirst(rewards)
  const { records, data } = recordsOf(rewards, need(c.inputs, 'dones').data)
  const value = persistent('value', 'f32', [steps + 1, batch, 4])
  const logProbability = persistent('logProbability', 'f32', [steps, batch])
  const transitions = persistent('transitions', 'f32', [steps, batch, 4])
  using bench = await inspect(gpu, [advantages({ records, value, logProbability }, transitions, WORDS, spec)])
  bench.write(records, data)
  bench.write(value, padRows(need(c.inputs, 'values').data, 1))
  bench.run()
  const got = await bench.f32(transitions)
  const column = (k: number) => got.filter((_, i) => i % 4 === k)
  return { outputs: { advantages: column(0), returns: column(1) }, gradients: {} }
}

export async function runTdLambda(gpu: Gpu, c: Case): Promise<Computed> {
  const spec = returnAttributes.parse(c.attrs)
  const rewards = need(c.inputs, 'rewards')
  const { steps, batch } = timeFirst(rewards)
  const [terminated, mask] = [need(c.inputs, 'terminated').data, need(c.inputs, 'mask').data]
  const ends = terminated.map((t, i) => (mask[i] === 0 ? TRANSITION_END.reset : t * TRANSITION_END.terminated))
  const { records, data } = recordsOf(rewards, ends)
  const value = persistent('value', 'f32', [steps + 1, batch])
  const returns = persistent('returns', 'f32', [steps, batch])
  using bench = await inspect(gpu, [returnsOp({ records, value, returns }, WORDS, spec)])
  bench.write(records, data)
  bench.write(value, Float32Array.from(need(c.inputs, 'values').data))
  bench.run()
  return { outputs: { returns: await bench.f32(returns) }, gradients: {} }
}
