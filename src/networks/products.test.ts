/** What is counted of products equals what the tensors hold, counted one connection after the other. */
import { describe, expect, test } from 'vitest'
import { sizeOf, type Tensor } from '../engine/tensor'
import type { Run } from '../experiments/run'
import { layerSchema } from '../layers/schema'
import { energyByShare, energyOf, type OperationsReading } from '../readings/energy'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { openFor } from '../testing/open'
import { readPinned } from './pinned'
import { readOperations } from './products'

const gpu = await testGpu()
const data = madeData(60, 20)

async function measured<T>(e: ReturnType<typeof small>, use: (run: Run, reading: OperationsReading) => Promise<T>): Promise<T> {
  using run = await openFor(gpu, e, data)
  const { pinned } = run.built
  run.submit(2)
  const read = (ranges: Parameters<typeof readPinned>[2]) => readPinned(gpu, run.compiled, ranges, true)
  const reading = await readOperations(read, run.compiled, pinned.products, { step: 2, count: pinned.count })
  return await use(run, reading)
}

const productOf = ({ products }: OperationsReading, name: string) => products.find((product) => product.name === name)!

/** [steps][sample] of a tensor of the pinned rows, each as its words. */
async function rowsOf(run: Run, t: Tensor): Promise<Float32Array[][]> {
  const { rows, count } = run.built.pinned
  const steps = t.shape[0]!
  const words = sizeOf(t.shape) / (steps * rows)
  const all = new Float32Array(await run.read(t))
  return Array.from({ length: steps }, (_, k) =>
    Array.from({ length: count }, (_, row) => all.subarray((k * rows + row) * words, (k * rows + row + 1) * words)),
  )
}
const spikesIn = (rows: Float32Array[][]) => rows.flat().reduce((sum, row) => sum + row.filter((value) => value !== 0).length, 0)

describe('fully connected', () => {
  test('currents are numbers at one step, and spikes meet the neurons behind them', async () => {
    await measured(
      small({
        network: { kind: 'mlp', hidden: [20, 13] },
        encoder: { kind: 'direct', steps: 3 },
        neuron: { kind: 'lif', threshold: 0.1 },
      }),
      async (run, reading) => {
        const { count, graph } = run.built.pinned
        expect(productOf(reading, 'linear1')).toEqual({
          name: 'linear1',
          layer: 'lif1',
          kind: 'linear',
          input: 'numbers',
          steps: 1,
          lag: 0,
          inputs: 784,
          connections: 784 * 20,
          spikes: null,
          met: null,
        })
        const first = spikesIn(await rowsOf(run, graph.spiking[0]!.spikes)) / count
        expect(first).toBeGreaterThan(0)
        expect(productOf(reading, 'linear2')).toMatchObject({ input: 'spikes', steps: 3, connections: 260, spikes: first, met: first * 13 })
        const second = spikesIn(await rowsOf(run, graph.spiking[1]!.spikes)) / count
        expect(productOf(reading, 'output')).toMatchObject({ layer: 'output', spikes: second, met: second * 10 })
        expect(reading).toMatchObject({ samples: count, neurons: [{ layer: 'lif1', neurons: 20, steps: 3 }, { neurons: 13 }] })
      },
    )
  })

  test('an input of spikes is counted, and a readout of each step sees each step’s', async () => {
    const e = small({ network: { kind: 'mlp', hidden: [20] }, encoder: { kind: 'poisson', steps: 3 }, readout: { kind: 'perStep' } })
    await measured(e, async (run, reading) => {
      const { count, graph } = run.built.pinned
      const input = spikesIn(await rowsOf(run, graph.layers[0]!.outputs[0]!.value)) / count
      expect(input).toBeGreaterThan(0)
      expect(productOf(reading, 'linear1')).toMatchObject({ input: 'spikes', steps: 3, inputs: 784, spikes: input, met: input * 20 })
      const hidden = spikesIn(await rowsOf(run, graph.spiking[0]!.spikes)) / count
      expect(productOf(reading, 'output')).toMatchObject({ input: 'spikes', steps: 3, inputs: 20, connections: 200, met: hidden * 10 })
    })
  })

  test('the analog network has numbers everywhere', async () => {
    const e = small({ neuron: { kind: 'relu' }, network: { kind: 'mlp', hidden: [20] }, encoder: { kind: 'direct', steps: 1 } })
    await measured(e, async (_, reading) => {
      expect(reading.products.map(({ input }) => input)).toEqual(['numbers', 'numbers'])
      const { total, analog } = energyOf(reading)
      expect(total).toEqual(analog)
      expect(total.multiplyAccumulates).toBe(784 * 20 + 20 * 10)
    })
  })
})

describe('layers with unlike neurons', () => {
  const linear = (outputs: number, neuron: object) => layerSchema.parse({ kind: 'linear', outputs, neuron })
  const ALIF = 'b = 0.9*b[t-1] + s[t-1]\nv = 0.8*v[t-1] + x - s[t-1]\ns = spike(v - 0.1 - 0.3*b)'
  const LEAK = 's = 0.5*s[t-1] + x'

  test('spikes are accumulated and numbers multiplied, each layer by what the neurons in front of it give', async () => {
    const layers = [
      linear(20, { kind: 'lif', threshold: 0.1 }),
      linear(16, { kind: 'relu' }),
      linear(13, { kind: 'equations', text: ALIF }),
      linear(12, { kind: 'equations', text: LEAK }),
    ]
    const network = { kind: 'layers', layers, normalization: { kind: 'none' }, bias: true } as const
    await measured(small({ network, encoder: { kind: 'direct', steps: 3 } }), async (run, reading) => {
      const { count, graph } = run.built.pinned
      const [lif, , alif] = await Promise.all(graph.spiking.map(async ({ spikes }) => spikesIn(await rowsOf(run, spikes)) / count))
      expect(Math.min(lif!, alif!)).toBeGreaterThan(0)
      const { rows, updates } = energyOf(reading)
      expect(
        rows.map(({ layer, input, accumulates, multiplyAccumulates }) => ({ layer, input, accumulates, multiplyAccumulates })),
      ).toEqual([
        { layer: 'lif1', input: 'numbers', accumulates: 0, multiplyAccumulates: 784 * 20 },
        { layer: 'relu2', input: 'spikes', accumulates: lif! * 16, multiplyAccumulates: 0 },
        { layer: 'equations3', input: 'numbers', accumulates: 0, multiplyAccumulates: 3 * 16 * 13 },
        { layer: 'equations4', input: 'spikes', accumulates: alif! * 12, multiplyAccumulates: 0 },
        { layer: 'output', input: 'numbers', accumulates: 0, multiplyAccumulates: 3 * 12 * 10 },
      ])
      expect(updates.map(({ layer, updates }) => [layer, updates])).toEqual([
        ['lif1', 60],
        ['relu2', 48],
        ['equations3', 39],
        ['equations4', 36],
      ])
    })
  })

  test('what a text receives from itself is what it gives: spikes of the step before, or numbers', async () => {
    const received = async (text: string, span: number) => {
      const network = { kind: 'recurrent' as const, hidden: [14], recurrence: { kind: 'skip' as const, span } }
      const e = small({ network, neuron: { kind: 'equations', text }, encoder: { kind: 'poisson', steps: 3 } })
      return measured(e, async (run, reading) => {
        const { count, graph } = run.built.pinned
        const spikes = spikesIn((await rowsOf(run, graph.spiking[0]!.spikes)).slice(0, 3 - span)) / count
        return { product: productOf(reading, 'equations1.recurrent'), spikes }
      })
    }
    const { product, spikes } = await received(ALIF, 2)
    expect(spikes).toBeGreaterThan(0)
    expect(product).toMatchObject({ input: 'spikes', lag: 2, connections: 196, spikes, met: spikes * 14 })
    expect((await received(LEAK, 1)).product).toMatchObject({ input: 'numbers', lag: 1, connections: 196, spikes: null, met: null })
  })
})

describe('recurrent', () => {
  test.each([1, 2])('a layer receives its spikes %i steps later, except those after which nothing comes', async (span) => {
    const e = small({
      network: { kind: 'recurrent', hidden: [14], recurrence: span === 1 ? { kind: 'vanilla' } : { kind: 'skip', span } },
      encoder: { kind: 'poisson', steps: 3 },
    })
    await measured(e, async (run, reading) => {
      const { count, graph } = run.built.pinned
      const received = spikesIn((await rowsOf(run, graph.spiking[0]!.spikes)).slice(0, 3 - span)) / count
      expect(productOf(reading, 'lif1.recurrent')).toMatchObject({ lag: span, connections: 196, spikes: received, met: received * 14 })
    })
  })
})

describe('convolutions', () => {
  const layers = [
    { kind: 'conv', outputs: 5, kernel: 3, stride: 2, padding: 1 },
    { kind: 'pool', how: 'max', size: 2 },
    { kind: 'conv', outputs: 6, kernel: 3, stride: 1, padding: 1 },
    { kind: 'pool', how: 'average', size: 2 },
  ] as const
  const e = () =>
    small({ network: { kind: 'layers', layers: layers.map((layer) => ({ ...layer })) }, encoder: { kind: 'poisson', steps: 3 } })

  test('a spike meets the windows that it lies in, fewer at a border; what is averaged is numbers', async () => {
    await measured(e(), async (run, reading) => {
      const { count, graph } = run.built.pinned
      const input = await rowsOf(run, graph.layers[0]!.outputs[0]!.value)
      let met = 0
      let connections = 0
      for (let out = 0; out < 14 * 14; out++)
        for (let tap = 0; tap < 9; tap++) {
          const y = 2 * Math.floor(out / 14) - 1 + Math.floor(tap / 3)
          const x = 2 * (out % 14) - 1 + (tap % 3)
          if (y < 0 || y >= 28 || x < 0 || x >= 28) continue
          connections += 5
          for (const row of input.flat()) if (row[y * 28 + x] !== 0) met += 5
        }
      const first = productOf(reading, 'conv1')
      expect(first).toMatchObject({ input: 'spikes', inputs: 784, connections, spikes: spikesIn(input) / count })
      expect(first.met).toBeCloseTo(met / count, 9)
      // 7 x 7 positions with 9 taps each, without those beyond the border, from 5 channels to 6.
      expect(productOf(reading, 'conv2')).toMatchObject({ input: 'spikes', inputs: 245, connections: (7 * 3 - 2) ** 2 * 30 })
      expect(productOf(reading, 'output')).toMatchObject({ input: 'numbers', steps: 3, inputs: 54, connections: 540, met: null })
    })
  })

  test('after SEW additions there are numbers, as two spikes may be in one place', async () => {
    const residual = small({
      network: {
        kind: 'layers',
        layers: [
          { kind: 'conv', outputs: 4, kernel: 3, stride: 4 },
          { kind: 'residual', outputs: 4, stride: 1 },
        ],
      },
      encoder: { kind: 'direct', steps: 3 },
    })
    await measured(residual, async (_, reading) => {
      expect(reading.products.map(({ name, input }) => [name, input])).toEqual([
        ['conv1', 'numbers'],
        ['conv2', 'spikes'],
        ['conv3', 'spikes'],
        ['output', 'numbers'],
      ])
    })
  })
})

describe('the energy of a share of synaptic operations', () => {
  test.each([
    ['currents', { kind: 'direct', steps: 3 }, ['linear2', 'output']],
    ['spikes of an encoder', { kind: 'poisson', steps: 3 }, ['linear2', 'output']],
  ] as const)('is that of what neurons fire, next to %s', async (_, encoder, names) => {
    const network = { kind: 'mlp' as const, hidden: [20, 13] }
    await measured(small({ network, encoder, neuron: { kind: 'lif', threshold: 0.1 } }), async (_run, reading) => {
      const { rows, total } = energyOf(reading)
      const own = rows.filter(({ fromNeurons }) => fromNeurons)
      expect(own.map(({ name }) => name)).toEqual(names)
      const { fixed, most } = energyByShare(reading)
      expect(most).toBeCloseTo(3 * (20 * 13 + 13 * 10) * 0.9, 6)
      const share = own.reduce((sum, { met }) => sum + met!, 0) / (3 * (20 * 13 + 13 * 10))
      expect(share).toBeGreaterThan(0.01)
      expect(fixed + share * most).toBeCloseTo(total.picojoules, 4)
    })
  })
})
