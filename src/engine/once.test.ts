/** Which ops of a repeated program need to run only once: those that change nothing that lasts, and see nothing that changes. */
import { expect, test } from 'vitest'
import { type Dispatch, defineKernel, type Op, watched } from './kernel'
import { planMemory, pruneAll } from './memory'
import { dividedByRepetition } from './once'
import { persistent, type Tensor, tensor } from './tensor'

const copy = defineKernel('test/copy', { reads: { from: 'f32[values]' }, writes: { to: 'f32[values]' }, threads: () => [1] })
const op = (from: Tensor, to: Tensor): Dispatch => copy({ from: from as Tensor<'f32'>, to: to as Tensor<'f32'> }, {})
const [weights, grads, micro] = ['weights', 'grads', 'micro'].map((name) => persistent(name, 'f32', [4])) as [Tensor, Tensor, Tensor]
const [flipped, twice, input, output] = ['flipped', 'twice', 'input', 'output'].map((name) => tensor(name, 'f32', [4])) as [
  Tensor,
  Tensor,
  Tensor,
  Tensor,
]
const namesOf = (ops: readonly Op[]) => ops.map((one) => (one as Dispatch).tensors.map(({ name }) => name).join(' to '))
const divided = (ops: readonly Op[]) => {
  const { once, each } = dividedByRepetition(ops)
  return { once: namesOf(once), each: namesOf(each) }
}

test('what depends on weights alone is computed once, and so is what depends on that', () => {
  expect(divided([op(micro, input), op(weights, flipped), op(flipped, twice), op(input, output), op(output, micro)])).toEqual({
    once: ['weights to flipped', 'flipped to twice'],
    each: ['micro to input', 'input to output', 'output to micro'],
  })
})

test('what reads something that a later op changes is computed each time, and so is what it reads where it writes there too', () => {
  expect(divided([op(micro, input), op(input, output), op(output, micro)]).once).toEqual([])
  // The second adds to what the first begins.
  expect(divided([op(weights, output), op(micro, output), op(output, micro)]).once).toEqual([])
})

test('what only a watched step does stays where it is', () => {
  expect(divided([op(weights, flipped), ...watched([op(flipped, twice)]), op(flipped, grads)])).toEqual({
    once: ['weights to flipped'],
    each: ['flipped to twice', 'flipped to grads'],
  })
})

test('what one program reads of another is neither left out there nor shares memory with anything', () => {
  const { once, each } = dividedByRepetition([op(weights, flipped), op(weights, twice), op(micro, input), op(flipped, micro)])
  const programs = pruneAll({ once, each })
  expect(namesOf(programs.once)).toEqual(['weights to flipped'])
  expect(namesOf(programs.each)).toEqual(['flipped to micro'])
  const other = [op(micro, input), op(input, output), op(output, micro)]
  const { slotOf } = planMemory([programs.once, [...programs.each, ...other]])
  expect([input, output].map((t) => slotOf.get(t))).not.toContain(slotOf.get(flipped))
})
