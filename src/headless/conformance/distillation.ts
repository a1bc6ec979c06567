/** Distillation behind a readout by the mean, from given outputs of a network and of its teacher. */

import type { Gpu } from '../../engine/device'
import { activation } from '../../engine/graph'
import { persistent, tensor } from '../../engine/tensor'
import { distillationOp } from '../../losses/distillation/loss'
import { inspect } from '../readable-tensors'
import { distillationAttributes } from './attributes'
import type { Computed } from './compare'
import { padRows, trimRows } from './layout'
import { mean, meanWeights } from './products'
import { type Case, need, timeFirst } from './read'

export async function runDistillation(gpu: Gpu, c: Case): Promise<Computed> {
  const [student, teacher] = ['logits', 'teacher'].map((name) => {
    const given = need(c.inputs, name)
    const { steps, batch, features } = timeFirst(given)
    const output = activation(name, [steps, batch, features], 'dense', true)
    return { given, batch, features, output, readoutWeights: meanWeights(steps) }
  }) as [Given, Given]
  const { output, batch, features } = student
  const term = tensor('term', 'f32', [batch])
  const to = { micro: persistent('micro', 'u32', [1]), term }
  using bench = await inspect(gpu, [distillationOp(distillationAttributes.parse(c.attrs), student, teacher, to)])
  for (const { given, output } of [student, teacher]) bench.write(output.value, padRows(given.data, features))
  bench.run()
  return { outputs: { term: [mean(await bench.f32(term))] }, gradients: { logits: trimRows(await bench.f32(output.grad!), features) } }
}

interface Given {
  readonly given: ReturnType<typeof need>
  readonly batch: number
  readonly features: number
  readonly output: ReturnType<typeof activation>
  readonly readoutWeights: ReturnType<typeof meanWeights>
}
