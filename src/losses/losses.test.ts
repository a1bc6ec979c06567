/** The loss kernels against float64: value, gradient, prediction, padding and micro-batches. */
import { describe, expect, test } from 'vitest'
import { activation } from '../engine/graph'
import { constant, padded, persistent, tensor } from '../engine/tensor'
import { inspect } from '../headless/readable-tensors'
import { expectClose, noise } from '../testing/close'
import { kernelGpu } from '../testing/gpu'
import { nextMicroBatch } from './kernels'
import { lossOp } from './loss'
import { lossOf } from './reference'

const gpu = await kernelGpu()
const KINDS = ['crossEntropyOfMean', 'meanOfCrossEntropy', 'mseOfRate'] as const
const PADDING = 0xffffffff
const SIZES = [
  [1, 1, 2],
  [4, 67, 10],
  [3, 65, 17],
  [150, 3, 67],
] as const

/** Runs a loss over `parts` micro-batches, from logits of unpadded classes. */
async function run(
  kind: (typeof KINDS)[number],
  [steps, batch, classes]: readonly [number, number, number],
  logits: readonly Float64Array[],
  labels: readonly Uint32Array<ArrayBuffer>[],
) {
  const total = batch * logits.length
  const output = activation('logits', [steps, batch, classes], 'dense', true)
  const t = {
    labels: tensor('labels', 'u32', [batch]),
    micro: persistent('micro', 'u32', [1]),
    loss: persistent('loss', 'f32', [total]),
    prediction: persistent('prediction', 'u32', [total]),
    correct: persistent('correct', 'f32', [total]),
  }
  const mean = constant('mean', Array(steps).fill(1 / steps))
  using bench = await inspect(gpu, [lossOp({ kind }, output, mean, t), nextMicroBatch({ micro: t.micro }, {})])
  const width = padded(classes)
  const grads: Float32Array[] = []
  for (const [i, part] of logits.entries()) {
    // Padding of the logits holds numbers that must not be read.
    const rows = Float32Array.from({ length: steps * batch * width }, (_, at) =>
      at % width < classes ? part[Math.floor(at / width) * classes + (at % width)]! : 99,
    )
    bench.write(output.value, rows)
    bench.write(t.labels, labels[i]!)
    bench.run()
    grads.push(await bench.f32(output.grad!))
  }
  const results = {
    loss: await bench.f32(t.loss),
    prediction: await bench.u32(t.prediction),
    correct: await bench.f32(t.correct),
    micro: (await bench.u32(t.micro))[0],
    grads,
  }
  return results
}

const drawLogits = (n: number, seed: number) => {
  const random = noise(seed)
  return Float64Array.from({ length: n }, () => Math.fround(6 * random() - 3))
}
const drawLabels = (batch: number, classes: number, seed: number) => {
  const random = noise(seed)
  return Uint32Array.from({ length: batch }, () => Math.floor(random() * classes))
}
const trimmed = (grad: Float32Array, classes: number) => grad.filter((_, i) => i % padded(classes) < classes)
const reason = 'a mean over steps and a softmax: a few ulp of numbers below 10'

describe.each(KINDS)('%s', (kind) => {
  test.each(SIZES)('%i steps, %i samples, %i classes', async (...size) => {
    const [steps, batch, classes] = size
    const logits = drawLogits(steps * batch * classes, 1)
    const labels = drawLabels(batch, classes, 2)
    const got = await run(kind, size, [logits], [labels])
    const want = lossOf(kind, { steps, batch, classes }, logits, labels)
    expectClose(got.loss, want.perSample, { absolute: 4e-6, reason })
    expectClose(trimmed(got.grads[0]!, classes), want.logitsGrad, { absolute: 2e-6 / (batch * steps), reason })
    expect(got.grads[0]!.filter((_, i) => i % padded(classes) >= classes).every((g) => g === 0)).toBe(true)
    const meanOf = (b: number, c: number) =>
      Array.from({ length: steps }, (_, t) => logits[(t * batch + b) * classes + c]!).reduce((p, q) => p + q, 0) / steps
    const predictions = Array.from({ length: batch }, (_, b) =>
      Array.from({ length: classes }, (_, c) => meanOf(b, c)).reduce((best, m, c, all) => (m > all[best]! ? c : best), 0),
    )
    expect([...got.prediction]).toEqual(predictions)
    expect([...got.correct]).toEqual(predictions.map((a, b) => Number(a === labels[b])))
  })

  test('a padded sample has no loss and no gradient', async () => {
    const logits = drawLogits(2 * 3 * 5, 3)
    const got = await run(kind, [2, 3, 5], [logits], [Uint32Array.of(1, PADDING, 4)])
    expect(got.loss[1]).toBe(0)
    expect(got.loss[0]).toBeGreaterThan(0)
    const rows = Array.from({ length: 6 }, (_, row) => got.grads[0]!.slice(row * 8, row * 8 + 8).some((g) => g !== 0))
    expect(rows).toEqual([true, false, true, true, false, true])
    expect(got.correct[1]).toBe(0)
  })

  test('micro-batches add up to the whole batch', async () => {
    const [steps, batch, classes] = [2, 5, 4]
    const parts = [drawLogits(steps * batch * classes, 5), drawLogits(steps * batch * classes, 6)]
    const labels = [drawLabels(batch, classes, 7), drawLabels(batch, classes, 8)]
    const got = await run(kind, [steps, batch, classes], parts, labels)
    expect(got.micro).toBe(2)
    parts.forEach((part, i) => {
      const want = lossOf(kind, { steps, batch, classes }, part, labels[i]!)
      expectClose(got.loss.slice(i * batch, (i + 1) * batch), want.perSample, { absolute: 4e-6, reason })
      // The gradient is of the mean over both parts.
      expectClose(
        got.grads[i]!,
        want.logitsGrad.map((g) => g / 2),
        { absolute: 2e-7, reason },
      )
    })
  })

  test('huge outputs give a finite loss and gradient', async () => {
    const got = await run(kind, [1, 1, 4], [Float64Array.of(3e4, -3e4, 0, 0)], [Uint32Array.of(1)])
    expect(got.loss.every(Number.isFinite)).toBe(true)
    expect(got.grads[0]!.every(Number.isFinite)).toBe(true)
    if (kind !== 'mseOfRate') expectClose(got.loss, [6e4], { relative: 1e-6, reason: 'exact but for one rounding' })
  })
})

test.each(KINDS)('%s: of equal outputs the first is the prediction', async (kind) => {
  const got = await run(kind, [1, 2, 4], [Float64Array.of(0, 1, 1, 0, 2, 2, 2, 2)], [Uint32Array.of(1, 3)])
  expect([...got.prediction]).toEqual([1, 0])
  expect([...got.correct]).toEqual([1, 0])
})
