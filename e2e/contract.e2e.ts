/**
 * The interface for scripts, in every kind of experiment: readings of a layer have the stated sizes, and unsupported calls are rejected by
 * name.
 */
import { expect, type Lab, walk } from './lab'
import { SMALL_AGENT } from './small-agent'
import { SMALL_DETECTOR } from './small-detector'
import { SMALL_RETINA } from './small-retina'

const KINDS = {
  'a classification': '#window.1&T=3&batch=20&network.hidden=16,12',
  'a regression': '#noisy-sine.2&data.batch=20',
  'a model of responses': SMALL_RETINA,
  'a detector': SMALL_DETECTOR,
  'an agent': SMALL_AGENT,
} as const

type Layer = Awaited<ReturnType<Lab['layers']>>[number]
type Call = Layer['watchable'][number]

const CALLS: Readonly<Record<Call, (lab: Lab, layer: Layer) => Promise<void>>> = {
  async membrane(lab, { name, shape }) {
    const all = await lab.call('membrane', name)
    const neurons = shape.reduce((a, b) => a * b, 1)
    const counted = ({ under, counts, over, nan }: typeof all) => under + counts.reduce((a, b) => a + b, 0) + over + nan
    expect(all.counts.length, name).toBe(all.edges.length - 1)
    expect(counted(all), name).toBe(all.samples * neurons * all.gradientAvailableBySteps!.length)
    const last = await lab.call('membrane', name, all.gradientAvailableBySteps!.length - 1)
    expect(counted(last), name).toBe(last.samples * neurons)
    expect(last.gradientAvailable, name).toBe(all.gradientAvailableBySteps!.at(-1))
    expect(last.window[0]!, name).toBeLessThan(last.window[1]!)
    for (const { law } of [all, last]) expect(law === null || (Number.isFinite(law.mean) && law.deviation > 0), name).toBe(true)
  },
  async potentials(lab, { name, shape }) {
    const { steps, neurons, data } = await lab.call('potentials', name, 0)
    expect({ neurons, dataLength: data.length }, name).toEqual({ neurons: shape.reduce((a, b) => a * b, 1), dataLength: steps * neurons })
    expect(data.every(Number.isFinite), name).toBe(true)
  },
  async spikes(lab, { name, shape }) {
    const { steps, neurons, data } = await lab.call('spikes', name, 0)
    expect({ neurons, dataLength: data.length }, name).toEqual({ neurons: shape.reduce((a, b) => a * b, 1), dataLength: steps * neurons })
    expect(
      data.every((spike) => spike === 0 || spike === 1),
      name,
    ).toBe(true)
  },
  async gradientNorm(lab, { name }) {
    const norms = await lab.call('gradientNorm', name)
    expect(norms, name).toHaveLength((await lab.call('membrane', name)).gradientAvailableBySteps!.length)
    expect(
      norms.every((norm) => norm >= 0),
      name,
    ).toBe(true)
  },
}

for (const [kind, link] of Object.entries(KINDS))
  walk(`each layer of ${kind} returns its stated readings, and others are rejected with the layers that support them`, async ({ lab }) => {
    await lab.open(link)
    await lab.step(1)
    const layers = await lab.layers()
    expect(layers.some(({ watchable }) => watchable.length === 0)).toBe(true)
    for (const call of Object.keys(CALLS) as Call[]) {
      const able = layers.filter(({ watchable }) => watchable.includes(call))
      expect(able.length, call).toBeGreaterThan(0)
      // A detector has dozens of layers, so test only the first and last two.
      for (const layer of new Set([...able.slice(0, 2), ...able.slice(-2)])) await CALLS[call](lab, layer)
      const refused = `These layers do: ${able.map(({ name }) => name).join(', ')}.`
      for (const name of [...layers.filter((layer) => !able.includes(layer)).map((layer) => layer.name), 'nothing'])
        await expect(lab.call(call, name, 0)).rejects.toThrow(`${call}: “${name}” does not answer. ${refused}`)
    }
    const first = layers.find(({ watchable }) => watchable.includes('potentials'))!
    for (const sample of [-1, 0.5, 1000])
      await expect(lab.call('spikes', first.name, sample)).rejects.toThrow(/^.*spikes: sample is an index from 0 to \d+, not /)
    for (const count of [0, -1, 0.5]) await expect(lab.call('step', count)).rejects.toThrow('step: expects how many batches to train')
    await expect(lab.call('lens', 'nothing', { threshold: 0.5 })).rejects.toThrow(/lens: “nothing” does not answer\. These layers do: /)
  })

walk(
  'the normal law that the adaptive window follows is answered with its mean and deviation, and where there is none, null',
  async ({ lab }) => {
    await lab.open('#window.1&T=3&batch=20&network.hidden=16,12')
    await lab.step(1)
    const laws = await Promise.all([0, 1, 2].map(async (step) => (await lab.call('membrane', 'lif1', step)).law!))
    // The input is the same at every step, so the leak into the second step has the first step's mean and standard deviation.
    const { neuron } = await lab.experiment()
    const decay = neuron.kind === 'lif' ? neuron.decay : Number.NaN
    expect(laws[1]!.mean).toBeCloseTo((1 + decay) * laws[0]!.mean, 5)
    expect(laws[2]).toEqual(laws[1])
    expect((await lab.call('membrane', 'lif1')).law!.deviation).toBeGreaterThan(0)
    await lab.open('#blank.1&T=2&batch=20&network.hidden=16')
    await lab.step(1)
    expect((await lab.call('membrane', 'lif1')).law).toBeNull()
  },
)
