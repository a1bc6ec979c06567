/** Gradients next to each other: of other surrogates, resets and truncated time. */
import { expect, test } from 'vitest'
import { buildFor } from '../headless/open-run'
import { lossOf } from '../losses/reference'
import { score } from '../networks/likelihood-ratio'
import { cosinesOf, gradientsOf, withPass } from '../networks/loss-pass'
import { lifBackward, lifForward } from '../neurons/lif/reference'
import { smoothFunction } from '../neurons/surrogate/reference'
import { type ComparedGradient, comparedSentence, comparedTables } from '../readings/compared-gradients'
import { madeData, small } from '../testing/data'
import { kernelGpu } from '../testing/gpu'
import { openFor, weightsOf } from '../testing/open'
import { type Compared, compareAll, comparedOf, compareGradients, compareWithTruth } from './comparing-gradients'
import type { Experiment } from './schema'

const gpu = await kernelGpu()
const data = madeData(60, 20)
const SAMPLES = 6

async function look<R>(experiment: Experiment, steps: number, use: (compared: Compared) => Promise<R>): Promise<R> {
  using run = await openFor(gpu, experiment, data)
  run.submit(steps)
  const before = await weightsOf(run)
  const found = await use(comparedOf(run, experiment, data, SAMPLES, (e, more) => buildFor(gpu, e, data, more)))
  expect(await weightsOf(run)).toEqual(before)
  return found
}

const titled = (found: readonly ComparedGradient[], title: string) => found.find((one) => one.title === title)!.cosines.map((c) => c!)

const plain = { kind: 'mlp' as const, hidden: [13, 24] }
const shallow = { kind: 'mlp' as const, hidden: [13], bias: false }
const lif = { kind: 'lif', decay: 0.8, threshold: 0.2, reset: 'subtract' } as const

test('a surrogate has cosine 1 with itself, and less with others; an attached reset is another gradient than a detached one', async () => {
  const experiment = small({ network: plain, neuron: lif, surrogate: { kind: 'atan', scale: 2 }, encoder: { kind: 'direct', steps: 5 } })
  await look(experiment, 2, async (compared) => {
    const pass = () => compared.passOf(experiment, SAMPLES)
    const own = await gradientsOf(compared.weights, pass(), compared.samples)
    for (const cosine of cosinesOf(own, await gradientsOf(compared.weights, pass(), compared.samples))) expect(cosine).toBeCloseTo(1, 12)
    const found = await compareGradients(compared)
    for (const title of ['half as wide', 'twice as wide', 'window fixed, κ 1', 'Gaussian surrogate', 'detached reset'])
      for (const cosine of titled(found, title)) {
        expect(cosine).toBeGreaterThan(0)
        expect(cosine).toBeLessThan(0.9999)
      }
    expect(found.map(({ title }) => title)).not.toContain('arctangent surrogate')
    // The more steps are kept, the nearer the gradient is to that through all steps.
    const [one, two, four] = ['through 1 step', 'through 2 steps', 'through 4 steps'].map((title) => titled(found, title).at(-1)!)
    expect(one).toBeLessThan(two!)
    expect(two).toBeLessThan(four!)
    expect(four).toBeLessThan(0.9999)
    const whole = await compareAll(compared, { draws: 64 })
    expect(whole.truth).toEqual({ why: expect.stringContaining('all neurons have to be noisy LIF') })
    expect(whole.others).toEqual(found)
    const [table, ...more] = comparedTables(whole)
    expect(more).toEqual([])
    expect(table!.caption).toContain('on 6 samples')
    expect(table!.heads).toEqual(['another choice', 'lif1', 'lif2', 'all layers'])
    expect(table!.rows).toHaveLength(found.length)
    expect(comparedSentence(whole)).toMatch(
      /^Of the other choices, the one that changes the gradient most is .+: cosine 0\.\d\d on 6 samples\.$/,
    )
  })
})

test('gradients forward in time are those of training, next to the one through it, and the other way round', async () => {
  const change = {
    network: shallow,
    neuron: { ...lif, detachReset: true },
    surrogate: { kind: 'atan', scale: 2 },
    encoder: { kind: 'rows' },
    loss: { kind: 'meanOfCrossEntropy' },
  } as const
  const ofVariants = (learning?: { kind: 'ottt' | 'sltt' }) =>
    look(small({ ...change, ...(learning && { learning }) }), 0, compareGradients)
  const through = await ofVariants()
  // A single layer behind a detached reset, without a bias, is exact: a bias has no trace.
  for (const title of ['OTTT', 'e-prop']) expect(titled(through, title).at(-1)).toBeCloseTo(1, 5)
  const sltt = titled(through, 'SLTT').at(-1)!
  expect(sltt).toBeLessThan(0.999)
  const online = await ofVariants({ kind: 'sltt' })
  expect(titled(online, 'through time').at(-1)).toBeCloseTo(sltt, 5)
  expect(online.map(({ title }) => title)).not.toContain('attached reset')
})

const noisy = { kind: 'noisyLif', decay: 0.9, threshold: 0.3, reset: 'zero', noise: { kind: 'gaussian', sigma: 0.25 } } as const

/** Both gradients of the currents of a layer of 3 neurons over 4 steps, in float64, summed over all spike trains. */
async function enumerated({ experiment, weights, passOf }: Compared, steps: number, detachReset: boolean) {
  const pass = passOf(experiment, 1)
  const [layer] = pass.graph.spiking
  const [{ weight, bias }] = pass.graph.readouts as [(typeof pass.graph.readouts)[number]]
  const label = Number(data.test.streams.labels!.values[0])
  return withPass(weights, pass, [0], async ({ compiled, run }) => {
    run('forward')
    const read = async (t: typeof weight.value) => new Float32Array(await compiled.read(t))
    const current = await read(layer!.source!.input.value)
    const [w, b] = [await read(weight.value), await read(bias!.value)]
    const width = weight.value.shape[1]!
    const p = { ...layer!.spec, decay: noisy.decay, detachReset }
    const smooth = smoothFunction('gaussian', noisy.noise.sigma)
    const trains = Array.from({ length: 3 }, (_, n) =>
      Array.from({ length: 2 ** steps }, (_, bits) => {
        const f = { spike: (_: number, t: number) => (bits >> t) & 1, slope: smooth.slope }
        const trace = lifForward(new Array(steps).fill(current[n]!), p, f)
        const probabilities = trace.membrane.map((u, t) => smooth.spike(u - p.threshold, t))
        const back = (spikesGrad: readonly number[], q: typeof p) =>
          lifBackward(trace, spikesGrad, q, f).currentGrad.reduce((x, y) => x + y)
        return {
          ...trace,
          back,
          probability: probabilities.reduce((product, q, t) => product * (trace.spikes[t] ? q : 1 - q), 1),
          score: back(
            probabilities.map((q, t) => score(trace.spikes[t]!, q)),
            { ...p, detachReset: true },
          ),
        }
      }),
    )
    const [truth, surrogate] = [
      [0, 0, 0],
      [0, 0, 0],
    ]
    for (const one of trains[0]!)
      for (const two of trains[1]!)
        for (const three of trains[2]!) {
          const all = [one, two, three]
          const logits = Array.from({ length: steps * 10 }, (_, i) =>
            all.reduce((sum, { spikes }, n) => sum + spikes[Math.floor(i / 10)]! * w[n * width + (i % 10)]!, b[i % 10]!),
          )
          const { loss, logitsGrad } = lossOf('crossEntropyOfMean', { steps, batch: 1, classes: 10 }, logits, [label])
          const probability = all.reduce((product, train) => product * train.probability, 1)
          for (const [n, train] of all.entries()) {
            const spikesGrad = train.spikes.map((_, t) =>
              w.slice(n * width, n * width + 10).reduce((sum, v, c) => sum + v * logitsGrad[t * 10 + c]!, 0),
            )
            truth[n]! += probability * loss * train.score
            surrogate[n]! += probability * train.back(spikesGrad, p)
          }
        }
    const dot = (x: number[], y: number[]) => x.reduce((sum, v, i) => sum + v * y[i]!, 0)
    return {
      cosine: dot(truth, surrogate) / Math.sqrt(dot(truth, truth) * dot(surrogate, surrogate)),
      ratio: Math.sqrt(dot(surrogate, surrogate) / dot(truth, truth)),
    }
  })
}

// For a single sample, the gradient of the weights is that of the currents times the input, so both have the same cosine and ratio.
test.each([true, false])('a single layer has the cosine of all its spike trains, detached reset %s', async (detachReset) => {
  const experiment = small({
    network: { kind: 'mlp', hidden: [3] },
    neuron: { ...noisy, detachReset },
    encoder: { kind: 'direct', steps: 4 },
  })
  await look(experiment, 100, async (found) => {
    const compared = { ...found, samples: [0] }
    const exact = await enumerated(compared, 4, detachReset)
    const [row] = await truthOf(compared, { draws: 8192 })
    const [layer, all] = row!.layers
    expect(all).toEqual(layer)
    const [cosines] = comparedTables({ layers: ['noisyLif1'], samples: 1, others: [], truth: { draws: 8192, rows: [row!] } })
    expect(cosines!.caption).toContain('on 1 sample with 8192 draws each')
    expect(cosines!.rows[0]![1]).toMatch(/^[01]\.\d{4} ± /)
    for (const what of ['cosine', 'ratio'] as const) {
      const { value, error } = layer![what]!
      expect(error).toBeLessThan(0.1)
      // Where the cosine is almost 1, its error is of second order.
      expect(Math.abs(value - exact[what])).toBeLessThan(5 * error + 1e-3)
    }
  })
})

// The loss is the same function of the spikes, so LIF with drawn spikes and the noise's density as surrogate is noisy LIF.
test('spikes are drawn next to a formula as next to the surrogate that it writes', async () => {
  const rectangle = { kind: 'rect', window: 'fixed', width: 0.8 } as const
  const written = { kind: 'formula', text: 'surrogate(z) = (abs(z) < 0.4)/0.8' } as const
  const [one, other] = await Promise.all(
    [rectangle, written].map((surrogate) =>
      look(small({ network: plain, neuron: lif, surrogate, encoder: { kind: 'direct', steps: 4 } }), 2, (compared) =>
        compareWithTruth(compared, { draws: 256, noise: { kind: 'gaussian', sigma: 0.25 }, alone: true }),
      ),
    ),
  )
  if (!('rows' in one!)) throw new Error(one!.why)
  expect(one.rows).toHaveLength(1)
  expect(one.rows[0]!.layers.at(-1)!.ratio!.value).toBeGreaterThan(0)
  expect(other).toEqual(one)
})

test('spikes of LIF that are drawn have the true gradient of noisy LIF, and every surrogate a cosine with it', async () => {
  const { noise, ...neuron } = { ...noisy, kind: 'lif' as const, detachReset: true }
  const plainly = { network: { kind: 'mlp' as const, hidden: [3] }, encoder: { kind: 'direct' as const, steps: 4 } }
  await look(small({ ...plainly, neuron, surrogate: { kind: 'gaussian', sigma: noise.sigma } }), 100, async (found) => {
    const compared = { ...found, samples: [0] }
    const rows = await truthOf(compared, { draws: 4096, noise })
    const exact = await enumerated({ ...compared, experiment: small({ ...plainly, neuron: { ...noisy, detachReset: true } }) }, 4, true)
    expect(rows.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['this network', 'half as wide', 'twice as wide', 'window fixed, κ 1', 'attached reset']),
    )
    for (const what of ['cosine', 'ratio'] as const) {
      const { value, error } = rows[0]!.layers[0]![what]!
      expect(Math.abs(value - exact[what])).toBeLessThan(5 * error + 1e-3)
    }
    const narrow = rows.find(({ title }) => title === 'half as wide')!.layers[0]!.ratio!.value
    expect(narrow).not.toBeCloseTo(exact.ratio, 2)
  })
})

async function truthOf(compared: Compared, draws: Parameters<typeof compareWithTruth>[1]) {
  const truth = await compareWithTruth(compared, draws)
  if ('why' in truth) throw new Error(truth.why)
  return truth.rows
}
