/**
 * Distillation: float64 against recorded cases of torch.autograd and against finite differences; micro-batches and padding on the GPU
 * against float64. The recorded cases run through the shader in conformance.test.ts.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { activation } from '../../engine/graph'
import { constant, padded, persistent } from '../../engine/tensor'
import { distillationAttributes } from '../../headless/conformance/attributes'
import { padRows, trimRows } from '../../headless/conformance/layout'
import { caseFiles, need, readCase, timeFirst } from '../../headless/conformance/read'
import { inspect } from '../../headless/readable-tensors'
import { expectClose, noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { distillationOp } from './loss'
import { distillationOf } from './reference'

const gpu = await kernelGpu()
const random = noise(11)
const draw = (steps: number, classes: number) =>
  Array.from({ length: steps }, () => Array.from({ length: classes }, () => 6 * random() - 3))

const cases = caseFiles(join(fileURLToPath(new URL('../../testing/cases', import.meta.url)), 'distillation')).map(readCase)

test.each(cases.map((c) => [c.name, c] as const))('float64 gives %s', (_, c) => {
  const { weight, temperature } = distillationAttributes.parse(c.attrs)
  const { steps, batch, features } = timeFirst(need(c.inputs, 'logits'))
  const outputsOf = (name: string, b: number) => {
    const given = need(c.inputs, name)
    const { steps: count } = timeFirst(given)
    const logits = Array.from({ length: count }, (_, t) =>
      Array.from(given.data)
        .slice((t * batch + b) * features)
        .slice(0, features),
    )
    return { logits, weights: logits.map(() => 1 / count) }
  }
  const got = Array.from({ length: batch }, (_, b) => distillationOf(temperature, outputsOf('logits', b), outputsOf('teacher', b)))
  const exact = { relative: 1e-7, absolute: 1e-8, reason: 'cases are written with nine digits' }
  expectClose([got.reduce((sum, { value }) => sum + value / batch, 0)], need(c.outputs, 'term').data, exact)
  const grads = Array.from({ length: steps }, (_, t) => got.map(({ logitsGrad }) => logitsGrad[t]!.map((g) => (weight * g) / batch)))
  expectClose(grads.flat(2), need(c.gradients, 'logits').data, exact)
})

test('the gradient is the derivative, for any weights of the readout', () => {
  const student = { logits: draw(3, 5), weights: [0.2, 0.5, 1.3] }
  const teacher = { logits: draw(2, 5), weights: [0.4, 0.6] }
  const { logitsGrad } = distillationOf(2.5, student, teacher)
  const numeric = student.logits.map((row, t) =>
    row.map((_, c) => {
      const at = (h: number) => {
        const logits = student.logits.map((z, s) => z.map((value, k) => (s === t && k === c ? value + h : value)))
        return distillationOf(2.5, { ...student, logits }, teacher).value
      }
      return (at(1e-5) - at(-1e-5)) / 2e-5
    }),
  )
  expectClose(logitsGrad.flat(), numeric.flat(), { absolute: 1e-8, reason: 'h squared and rounding over h' })
})

test('a network that is its own teacher has no divergence and no gradient', () => {
  const outputs = { logits: draw(3, 7), weights: [0.3, 0.3, 0.3] }
  const { value, logitsGrad } = distillationOf(4, outputs, outputs)
  expect(value).toBe(0)
  expect(logitsGrad.flat().every((g) => g === 0)).toBe(true)
})

test('micro-batches on the GPU add to the gradient that is there, and leave padding alone', async () => {
  const [steps, teacherSteps, size, classes, parts] = [3, 2, 4, 67, 2]
  const [weights, teacherWeights] = [
    [0.5, 0.25, 1],
    [0.75, 0.25],
  ]
  const spec = { weight: 0.7, temperature: 3 }
  const output = activation('logits', [steps, size, classes], 'dense', true)
  const taught = activation('teacher', [teacherSteps, size, classes], 'dense', false)
  const micro = persistent('micro', 'u32', [1])
  const term = persistent('term', 'f32', [size * parts])
  const student = { output, readoutWeights: constant('weights', weights!) }
  const teacher = { output: taught, readoutWeights: constant('teacherWeights', teacherWeights!) }
  using bench = await inspect(gpu, [distillationOp(spec, student, teacher, { micro, term })])
  const rounding = { absolute: 4e-6, reason: 'float32, sums of 67 terms below 4' }
  const wanted: number[] = []
  for (let part = 0; part < parts; part++) {
    const [z, p] = [draw(steps * size, classes), draw(teacherSteps * size, classes)]
    bench.write(micro, Uint32Array.of(part))
    bench.write(output.value, padRows(z.flat(), classes))
    bench.write(taught.value, padRows(p.flat(), classes))
    bench.write(output.grad!, padRows(new Float32Array(steps * size * classes).fill(0.25), classes))
    bench.run()
    const rowsOf = (all: number[][], b: number) => all.filter((_, row) => row % size === b)
    const want = Array.from({ length: size }, (_, b) =>
      distillationOf(spec.temperature, { logits: rowsOf(z, b), weights: weights! }, { logits: rowsOf(p, b), weights: teacherWeights! }),
    )
    wanted.push(...want.map(({ value }) => value))
    const all = await bench.f32(output.grad!)
    expect(all.filter((_, i) => i % padded(classes) >= classes).every((g) => g === 0)).toBe(true)
    const grads = Array.from({ length: steps }, (_, t) =>
      want.map(({ logitsGrad }) => logitsGrad[t]!.map((g) => 0.25 + (spec.weight * g) / (size * parts))),
    )
    expectClose(trimRows(all, classes), grads.flat(2), rounding)
  }
  expectClose(await bench.f32(term), wanted, { relative: 2e-5, absolute: 2e-5, reason: 'float32, sums of 67 terms times 9' })
})
