/** The reference's gradients against finite differences in float64. */
import { expect, test } from 'vitest'
import { expectClose, noise } from '../../testing/close'
import { type AttentionReference, attention } from './reference'
import { bothOf, STREAMS, type Variant } from './schema'

const VARIANTS: readonly Variant[] = ['V1', 'V2', 'self']
const SCORES = ['both', 'temporal', 'spatial'] as const
const STEP = 2 ** -20
const REASON = 'second order in a step of 2^-20, which changes no order of values; rounding of the loss over it'

test.each(VARIANTS.flatMap((variant) => SCORES.map((scores) => [variant, scores] as const)))('%s, %s', (variant, scores) => {
  const [steps, batch, height, width] = [4, 2, 2, 3]
  const r: AttentionReference = { variant, scores, ratio: 2, kernel: 3, steps, batch, channels: { event: 2, frame: 3 }, height, width }
  const random = noise(21)
  const draw = (length: number) => Float64Array.from({ length }, () => 2 * random() - 1)
  const streams = () => bothOf((stream) => draw(steps * batch * r.channels[stream] * height * width))
  const [x, grads] = [streams(), streams()]
  const weights: Record<string, Float64Array> = Object.fromEntries(
    STREAMS.flatMap((stream) => [
      [`${stream}Temporal1`, draw(2 * steps)],
      [`${stream}Temporal2`, draw(2 * steps)],
      [`${stream}Spatial`, draw(18)],
    ]),
  )
  const loss = () => {
    const { outputs } = attention(r, x, weights)
    return STREAMS.reduce((sum, stream) => outputs[stream].reduce((s, y, i) => s + y * grads[stream][i]!, sum), 0)
  }
  const differences = (values: Float64Array) =>
    values.map((held, i) => {
      values[i] = held + STEP
      const above = loss()
      values[i] = held - STEP
      const below = loss()
      values[i] = held
      return (above - below) / (2 * STEP)
    })
  const back = attention(r, x, weights).backward(grads)
  for (const stream of STREAMS) expectClose(back.inputs[stream], differences(x[stream]), { absolute: 1e-8, reason: REASON })
  const used = (variant === 'V1' ? 1 : 2) * { both: 3, temporal: 2, spatial: 1 }[scores]
  expect(Object.keys(back.weights)).toHaveLength(used)
  for (const [name, grad] of Object.entries(back.weights))
    expectClose(grad, differences(weights[name]!), { absolute: 1e-8, reason: REASON })
})
