/** The printed kernels against the reference in float64, in every combination of what may be bound; and what they must never hold. */
import { describe, expect, it } from 'vitest'
import { type Activation, activation } from '../../engine/graph'
import { constant, padded, persistent, type Tensor, tensor } from '../../engine/tensor'
import { contextFor } from '../../headless/conformance/neurons'
import { inspect } from '../../headless/readable-tensors'
import { noise, relativeError } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { surrogateKind } from '../surrogate/describe'
import { stepFunction } from '../surrogate/reference'
import { backwardSource, type Pass } from './backward-shader'
import { read } from './check'
import { differentiate } from './derivative'
import { buffersOf } from './describe'
import { equations, type Stored } from './layer'
import { programOf } from './program'
import { backward, simulate } from './reference'
import { forwardSource } from './shader'
import { SHELF } from './shelf'
import type { Model } from './tree'
import type { Printed } from './wgsl'

const gpu = await kernelGpu()

function modelOf(text: string): Model {
  const found = read(text)
  if (!found.ok) throw new Error(found.faults.map(({ message }) => message).join(' '))
  return found.model
}

/** Sizes that are prime, and one more than a vec4. */
const SIZE = { steps: 7, batch: 3, neurons: 5 }
const WIDTH = padded(SIZE.neurons)

const ALL_KINDS = `param a = 0.8 in 0..1 learned per neuron
param b = 0.3 learned
param c = 0.2 learned per step
param d = 0.7
init w = b*0.5
w = a*w[t-1] + b*s[t-1] + c
v = d*v[t-1] + x - 0.5*s[t-1]*sigmoid(v[t-1]) + 0.1*sin(3*w)
s = spike(v - 0.6 - 0.1*tanh(w))`

/** Numbers that change nothing, and whose shader is long. */
const NOTHING = `0*(${Array.from({ length: 120 }, (_, i) => `${(i + 1) / 100}*v[t-1]*v[t-1]`).join(' + ')})`
const LONG = ALL_KINDS.replace('+ x -', `+ ${NOTHING} + x -`)

/** Calls that are loops in the shader, of three functions of which each needs the one before. */
const CALLS = Array.from({ length: 20 }, (_, i) => `(1 + tanh(sin(${i + 1}*v[t-1]) + exp(-${i}*abs(w[t-1])))^2)^1.5`).join(' + ')
const LOOPED = ALL_KINDS.replace('+ x -', `+ 0.01*(${CALLS}) + x -`)

interface Setting {
  readonly masked?: boolean
  readonly affine?: boolean
  readonly constant?: boolean
  readonly windows?: boolean
}

async function run(text: string, { masked, affine, constant: once, windows }: Setting) {
  const { steps, batch, neurons } = SIZE
  const model = modelOf(text)
  const program = programOf(model)
  const random = noise(5)
  const draw = (count: number, low: number, high: number) => Float32Array.from({ length: count }, () => low + (high - low) * random())
  const inputSteps = once ? 1 : steps
  const context = contextFor('train', steps, batch)
  const { network } = context
  const counts = { layer: 1, channel: WIDTH, neuron: WIDTH, step: padded(steps) } as const
  const first: Record<string, Float32Array<ArrayBuffer>> = {}
  const stored = model.parameters.flatMap(({ name, learned, start }): Stored[] => {
    if (learned === null || start.kind !== 'number') return []
    first[name] = draw(counts[learned], start.value - 0.1, start.value + 0.1)
    return [{ name, per: learned, learned: network.parameter(name, [counts[learned]], 'neuron', () => first[name]!) }]
  })
  const data = {
    product: draw(inputSteps * batch * WIDTH, -3, 18),
    mask: Float32Array.from({ length: batch * WIDTH }, () => (random() < 0.3 ? 0 : 1.25)),
    map: draw(3 * WIDTH, 0.4, 1.4),
    coefficients: draw(6 * WIDTH, -1, 1),
    grads: draw(steps * batch * WIDTH, -1, 1),
    scales: draw(windows ? steps : 1, 1, 3),
  }
  data.coefficients.set(data.map.subarray(0, 2 * WIDTH), 4 * WIDTH)
  const partial = persistent('partial', 'f32', [2, 3, WIDTH])
  const input: Activation = {
    ...activation('x', [inputSteps, batch, neurons], 'dense', true),
    ...(masked && { mask: persistent('mask', 'f32', [batch, WIDTH], data.mask) }),
    ...(affine && {
      affine: {
        map: persistent('map', 'f32', [3, WIDTH], data.map),
        partial,
        coefficients: persistent('coefficients', 'f32', [6, WIDTH], data.coefficients),
        reduce: () => [],
        forward: [],
        reduction: () => expect.fail('these neurons leave their sums to the normalization'),
      },
    }),
  }
  const made = equations(context, 'neuron', input, model, {
    values: Object.fromEntries(model.parameters.map(({ name, start }) => [name, start.kind === 'number' ? start.value : 0])),
    stored,
    surrogate: model.surrogate
      ? null
      : { kind: surrogateKind({ kind: 'atan' }), scale: windows ? constant('scales', data.scales) : data.scales[0]! },
  })
  const squares = tensor('squares', 'f32', [64, padded(steps)])
  using bench = await inspect(gpu, [...made.forward, ...made.backwardInput, ...made.backwardParameters, ...made.gradientSquares(squares)])
  if (stored.length > 0) bench.write(network.values, network.initialValues())
  bench.write(input.value, data.product)
  bench.write(made.outputs[0]!.grad!, data.grads)
  bench.run()
  const f32 = (t: Tensor) => bench.f32(t)
  const result = {
    spikes: await f32(made.outputs[0]!.value),
    membrane: await f32(made.visible.membrane!),
    productGrad: await f32(input.grad!),
    partial: affine ? await f32(partial) : null,
    squares: await f32(squares),
    parameters: Object.fromEntries(await Promise.all(stored.map(async ({ name, learned }) => [name, await f32(learned.grad)] as const))),
  }
  return { ...result, data, model, program, first }
}

/** Every number of a run, by the reference. */
function expected({ data, model, program, first }: Awaited<ReturnType<typeof run>>, { masked, affine, constant: once, windows }: Setting) {
  const { steps, batch } = SIZE
  const size = steps * batch * WIDTH
  const inputs = data.product.length
  const want = {
    spikes: new Float64Array(size),
    membrane: new Float64Array(size),
    productGrad: new Float64Array(inputs),
    partial: new Float64Array(2 * 3 * WIDTH),
    squares: new Float64Array(steps),
    parameters: Object.fromEntries(Object.entries(first).map(([name, values]) => [name, new Float64Array(values.length)])),
  }
  for (let row = 0; row < batch; row++)
    for (let column = 0; column < WIDTH; column++) {
      const at = (t: number) => (t * batch + row) * WIDTH + column
      // Padding neither fires nor has a gradient, whatever a text computes from zeros.
      const live = Number(column < SIZE.neurons)
      const from = (t: number) => at(once ? 0 : t)
      const gain = masked ? data.mask[row * WIDTH + column]! : 1
      const [scale, shift, pivot] = affine ? [0, 1, 2].map((k) => data.map[k * WIDTH + column]!) : [1, 0, 0]
      const x = Array.from({ length: steps }, (_, t) => gain * (scale! * data.product[from(t)]! + shift!))
      const place = (name: string, t: number) =>
        ({ layer: 0, channel: column, neuron: column, step: t })[model.parameters.find((p) => p.name === name)!.learned!]
      const start = (name: string) => model.parameters.find((p) => p.name === name)!.start as { value: number }
      const conditions = {
        parameter: (name: string, t: number) => first[name]?.[place(name, t)] ?? start(name).value,
        surrogate: stepFunction('atan', windows ? [...data.scales] : data.scales[0]!),
      }
      const simulated = simulate(program, x, conditions)
      const grads = Array.from({ length: steps }, (_, t) => data.grads[at(t)]!)
      const found = backward(program, x, conditions, { s: grads })
      const [a, slope, offset, mean] = [0, 1, 2, 3].map((k) => data.coefficients[k * WIDTH + column]!)
      for (let t = 0; t < steps; t++) {
        want.spikes[at(t)] = live * simulated.of('s')[t]!
        want.membrane[at(t)] = simulated.steps[t]![program.potential]!
        want.squares[t]! += live * found.potential[t]! ** 2
        const g = live * gain * found.x[t]!
        const half = (row % 2) * 3 * WIDTH + column
        want.partial[half]! += g
        want.partial[half + WIDTH]! += g * (data.product[from(t)]! - pivot!)
        want.productGrad[from(t)]! += affine ? a! * g + (once && t > 0 ? 0 : slope! * (data.product[from(t)]! - mean!) + offset!) : g
        for (const [name, values] of Object.entries(found.parameters)) {
          const to = want.parameters[name]
          if (to) to[place(name, t)]! += live * values[t]!
        }
      }
    }
  return want
}

const SETTINGS: readonly (readonly [string, Setting])[] = [
  ['alone', {}],
  ['with a dropout', { masked: true }],
  ['behind a normalization', { affine: true }],
  ['behind a normalization, with a dropout', { affine: true, masked: true }],
  ['with the same input at every step', { constant: true }],
  ['with the same input at every step, behind a normalization', { constant: true, affine: true }],
  ['with a window by step', { windows: true }],
]

describe.each([
  ...SHELF.map(({ name, text }) => [name, text] as const).filter(([name]) =>
    ['adlif', 'brf', 'izhikevich', 'synaptic', 'lif-norse'].includes(name),
  ),
  ['all kinds of parameters', ALL_KINDS] as const,
  ['one neuron an invocation, all kinds of parameters', LONG] as const,
  ['calls in loops, all kinds of parameters', LOOPED] as const,
])('%s', (_, text) => {
  it.each(SETTINGS.filter(([, { affine, masked }]) => !(text === LOOPED ? affine : affine && masked && [ALL_KINDS, LONG].includes(text))))(
    '%s',
    async (_, setting) => {
      const got = await run(text, setting)
      const want = expected(got, setting)
      expect([...got.spikes]).toEqual([...want.spikes])
      expect(want.spikes.some((s) => s === 1)).toBe(true)
      expect(relativeError(got.membrane, want.membrane), 'potential').toBeLessThan(1e-5)
      expect(relativeError(got.productGrad, want.productGrad), 'gradient of the product').toBeLessThan(1e-4)
      if (got.partial) expect(relativeError(got.partial, want.partial), 'sums').toBeLessThan(1e-4)
      const norms = Array.from(
        { length: SIZE.steps },
        (_, t) =>
          Math.sqrt(Array.from({ length: 64 }, (_, thread) => got.squares[thread * padded(SIZE.steps) + t]!).reduce((a, b) => a + b, 0)) /
          2 ** 40,
      )
      expect(relativeError(norms, Array.from(want.squares, Math.sqrt)), 'gradient norms').toBeLessThan(1e-4)
      for (const [name, values] of Object.entries(want.parameters))
        expect(relativeError(got.parameters[name]!, values), name).toBeLessThan(1e-4)
    },
  )
})

/** A recurrent layer of so many neurons, of which only the first eight receive anything: their numbers. */
async function recurrentRun(neurons: number, nothing = '0') {
  const [steps, batch, alive, span] = [6, 2, 8, 2]
  const random = noise(3)
  const draw = (count: number, scale: number) => Float32Array.from({ length: count }, () => scale * (random() - 0.4))
  const [x, grads, between] = [draw(steps * batch * alive, 3), draw(steps * batch * alive, 1), draw(alive * alive, 2)]
  /** Rows of eight numbers, each at the start of a row of `neurons`. */
  const spread = (values: Float32Array, rows: number) => {
    const wide = new Float32Array(rows * neurons)
    for (let row = 0; row < rows; row++) wide.set(values.subarray(row * alive, (row + 1) * alive), row * neurons)
    return wide
  }
  const context = contextFor('train', steps, batch)
  const square = () => {
    const all = new Float32Array(neurons ** 2)
    all.set(spread(between, alive))
    return all
  }
  const weights = context.network.parameter('neuron.recurrent', [neurons, neurons], 'weight', square)
  const gamma = context.network.parameter('neuron.a', [1], 'neuron', () => Float32Array.of(0.8))
  const mixed: Tensor<'f32'>[] = []
  const kept = (grad: Tensor<'f32'>) => {
    mixed.push(grad)
    return []
  }
  const input = activation('x', [steps, batch, neurons], 'dense', true)
  const made = equations(
    context,
    'neuron',
    input,
    modelOf(`param a = 0.8 learned\nv = a*v[t-1] + x - s[t-1] + ${nothing}\ns = spike(v - 1)`),
    {
      values: {},
      stored: [{ name: 'a', per: 'layer', learned: gamma }],
      surrogate: { kind: surrogateKind({ kind: 'atan' }), scale: 2 },
      recurrent: { weights, span, weightGrad: (_, outputGrad) => kept(outputGrad) },
    },
  )
  using bench = await inspect(gpu, [...made.forward, ...made.backwardInput, ...made.backwardParameters])
  bench.write(context.network.values, context.network.initialValues())
  bench.write(input.value, spread(x, steps * batch))
  bench.write(made.outputs[0]!.grad!, spread(grads, steps * batch))
  bench.run()
  const first = async (t: Tensor<'f32'>) => {
    const all = await bench.f32(t)
    return Array.from({ length: steps * batch }, (_, row) => [...all.subarray(row * neurons, row * neurons + alive)]).flat()
  }
  return {
    ops: made.forward.length,
    spikes: await first(made.outputs[0]!.value),
    grad: await first(input.grad!),
    mixed: await first(mixed[0]!),
    a: (await bench.f32(gamma.grad))[0]!,
  }
}

it('a recurrent layer that is too wide for a workgroup is a dispatch a step, with the numbers of a narrow one', async () => {
  const [narrow, wide] = [await recurrentRun(8), await recurrentRun(1028)]
  expect(narrow.ops).toBe(1)
  expect(wide.ops).toBe(6)
  expect(new Set(narrow.spikes)).toEqual(new Set([0, 1]))
  expect(wide.spikes).toEqual(narrow.spikes)
  expect(wide.grad).toEqual(narrow.grad)
  expect(wide.mixed).toEqual(narrow.mixed)
  expect(wide.a).toBeCloseTo(narrow.a, 5)
  expect(narrow.mixed.slice(-2 * 2 * 8).every((value) => value === 0)).toBe(true)
  expect(narrow.mixed.slice(0, 4 * 2 * 8)).toEqual(narrow.grad.slice(2 * 2 * 8))
})

it.each([8, 260])('a recurrent layer of %i neurons with one neuron an invocation has the numbers of one with four', async (neurons) => {
  const [four, one] = [await recurrentRun(neurons), await recurrentRun(neurons, NOTHING)]
  // A workgroup has at most 256 invocations; beyond that, a step is a dispatch.
  expect([four.ops, one.ops]).toEqual([1, neurons > 256 ? 6 : 1])
  expect(new Set(four.spikes)).toEqual(new Set([0, 1]))
  expect(one).toEqual({ ...four, ops: one.ops })
})

it('the description counts the buffers that the backward pass binds', () => {
  const binds = (printed: Printed, pass: Pass) => backwardSource(printed, pass).bindings.length
  for (const text of [ALL_KINDS, 's = spike(x - 1)', 'param c = 0.1 learned per step\nv = 0.9*v[t-1] + x + c\ns = spike(v - 1)'])
    for (const tabled of [false, true])
      for (const [driven, passes] of [
        [{ recurrent: false, affine: false, masked: true }, ['plain']],
        [{ recurrent: false, affine: true, masked: false }, ['sums', 'affine']],
        [{ recurrent: false, affine: true, masked: true }, ['sums', 'affine']],
        [{ recurrent: true, affine: false, masked: false }, ['recurrent']],
      ] as const) {
        const model = modelOf(text)
        const program = programOf(model)
        const printed = {
          program,
          derived: differentiate(program),
          shown: program.potential,
          uniform: [],
          stored: model.parameters.flatMap(({ name, learned }) => (learned === null ? [] : [{ name, per: learned }])),
          given: ['s'],
          surrogate: 3,
          windows: tabled,
          measured: false,
          smooth: false,
          lanes: 4 as const,
          ...driven,
        }
        const spared = Number(passes.every((pass) => !backwardSource(printed, pass).bindings.some(({ name }) => name === 'product')))
        expect(buffersOf(model, { ...driven, tabled })).toBe(Math.max(...passes.map((pass) => binds(printed, pass))) + spared)
      }
})

it('more buffers than every adapter has are refused in a sentence', async () => {
  await expect(run(ALL_KINDS, { affine: true, masked: true })).rejects.toThrow(
    'neuron: its backward pass would bind 9 buffers, and 8 is what every adapter has. Leave out the dropout, the normalization, the recurrence, or what is learned per step.',
  )
})

it('the kernels of LIF are those that a person would write', () => {
  const model = modelOf('param theta = 1\nu = 0.5*v[t-1] + x\ns = spike(u - theta)\nv = (1 - s)*u')
  const program = programOf(model)
  const printed = {
    program,
    derived: differentiate(program),
    shown: program.potential,
    uniform: ['theta'],
    stored: [],
    given: ['s'],
    surrogate: 3,
    windows: false,
    measured: false,
    masked: false,
    affine: false,
    recurrent: false,
    smooth: false,
    lanes: 4 as const,
  }
  expect(forwardSource(printed).code).toMatchSnapshot()
  expect(backwardSource(printed, 'plain').code).toMatchSnapshot()
})
