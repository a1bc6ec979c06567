/** The loss around an open run: its slope is the gradient, its sharpness that of the whole Hessian, and the run keeps its bits. */
import { expect, test } from 'vitest'
import { buildFor } from '../headless/open-run'
import { inFilters, normOf, type Vector } from '../networks/loss-landscape'
import { withPass } from '../networks/loss-pass'
import { filterPlaces } from '../networks/weights'
import { type LossLandscape, landscapeSentence, landscapeTables } from '../readings/loss-landscape'
import { madeData, small } from '../testing/data'
import { kernelGpu } from '../testing/gpu'
import { openFor, weightsOf } from '../testing/open'
import { type Compared, comparedOf } from './comparing-gradients'
import { type LandscapeAsked, lossLandscape } from './loss-landscape'
import type { Run } from './run'
import type { Experiment } from './schema'

const gpu = await kernelGpu()
const data = madeData(60, 20)
const SAMPLES = 6
const asked: LandscapeAsked = { points: 5, reach: 0.25, seed: 1 }

async function look<R>(experiment: Experiment, use: (run: Run, compared: Compared) => Promise<R>, steps = 3): Promise<R> {
  using run = await openFor(gpu, experiment, data)
  run.submit(steps)
  const before = await weightsOf(run)
  const found = await use(
    run,
    comparedOf(run, experiment, data, SAMPLES, (e, more) => buildFor(gpu, e, data, more)),
  )
  expect(await weightsOf(run)).toEqual(before)
  return found
}

const network = { kind: 'mlp' as const, hidden: [13, 24] }
const lif = { kind: 'lif', decay: 0.8, threshold: 0.2, reset: 'subtract', detachReset: true } as const
const sigmoid = { kind: 'sigmoid', scale: 3 } as const

test.each([
  ['fully connected', small({ network, neuron: lif, surrogate: sigmoid })],
  ['tdBN, adaptive window', small()],
  [
    'recurrent',
    small({
      network: { kind: 'recurrent', hidden: [12], recurrence: { kind: 'skip', span: 2 } },
      neuron: { ...lif, reset: 'zero' },
      surrogate: sigmoid,
    }),
  ],
  ['noisy', small({ network, neuron: { ...lif, kind: 'noisyLif', noise: { kind: 'gaussian', sigma: 0.25 } } })],
])('the surface is coarse to fine around the loss of the weights, and leaves them alone: %s', async (_, experiment) => {
  await look(experiment, async (run, compared) => {
    const seen: LossLandscape[] = []
    const found = await lossLandscape(run, compared, { ...asked, points: 9 }, { onFound: (landscape) => seen.push(landscape) })
    expect(seen.map(({ surface }) => surface?.at.length)).toEqual([undefined, 5, 9, 9])
    expect(seen.at(-1)).toEqual(found)
    const { here, along, surface, why } = found
    expect(why).toBeNull()
    expect(here.smooth).not.toBeCloseTo(here.spiking, 4)
    for (const model of ['spiking', 'smooth'] as const) {
      expect(surface![model]![40]).toBeCloseTo(here[model]!, 6)
      expect(along![model]![8]).toBeCloseTo(here[model]!, 6)
    }
    expect(along!.at).toHaveLength(17)
    expect(landscapeSentence(found)).toMatch(
      /^On 6 samples the loss is \d\.\d{4}, that of the smooth model \d\.\d{4}\. Against the gradient it /,
    )
    const [curve, spiking, smooth] = landscapeTables(found)
    expect([curve!.rows.length, spiking!.rows.length, smooth!.rows.length]).toEqual([17, 9, 9])
    expect(curve!.rows[8]).toEqual(['0.0000', here.spiking.toFixed(4), here.smooth!.toFixed(4)])
    expect(smooth!.rows[4]![5]).toBe(here.smooth!.toFixed(4))
  })
})

test('the smooth model bends as the whole Hessian says, which all its gradients give', async () => {
  const tiny = small({
    data: { kind: 'mnist', batch: 20 },
    network: { kind: 'mlp', hidden: [4], bias: false },
    neuron: { ...lif, threshold: 0.6 },
    surrogate: sigmoid,
    encoder: { kind: 'rows' },
  })
  await look(tiny, async (run, compared) => {
    const { sharpness } = await lossLandscape(run, compared, asked)
    const filters = filterPlaces(run.built.networks[0]!)
    const each = filters.flatMap((filter) => [...filter])
    // 28 pixels of a row to 4 neurons, and 4 to 10 classes.
    expect(each).toHaveLength(28 * 4 + 4 * 10)
    const attached = small({ ...tiny, neuron: { ...lif, threshold: 0.6, detachReset: false } } as never)
    const pass = compared.passOf(attached, SAMPLES, { smooth: true })
    const { values, grads } = pass.network
    const hessian = await withPass(
      compared.weights,
      pass,
      compared.samples,
      async ({ compiled, run: submit, clearGradients }) => {
        const from = new Float32Array(await compiled.read(values))
        const gradient = async (at: Vector) => {
          compiled.write(values, at)
          clearGradients()
          submit('forward', 'backward')
          return inFilters(new Float32Array(await compiled.read(grads)), filters)
        }
        const rows: number[][] = []
        for (const place of each) {
          const by = (d: number) => from.map((value, i) => value + (i === place ? d : 0))
          const [ahead, behind] = [await gradient(by(0.01)), await gradient(by(-0.01))]
          rows.push(each.map((other) => (ahead[other]! - behind[other]!) / 0.02))
        }
        return rows
      },
      { copied: true },
    )
    const size = Math.max(...hessian.flat().map(Math.abs))
    for (const [i, row] of hessian.entries())
      for (const [j, value] of row.entries()) expect(Math.abs(value - hessian[j]![i]!)).toBeLessThan(0.01 * size)
    // The largest by size may be negative: shifted by the largest possible one, none is.
    const shift = Math.max(...hessian.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)))
    let v = each.map((_, i) => Math.sin(i + 1))
    let largest = 0
    for (let i = 0; i < 3000; i++) {
      const next = hessian.map((row, at) => row.reduce((sum, value, j) => sum + value * v[j]!, shift * v[at]!))
      const size = Math.hypot(...next)
      largest = size - shift
      v = next.map((value) => value / size)
    }
    expect(sharpness!.residual).toBeLessThan(0.1)
    // For a symmetric matrix, the residual bounds the distance to an eigenvalue.
    expect(Math.abs(sharpness!.value - largest)).toBeLessThan((sharpness!.residual + 0.02) * largest)
  })
})

test('the slope of the smooth curve is that of its gradient', async () => {
  // Without spikes, the smooth model is the network itself.
  const analog = small({ network, neuron: { kind: 'relu' } })
  await look(analog, async (run, compared) => {
    const { along, here } = await lossLandscape(run, compared, { ...asked, reach: 0.0005 })
    const { at, spiking, smooth, slope } = along!
    expect(smooth).toEqual(spiking)
    expect(here.smooth).toBe(here.spiking)
    const numeric = (spiking.at(-1)! - spiking[0]!) / (at.at(-1)! - at[0]!)
    expect(numeric).toBeLessThan(0)
    // A step of this size crosses some kinks of the ReLUs.
    expect(Math.abs(numeric - slope)).toBeLessThan(0.02 * Math.abs(slope))
  })
})

test('towards two other networks, the corners of a surface are their losses', async () => {
  const experiment = small({ network, neuron: lif, surrogate: sigmoid })
  const lossOf = (run: Run, compared: Compared) => lossLandscape(run, compared, asked).then(({ here }) => here)
  const others = await Promise.all(
    [6, 9].map((steps) =>
      look(
        experiment,
        async (run, compared) => ({
          here: await lossOf(run, compared),
          other: {
            title: `after ${steps} steps`,
            values: new Float32Array(await run.read(run.built.networks[0]!.network.values)),
            statistics: new Float32Array(0),
          },
        }),
        steps,
      ),
    ),
  )
  await look(experiment, async (run, compared) => {
    const towards = [others[0]!.other, others[1]!.other] as const
    const { surface, axes } = await lossLandscape(run, compared, { ...asked, points: 5 }, { towards })
    expect(axes).toEqual(['after 6 steps', 'after 9 steps'])
    expect(surface!.at).toEqual([0, 0.25, 0.5, 0.75, 1])
    for (const model of ['spiking', 'smooth'] as const) {
      expect(surface![model]![4]).toBeCloseTo(others[0]!.here[model]!, 5)
      expect(surface![model]![20]).toBeCloseTo(others[1]!.here[model]!, 5)
    }
    const short = { ...others[0]!.other, values: new Float32Array(64) }
    await expect(lossLandscape(run, compared, asked, { towards: [short, short] })).rejects.toThrow('The layers of after 6 steps differ')
  })
})

test('where there is no smooth model, a sentence says why, and the spiking one is looked at alone', async () => {
  const formula = { kind: 'formula', text: 'surrogate(z) = 1/(1 + abs(z))^2' } as const
  await look(small({ network, neuron: lif, surrogate: formula }), async (run, compared) => {
    const { why, here, along, surface, sharpness } = await lossLandscape(run, compared, asked)
    expect(why).toContain('a surrogate that is a formula')
    expect([here.smooth, along!.smooth, surface!.smooth, sharpness]).toEqual([null, null, null, null])
    expect(along!.spiking).toHaveLength(9)
  })
})

test('a look that is stopped leaves nothing on the device', async () => {
  await look(small({ network, neuron: lif, surrogate: sigmoid }), async (run, compared) => {
    const before = gpu.allocated()
    const stopping = new AbortController()
    const stopped = lossLandscape(run, compared, asked, { signal: stopping.signal, onProgress: () => stopping.abort() })
    await expect(stopped).rejects.toThrow()
    expect(gpu.allocated()).toBe(before)
    expect(normOf(new Float32Array(await weightsOf(run)))).toBeGreaterThan(0)
  })
})
