/** Reads graphs of other frameworks as networks, with a sentence for those that cannot be read. Layouts are those of published files. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  affine,
  braille,
  chained,
  cubaLif,
  lif,
  linear,
  node,
  norse,
  oldFile,
  ramp,
  recurrentEnd,
  rockpool,
  sinabs,
  snntorch,
} from '../../testing/nir/layouts'
import { readNirFile, writeNirFile } from './file'
import { alike, floats, type NirArray, type NirGraph, type NirNode, scalar, whole } from './graph'
import { fromNir } from './read'

const throughFile = async (graph: NirGraph): Promise<NirGraph> => readNirFile(await writeNirFile(graph))
const input = (...shape: number[]) => node('Input', { shape: whole(...shape) })
const output = (...shape: number[]) => node('Output', { shape: whole(...shape) })
/** One layer between an input of two and an output of two. */
const around = (nodes: Record<string, NirNode>, metadata = {}) => chained({ input: input(2), ...nodes, output: output(2) }, metadata)

/** The names of nodes on the way back, which are not part of the chain. */
const WAY_BACK = ['back', 'one', 'two', 'wait']
type Edge = readonly [string, string]

/** A chain with further edges. */
function cycle(nodes: Record<string, NirNode>, ...further: readonly Edge[]): NirGraph {
  const chain = around(Object.fromEntries(Object.entries(nodes).filter(([name]) => !WAY_BACK.includes(name))))
  return { ...chain, nodes: new Map([...chain.nodes, ...Object.entries(nodes)]), edges: [...chain.edges, ...further] }
}

describe('files in the wild', () => {
  test('Norse: names that are numbers, seconds without a step, R of 1', async () => {
    const read = fromNir(await readNirFile(await oldFile(norse())))
    expect(read.parts).toMatchObject({
      network: { kind: 'mlp', hidden: [6], bias: true },
      neuron: { kind: 'lif', decay: 0.96, threshold: 1, inputGain: 0.04, reset: 'zero', resetTo: 0 },
      readout: { kind: 'spiking' },
    })
    expect(read.layers.map(({ node, shape }) => [node, ...shape])).toEqual([
      ['0', 6, 784],
      ['2', 10, 6],
    ])
    expect(read.layers[0]!.weight).toEqual(ramp(6 * 784))
    expect(read.layers[1]!.bias).toEqual(ramp(10))
    expect(read.notes[0]).toMatch(/says no step.*taken for seconds, with a step of 0\.1 ms/)
  })

  test('snnTorch: R of τ/Δt is a gain of 1', async () => {
    const { parts, layers } = fromNir(await throughFile(snntorch()))
    expect(parts.neuron).toMatchObject({ decay: 0.9, inputGain: 1 })
    expect(layers[0]!.weight).toEqual(ramp(6 * 784))
  })

  test('Rockpool: no biases, an output with more axes', async () => {
    const { parts, outputs } = fromNir(await throughFile(rockpool()))
    expect(outputs).toBe(10)
    expect(parts.network).toMatchObject({ hidden: [], bias: false })
    expect(parts.neuron).toMatchObject({ decay: 0.96, inputGain: 0.98 })
  })

  test('Sinabs: integrators by place, sum pooling, a Flatten without the batch', async () => {
    const { parts, input, layers, names } = fromNir(await throughFile(sinabs()))
    expect(input).toEqual([1, 28, 28])
    expect(parts.network).toMatchObject({
      kind: 'layers',
      layers: [
        { kind: 'conv', outputs: 3, kernel: 5, stride: 2, padding: 1 },
        { kind: 'pool', how: 'average', size: 2 },
      ],
      bias: false,
      outputBias: true,
    })
    expect(parts.neuron).toMatchObject({ kind: 'lif', decay: 1, inputGain: 1 })
    expect(names).toEqual(['0', '2'])
    // A sum of four is four times an average.
    expect(layers[1]!.weight).toEqual(ramp(1080).map((value) => 4 * value))
  })

  test('snnTorch: a recurrent layer of synaptic neurons in a graph within', async () => {
    const graph = await throughFile(braille())
    const { parts, layers } = fromNir(graph)
    expect(parts.network).toMatchObject({ kind: 'recurrent', hidden: [4], recurrence: { kind: 'vanilla' } })
    expect((parts.neuron as { text: string }).text).toContain('param alpha = 0.5 in 0..1\nparam beta = 0.9 in 0..1\n')
    expect(layers.map(({ recurrent }) => recurrent?.length)).toEqual([16, undefined])
  })

  test('a recurrent last layer is refused by the name of its weights in the graph within', async () => {
    const graph = await throughFile(recurrentEnd())
    expect(() => fromNir(graph)).toThrow(/^The node “lif1\.w_rec” \(recurrent weights\): they lead back to the last layer/)
  })

  test('what the nir package itself wrote', async () => {
    const file = readFileSync(new URL('../../testing/nir/package-1.0.8.nir.gz', import.meta.url))
    const { parts, layers } = fromNir(await readNirFile(new Uint8Array(gunzipSync(file))))
    expect(parts).toMatchObject({
      network: {
        kind: 'layers',
        layers: [
          { kind: 'conv', outputs: 2, kernel: 3, stride: 1, padding: 1 },
          { kind: 'pool', size: 2 },
          { kind: 'linear', outputs: 3 },
        ],
      },
      neuron: { kind: 'lif', decay: 0.8, threshold: 0.5, inputGain: 0.2, resetTo: 0 },
    })
    expect(layers[0]!.weight).toEqual(Float32Array.from({ length: 18 }, (_, i) => i / 16))
  })
})

describe('what neurons do', () => {
  const layer = (neuron: NirNode) => around({ fc: affine(2, 2), neuron })
  const neuronOf = (neuron: NirNode, metadata = {}, dt?: number) => fromNir({ ...layer(neuron), metadata }, dt).parts.neuron

  test('the step is what a person says, else what the file says', () => {
    expect(neuronOf(lif([2], 0.01, 1), { dt: scalar(0.001) })).toMatchObject({ decay: 0.9, inputGain: 0.1 })
    expect(neuronOf(lif([2], 0.01, 1), { dt: scalar(0.001) }, 0.005)).toMatchObject({ decay: 0.5, inputGain: 0.5 })
  })

  test('a step that the user set is not said to be the file’s', () => {
    const words = (dt?: number) => fromNir({ ...layer(lif([2], 0.01, 1)), metadata: { dt: scalar(0.001) } }, dt).notes[0]
    expect(words()).toBe('A step is 0.001, as the file says: β = 1 − Δt/τ.')
    expect(words(0.005)).toBe('A step is 0.005, as set: β = 1 − Δt/τ.')
  })

  test('time constants above 1 are steps: as Sinabs writes them where R is 1, else by Euler', () => {
    expect(neuronOf(lif([2], -1 / Math.log(0.9), 1))).toMatchObject({ decay: 0.9, inputGain: 1 })
    expect(neuronOf(lif([2], 10, 10))).toMatchObject({ decay: 0.9, inputGain: 1 })
  })

  test('an integrator adds what comes in, whether R is 1 or 1/Δt', () => {
    const integrator = (r: number) => node('IF', { r: alike(r, [2]), v_threshold: alike(1, [2]) })
    for (const r of [1, 1e4]) expect(neuronOf(integrator(r))).toMatchObject({ decay: 1, inputGain: 1 })
  })

  test('an integrator with another R has that gain, times the step where the file states one', () => {
    const integrator = (r: number) => node('IF', { r: alike(r, [2]), v_threshold: alike(1, [2]) })
    expect(neuronOf(integrator(0.5))).toMatchObject({ decay: 1, inputGain: 0.5 })
    expect(neuronOf(integrator(50), { dt: scalar(0.01) })).toMatchObject({ decay: 1, inputGain: 0.5 })
    expect(neuronOf(integrator(1e4), { dt: scalar(1e-4) })).toMatchObject({ decay: 1, inputGain: 1 })
  })

  test('a readout over the last steps is read as it was written; what no file says is noted', () => {
    const currents = (metadata: NirGraph['metadata']) => {
      const { parts, notes } = fromNir({ ...around({ a: affine(2, 2), n: lif([2], 1e-3, 1), b: affine(2, 2) }), metadata })
      return { readout: parts.readout, noted: notes.some((note) => /over time become a prediction|over how many last steps/.test(note)) }
    }
    const own = { generator: 'Membrane', dt: scalar(1e-4) }
    expect(currents({ ...own, readout: 'last', readout_steps: scalar(5) })).toEqual({ readout: { kind: 'last', steps: 5 }, noted: false })
    expect(currents({ ...own, readout: 'last' })).toEqual({ readout: { kind: 'last', steps: 1 }, noted: true })
    expect(currents({ ...own, readout: 'sum' })).toEqual({ readout: { kind: 'sum' }, noted: false })
    expect(currents({ ...own, readout: 'mean' })).toEqual({ readout: { kind: 'mean' }, noted: false })
    expect(currents({})).toEqual({ readout: { kind: 'mean' }, noted: true })
  })

  test('other thresholds and gains are other weights, another leak is a bias', () => {
    const odd = lif([2], 1e-3, 10, { v_threshold: floats(Float32Array.of(2, 4)), v_leak: floats(Float32Array.of(0, 1)) })
    const { parts, layers } = fromNir(layer(odd))
    expect(parts.neuron).toMatchObject({ threshold: 1, inputGain: 1, decay: 0.9 })
    const [a, b, c, d] = ramp(4)
    const near = (values: number[]) => values.map((value) => expect.closeTo(value, 6))
    expect([...layers[0]!.weight]).toEqual(near([a! / 2, b! / 2, c! / 4, d! / 4]))
    // (1 - 0.9) * 1 in units of a threshold of 4.
    expect([...layers[0]!.bias]).toEqual(near([a! / 2, b! / 4 + 0.1 / 4]))
  })

  test('layers that leak differently have each a decay of their own', () => {
    const { parts, layers } = fromNir(around({ a: affine(2, 2), n: lif([2], 1e-3, 1), b: affine(2, 2), m: lif([2], 2e-3, 1) }))
    expect(parts.neuron).toMatchObject({ kind: 'plif', initialDecay: 0.9 })
    expect(layers.map(({ w }) => 1 / (1 + Math.exp(-w!)))).toEqual([expect.closeTo(0.9, 9), expect.closeTo(0.95, 9)])
  })

  test('a network that ends in weights or in a leaky integral has no spikes at its end', () => {
    expect(fromNir(around({ a: affine(2, 2), n: lif([2], 1e-3, 1), b: affine(2, 2) })).parts.readout).toEqual({ kind: 'mean' })
    const li = node('LI', { tau: alike(1e-3, [2]), r: alike(10, [2]), v_leak: alike(0, [2]) })
    const { parts, layers } = fromNir(around({ a: affine(2, 2), n: lif([2], 1e-3, 1), b: affine(2, 2), li }))
    expect(parts.readout).toEqual({ kind: 'leaky', decay: 0.9 })
    expect(layers[1]!.weight).toEqual(ramp(4))
  })
})

describe('neurons with a synaptic current', () => {
  const neuron = cubaLif([2], 5e-4, 1e-3)
  const parts = (node: NirNode, metadata = {}) => fromNir(around({ fc: affine(2, 2), node }, metadata)).parts
  const textOf = (node: NirNode, metadata = {}) => (parts(node, metadata).neuron as { text: string }).text

  test('are equations, with the current of the same step', () => {
    const { parts, layers, notes } = fromNir(around({ fc: affine(2, 2), neuron }))
    expect(parts.neuron).toEqual({
      kind: 'equations',
      text: [
        '# LIF with a synaptic current',
        'param alpha = 0.8 in 0..1',
        'param beta = 0.9 in 0..1',
        'param theta = 1 in 0.05..20',
        'i = alpha*i[t-1] + x',
        'u = beta*v[t-1] + i',
        's = spike(u - theta)',
        'v = u*(1 - s)',
      ].join('\n'),
    })
    expect(layers[0]!.weight).toEqual(ramp(4))
    expect(layers[0]!.parameters).toEqual({})
    expect(notes.join(' ')).toMatch(/receives the current of the same step, as in Norse and snnTorch/)
  })

  test('R and w_in of 1, as Norse writes them, are a gain', () => {
    const norse = cubaLif([2], 5e-4, 1e-3, { r: alike(1, [2]), w_in: alike(1, [2]) })
    expect(textOf(norse)).toContain('param g = 0.02 in 0.001..10')
    expect(textOf(node('CubaLIF', Object.fromEntries(Object.entries(norse.fields).filter(([key]) => key !== 'w_in'))))).toBe(textOf(norse))
  })

  test('a reset to a value, and the soft reset of which the lab made a note', () => {
    expect(textOf(cubaLif([2], 5e-4, 1e-3, { v_reset: alike(-0.5, [2]) }))).toMatch(/param u0 = -0\.5 .*v = u\*\(1 - s\) \+ u0\*s$/s)
    expect(textOf(neuron, { generator: 'Membrane', reset: 'subtract' })).toMatch(/v = u - theta\*s$/)
  })

  test('are LIF where the synapse passes everything at once', () => {
    for (const tau of [1e-4, Math.fround(1e-4)])
      expect(parts(cubaLif([2], tau, 1e-3))).toMatchObject({ neuron: { kind: 'lif', decay: 0.9, inputGain: 1, threshold: 1 } })
  })

  test('time constants that differ by layer are parameters that each layer has', () => {
    const { parts, layers, notes } = fromNir(around({ a: affine(2, 2), n: neuron, b: affine(2, 2), m: lif([2], 2e-3, 20) }))
    expect((parts.neuron as { text: string }).text).toMatch(/alpha = 0\.8 in 0\.\.1 learned\nparam beta = 0\.9 in 0\.\.1 learned/)
    expect(layers.map(({ parameters }) => parameters)).toEqual([
      { alpha: 0.8, beta: 0.9 },
      { alpha: 0, beta: 0.95 },
    ])
    expect(notes.join(' ')).toMatch(/differ by layer/)
  })

  test('a time constant of the synapse says the unit too', () => {
    expect(textOf(cubaLif([2], 5, 10, { r: alike(1, [2]), w_in: alike(1, [2]) }))).toContain('param alpha = 0.8 ')
  })
})

describe('a Delay in front of weights', () => {
  const late = (...steps: number[]) =>
    node('Delay', { delay: { shape: [steps.length], data: Float64Array.from(steps, (lag) => lag * 1e-4) } })
  const fires = lif([2], 1e-3, 10)
  const first = { w: linear(2, 2), n: fires }
  const last = { w2: linear(2, 2), n2: fires }

  test('is of the inputs of a hidden layer; layers without one have delays of 0', () => {
    const { parts, layers, notes } = fromNir(
      around({ d: late(3, 0), ...first, w1: linear(2, 2), n1: fires, ...last }, { dt: scalar(1e-4) }),
    )
    expect(parts.network).toMatchObject({ kind: 'mlp', hidden: [2, 2], delays: { kind: 'random', per: 'axon', max: 3 } })
    expect(layers.map(({ delays }) => delays && [...delays])).toEqual([[3, 0], [0, 0], undefined])
    expect(notes.join(' ')).toMatch(/late by the delays of the file/)
  })

  test('of one number delays every input', () => {
    expect([...fromNir(around({ d: late(2), ...first, ...last }, { dt: scalar(1e-4) })).layers[0]!.delays!]).toEqual([2, 2])
  })

  describe('in front of a convolution', () => {
    const map = lif([1, 2, 2], 1e-3, 10)
    const pixelwise = { weight: floats(ramp(2), [1, 2, 1, 1]), bias: floats(ramp(1)), stride: whole(1, 1), padding: whole(0, 0) }
    const flatten = node('Flatten', { start_dim: scalar(0), end_dim: scalar(-1), input_type: whole(1, 2, 2) })
    const read = (delay: NirNode, between: Record<string, NirNode> = {}) =>
      fromNir(
        chained(
          {
            input: input(2, 2, 2),
            d: delay,
            ...between,
            c: node('Conv2d', pixelwise),
            n: map,
            f: flatten,
            w: linear(2, 4),
            m: fires,
            w1: linear(2, 2),
            m1: fires,
            out: output(2),
          },
          { dt: scalar(1e-4) },
        ),
      )

    test('is of its channels, of one number, of one for each, or alike at all positions of one', () => {
      for (const [delay, want] of [
        [late(2), [2, 2]],
        [late(2, 5), [2, 5]],
        [late(2, 2, 2, 2, 5, 5, 5, 5), [2, 5]],
      ] as const) {
        const { parts, layers } = read(delay)
        expect([...layers[0]!.delays!]).toEqual(want)
        expect([...layers[1]!.delays!]).toEqual([0, 0, 0, 0])
        expect(parts.network).toMatchObject({ kind: 'layers', delays: { kind: 'random', per: 'axon', max: Math.max(...want) } })
      }
    })

    test('is refused where positions differ, or something else comes between', () => {
      expect(() => read(late(2, 2, 2, 2, 5, 5, 5, 1))).toThrow(/“d” \(Delay\): its delays differ within channel 1/)
      expect(() => read(late(1, 2, 3))).toThrow(/it has 3 delays, and the weights behind it 2 channels/)
      const pool = node('AvgPool2d', { kernel_size: whole(1, 1), stride: whole(1, 1), padding: whole(0, 0) })
      expect(() => read(late(2), { p: pool })).toThrow(/“d” \(Delay\): “p” comes behind it/)
    })
  })

  test.each([
    [
      'between weights and neurons',
      { w: linear(2, 2), d: late(1), n: fires, ...last },
      /“d” \(Delay\): it stands between weights and their neurons/,
    ],
    ['in front of the last layer', { ...first, d: late(1), ...last }, /“w2” \(Linear\): a Delay is in front of it/],
    ['behind the last layer', { ...first, ...last, d: late(1) }, /“d” \(Delay\): no weights come after it/],
    ['behind another', { d: late(1), e: late(1), ...first, ...last }, /“e” \(Delay\): another Delay, “d”/],
    ['of another size', { d: late(1, 2, 3), ...first, ...last }, /it has 3 delays, and the weights behind it 2 inputs/],
    ['of parts of a step', { d: late(1.5, 1), ...first, ...last }, /is not a whole number of steps/],
    ['longer than any here', { d: late(65, 1), ...first, ...last }, /its delay is 65 steps; at most 64/],
    ['that is negative', { d: late(-1, 1), ...first, ...last }, /its delay is -/],
  ] as const)('%s is refused', (_, nodes, sentence) => {
    expect(() => fromNir(around(nodes, { dt: scalar(1e-4) }))).toThrow(sentence)
  })
})

describe('recurrent layers', () => {
  const neuron = lif([2], 1e-3, 1)
  const net = (nodes: Record<string, NirNode>, ...further: readonly Edge[]) =>
    fromNir(cycle({ a: affine(2, 2), n: neuron, b: affine(2, 2), m: neuron, last: affine(2, 2), ...nodes }, ...further))
  const back = linear(2, 2)

  test('a cycle over weights is vanilla recurrence; layers without one have weights of 0', () => {
    const { parts, layers, notes } = net({ back }, ['n', 'back'], ['back', 'n'])
    expect(parts.network).toMatchObject({ kind: 'recurrent', hidden: [2, 2], recurrence: { kind: 'vanilla' }, inputScale: 1 })
    expect(layers.map(({ recurrent }) => recurrent && [...recurrent])).toEqual([[...ramp(4)], [0, 0, 0, 0], undefined])
    expect(notes).toContain('NIR does not say when a spike comes back: it does at the next step.')
    expect(notes.join(' ')).toMatch(/those that are not in the file have recurrent weights of 0/)
  })

  test.each([
    [
      'before the weights',
      [
        ['n', 'wait'],
        ['wait', 'back'],
        ['back', 'n'],
      ],
    ],
    [
      'behind the weights',
      [
        ['n', 'back'],
        ['back', 'wait'],
        ['wait', 'n'],
      ],
    ],
  ] as const)('a Delay %s is a skip', (_, further) => {
    const { parts, notes } = net({ back, wait: node('Delay', { delay: alike(4e-4, [2]) }) }, ...further)
    expect(parts.network).toMatchObject({ recurrence: { kind: 'skip', span: 4 } })
    expect(notes).toContain('A spike comes back after 4 steps, as its Delay says.')
  })

  test('a Delay of one step, or of none, is vanilla recurrence', () => {
    for (const delay of [0, 1e-4]) {
      const { parts } = net({ back, wait: node('Delay', { delay: alike(delay, [2]) }) }, ['n', 'wait'], ['wait', 'back'], ['back', 'n'])
      expect(parts.network).toMatchObject({ recurrence: { kind: 'vanilla' } })
    }
  })

  test('as snnTorch writes them: a graph in the graph, and a bias of the recurrent weights', async () => {
    const inner: NirGraph = {
      nodes: new Map([
        ['input', input(2)],
        ['lif', lif([2], 1e-3, 10)],
        ['w_rec', affine(2, 2)],
        ['output', output(2)],
      ]),
      edges: [
        ['input', 'lif'],
        ['lif', 'w_rec'],
        ['w_rec', 'lif'],
        ['lif', 'output'],
      ],
      metadata: {},
    }
    const graph = around({ fc: affine(2, 2), lif1: { type: 'NIRGraph', fields: {}, graph: inner }, last: affine(2, 2) })
    const { parts, layers, notes } = fromNir(await throughFile(graph))
    expect(parts).toMatchObject({ network: { kind: 'recurrent', hidden: [2] }, neuron: { decay: 0.9, inputGain: 1 } })
    expect([...layers[0]!.recurrent!]).toEqual([...ramp(4)])
    expect([...layers[0]!.bias]).toEqual([...ramp(2)].map((b) => Math.fround(2 * b)))
    expect(notes.join(' ')).toMatch(/Biases of recurrent weights are added to those of their layers/)
  })

  test('recurrent weights are scaled with the others where thresholds differ', () => {
    const odd = lif([2], 1e-3, 1, { v_threshold: floats(Float32Array.of(1, 4)) })
    const { layers } = fromNir(cycle({ a: affine(2, 2), n: odd, last: affine(2, 2), back }, ['n', 'back'], ['back', 'n']))
    const [a, b, c, d] = ramp(4)
    expect([...layers[0]!.recurrent!]).toEqual([a! * 0.1, b! * 0.1, c! * 0.025, d! * 0.025].map((value) => expect.closeTo(value, 6)))
  })
})

describe('refused, with the node and why', () => {
  const neuron = lif([2], 1e-3, 1)
  const long = lif([2], 1e-3, 1, { tau: floats(Float32Array.of(1e-3, 2e-3)) })
  const within = { fc: affine(2, 2), neuron }
  const more = { last: affine(2, 2) }
  const through: readonly Edge[] = [
    ['neuron', 'wait'],
    ['wait', 'back'],
    ['back', 'neuron'],
  ]
  const looped = (back: NirNode, of = neuron) => cycle({ ...within, neuron: of, ...more, back }, ['neuron', 'back'], ['back', 'neuron'])
  const delayed = (delay: NirArray) => cycle({ ...within, ...more, back: linear(2, 2), wait: node('Delay', { delay }) }, ...through)
  const edges = (...list: [string, string][]): NirGraph => ({ ...around(within), edges: list })
  test.each<[string, NirGraph, RegExp]>([
    ['a type of another library', around({ odd: node('Sigmoid') }), /“odd” \(Sigmoid\): this type of node is not known here/],
    [
      'a cycle over several layers',
      cycle({ a: affine(2, 2), n: neuron, b: affine(2, 2), m: neuron, back: linear(2, 2) }, ['m', 'back'], ['back', 'n']),
      /“n” \(LIF\): what it gives comes back to it through “back”\. A cycle is read where spikes of a layer/,
    ],
    [
      'a cycle without weights',
      cycle({ ...within, ...more }, ['neuron', 'neuron']),
      /“neuron” \(LIF\): what it gives comes back to it through “neuron”/,
    ],
    [
      'two ways back',
      cycle(
        { ...within, ...more, one: linear(2, 2), two: linear(2, 2) },
        ['neuron', 'one'],
        ['one', 'neuron'],
        ['neuron', 'two'],
        ['two', 'neuron'],
      ),
      /“neuron” \(LIF\): what it gives comes back to it through “one” and “two”; one way is read/,
    ],
    ['recurrent weights of another shape', looped(linear(2, 3)), /“back” \(Linear\): its weight is \[2,3\], where \[2, 2\] leads back/],
    ['recurrent weights with no numbers', looped(node('Linear')), /“back” \(Linear\): it has no weight/],
    [
      'a recurrent bias of another length',
      looped(node('Affine', { ...linear(2, 2).fields, bias: floats(ramp(3)) })),
      /“back” \(Affine\): its bias is \[3\]/,
    ],
    ['a delay without a number', delayed(alike(1e-4, [0])), /“wait” \(Delay\): its delay is undefined/],
    ['a negative delay', delayed(alike(-1e-4, [2])), /“wait” \(Delay\): its delay is -0\.0001/],
    [
      'a delay between steps',
      delayed(alike(1.5e-4, [2])),
      /“wait” \(Delay\): its delay of 0\.00015 is not a whole number of steps of 0\.0001/,
    ],
    ['delays that differ', delayed(floats(Float32Array.of(1e-4, 2e-4))), /“wait” \(Delay\): its delays differ/],
    ['a delay without end', delayed(alike(1, [2])), /“wait” \(Delay\): its delay is 10000 steps; at most 1000/],
    [
      'a delay that is counted in no step',
      cycle(
        {
          fc: affine(2, 2),
          neuron: node('IF', { r: alike(1, [2]), v_threshold: alike(1, [2]) }),
          ...more,
          back: linear(2, 2),
          wait: node('Delay', { delay: alike(1, [2]) }),
        },
        ...through,
      ),
      /“wait” \(Delay\): the file says no step/,
    ],
    [
      'a recurrent last layer',
      cycle({ ...within, back: linear(2, 2) }, ['neuron', 'back'], ['back', 'neuron']),
      /“back” \(recurrent weights\): they lead back to the last layer/,
    ],
    [
      'skips that differ',
      cycle(
        {
          a: affine(2, 2),
          n: neuron,
          b: affine(2, 2),
          m: neuron,
          ...more,
          one: linear(2, 2),
          two: linear(2, 2),
          wait: node('Delay', { delay: alike(2e-4, [2]) }),
        },
        ['n', 'one'],
        ['one', 'n'],
        ['m', 'wait'],
        ['wait', 'two'],
        ['two', 'm'],
      ),
      /“two” \(recurrent weights\): spikes come back after 2 steps, and after 1 through “one”/,
    ],
    [
      'recurrent feature maps',
      {
        ...chained({
          input: input(1, 2, 2),
          conv: node('Conv2d', { weight: floats(ramp(1), [1, 1, 1, 1]), bias: floats(ramp(1)) }),
          neuron: lif([1, 2, 2], 1e-3, 1),
          output: output(1, 2, 2),
          back: linear(4, 4),
        }),
        edges: [
          ['input', 'conv'],
          ['conv', 'neuron'],
          ['neuron', 'output'],
          ['neuron', 'back'],
          ['back', 'neuron'],
        ],
      },
      /“neuron” \(LIF\): its spikes come back to it, and feature maps here/,
    ],
    [
      'a recurrent layer that is too wide',
      cycle(
        { a: affine(2, 2), n: neuron, b: affine(4000, 2), m: lif([1], 1e-3, 1), c: affine(2, 4000), one: linear(2, 2) },
        ['n', 'one'],
        ['one', 'n'],
      ),
      /“b” \(Affine\): it has 4000 outputs, and a layer of a recurrent network here at most 2048/,
    ],
    [
      'synapses that differ',
      around({ fc: affine(2, 2), neuron: cubaLif([2], 5e-4, 1e-3, { tau_syn: floats(Float32Array.of(5e-4, 1e-3)) }) }),
      /“neuron” \(CubaLIF\): its neurons have different time constants/,
    ],
    [
      'a synapse without a time constant',
      around({ fc: affine(2, 2), neuron: cubaLif([2], 0, 1e-3) }),
      /“neuron” \(CubaLIF\): its time constant is 0/,
    ],
    [
      'a synapse that is not given',
      around({ fc: affine(2, 2), neuron: node('CubaLIF', neuron.fields) }),
      /“neuron” \(CubaLIF\): it has no tau_mem/,
    ],
    [
      'synapses and a leak to a value',
      around({ fc: affine(2, 2), neuron: cubaLif([2], 5e-4, 1e-3, { v_leak: alike(0.5, [2]) }) }),
      /“neuron” \(CubaLIF\): its neurons leak to a value other than 0/,
    ],
    ['a leaky integral with a synapse', around({ fc: affine(2, 2), end: node('CubaLI') }), /“end” \(CubaLI\): its synapses keep a current/],
    ['a cycle without an input', edges(['fc', 'neuron'], ['neuron', 'fc'], ['fc', 'input']), /The graph has 0 inputs/],
    ['an edge to nowhere', edges(['input', 'fc'], ['fc', 'ghost']), /edge from “fc” to “ghost”, and no node “ghost”/],
    [
      'two ways',
      edges(['input', 'fc'], ['input', 'neuron'], ['fc', 'output']),
      /“input” \(Input\): it goes to several nodes \(“fc”, “neuron”\)/,
    ],
    ['a node apart', edges(['input', 'fc'], ['fc', 'output']), /“neuron” \(LIF\): it is not on the way/],
    ['an end in the air', edges(['input', 'fc'], ['fc', 'neuron']), /“neuron” \(LIF\): nothing comes after it/],
    [
      'weights of another shape',
      around({ fc: affine(2, 3), neuron }),
      /“fc” \(Affine\): its weight is \[2, 3\], and what comes before it gives 2/,
    ],
    [
      'weights with one axis',
      around({ fc: node('Linear', { weight: floats(ramp(4)) }), neuron }),
      /“fc” \(Linear\): its weight is \[4\], where 2 axes/,
    ],
    [
      'a bias of another length',
      around({ fc: node('Affine', { weight: floats(ramp(4), [2, 2]), bias: floats(ramp(3)) }), neuron }),
      /its bias is \[3\]/,
    ],
    ['no weights', around({ fc: node('Affine'), neuron }), /“fc” \(Affine\): it has no weight\./],
    [
      'weights that are not finite',
      around({ fc: node('Linear', { weight: floats(Float32Array.of(1, Number.NaN, 1, 1), [2, 2]) }), neuron }),
      /not finite/,
    ],
    [
      'parameters of another layer',
      around({ fc: affine(2, 2), neuron: lif([5], 1e-3, 1) }),
      /“neuron” \(LIF\): its r is \[5\], where 2 neurons are/,
    ],
    ['neurons that leak differently', around({ fc: affine(2, 2), neuron: long }), /different time constants, as 0\.001.* and 0\.002/],
    [
      'a time constant under a step',
      around({ fc: affine(2, 2), neuron: lif([2], 1e-5, 1) }),
      /0\.00001.*is shorter than a step of 0\.0001|1e-?5? ?is shorter/,
    ],
    [
      'a threshold of 0',
      around({ fc: affine(2, 2), neuron: lif([2], 1e-3, 1, { v_threshold: alike(0, [2]) }) }),
      /its threshold is not above 0/,
    ],
    ['neurons without weights', around({ neuron }), /“neuron” \(LIF\): it has no weights directly in front/],
    [
      'weights behind weights',
      around({ a: affine(2, 2), b: affine(2, 2), neuron }),
      /“b” \(Affine\): the layer “a” in front of it has weights and no neurons/,
    ],
    [
      'an image without a Flatten',
      chained({ input: input(1, 2, 2), fc: affine(2, 4), neuron, output: output(2) }),
      /“fc” \(Affine\): it comes behind 1 × 2 × 2 without a Flatten/,
    ],
    [
      'no input of three axes',
      chained({ input: input(1, 2, 2, 2), fc: affine(2, 8), output: output(2) }),
      /“input” \(Input\): its shape is \[1,2,2,2\]/,
    ],
    ['nothing that learns', around({}), /“output” \(Output\): what comes before it/],
  ])('%s', (_, graph, sentence) => {
    expect(() => fromNir(graph)).toThrow(sentence)
  })

  test.each<[string, Partial<Record<string, ReturnType<typeof whole> | string>>, RegExp]>([
    ['a dilated kernel', { dilation: whole(2, 2) }, /dilated/],
    ['groups', { groups: whole(2) }, /several groups/],
    ['a stride that differs by axis', { stride: whole(1, 2) }, /its stride is 1 × 2; here it is square/],
    ['padding by name that cannot be', { padding: 'same', stride: whole(2, 2) }, /its padding is “same”/],
  ])('a convolution with %s', (_, change, sentence) => {
    const fields = { weight: floats(ramp(9), [1, 1, 3, 3]), bias: floats(ramp(1)), stride: whole(1, 1), padding: whole(0, 0), ...change }
    const conv = node('Conv2d', fields as NirNode['fields'])
    expect(() => fromNir(chained({ input: input(1, 6, 6), conv, output: output(1) }))).toThrow(sentence)
  })
})
