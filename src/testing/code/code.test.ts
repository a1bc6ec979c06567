/**
 * The exported code, run with SpikingJelly, snnTorch and Norse themselves (run.py), against the lab: spikes of 1,000 test samples, loss,
 * and the gradient of a batch.
 */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { countsOf, firstSamples } from '../../data/streams'
import { dispatchesOf } from '../../engine/memory'
import { rootOf, type Tensor } from '../../engine/tensor'
import { buildExperiment, loadSamples } from '../../experiments/build'
import { openRun, type Run } from '../../experiments/run'
import { exportCode } from '../../interop/code/export'
import { positionsOf, type SpikingLayer } from '../../networks/graph'
import { testGpu } from '../gpu'
import { writeWeights } from '../open'
import { CODE_CASES, COUNT, caseSources, frameworksOf, golden, weightsFile } from './cases'

const gpu = await testGpu()
const BATCH = 100
/** A potential that is closer to the threshold may fire on one side only: its terms are added in another order. */
const MARGIN = 1e-5

test.each(Object.keys(CODE_CASES))('the code of %s is what was run with the frameworks', (name) => {
  for (const framework of frameworksOf(name)) {
    const code = exportCode(CODE_CASES[name]!.experiment, framework, name)
    const hash = 'text' in code && createHash('sha256').update(code.text).digest('hex')
    expect(hash, 'The exported code has changed: run src/testing/code/write.ts and run.py again.').toBe(
      golden(name).frameworks[framework]!.code,
    )
  }
})

describe.each(Object.keys(CODE_CASES))('%s', (name) => {
  const { versions, frameworks, spikes } = golden(name)

  test(`spikes and loss of ${COUNT} test samples are those of the frameworks`, async () => {
    // An online rule evaluates step by step, with the bits of evaluation through time, which stores the spikes of all steps.
    const run = await openCase(name, COUNT, { learning: undefined })
    const { sums, near, counts, loss, accuracy } = await evaluated(run.run, run.watched)
    run.run.destroy()
    const theirs = new Uint32Array(Uint8Array.from(Buffer.from(spikes, 'base64')).buffer)
    expect(theirs).toHaveLength(COUNT)
    for (const framework of frameworksOf(name)) {
      const said = frameworks[framework]!
      const differs = [...sums.keys()].filter((i) => sums[i] !== (said.differs[i] ?? theirs[i]))
      expect(
        differs.filter((i) => !near.has(i)),
        `${framework} fires differently away from thresholds; ${versions}`,
      ).toEqual([])
      expect(differs.length).toBeLessThanOrEqual(COUNT / 200)
      expect(Math.abs(loss - said.loss)).toBeLessThan(1e-4)
      expect(Math.abs(accuracy - said.accuracy)).toBeLessThanOrEqual(differs.length / COUNT)
      if (differs.length === 0) expect(counts).toEqual(said.spikes)
    }
  })

  test('loss and gradient of a batch in training are those of the frameworks', async () => {
    const { run } = await openCase(name, BATCH)
    run.submit(1)
    const { rows } = await run.readMetrics(0)
    run.destroy()
    for (const framework of frameworksOf(name)) {
      const said = frameworks[framework]!
      expect(rows.columns.trainLoss![0]).toBeCloseTo(said.trainLoss, 4)
      expect(rows.columns.gradientNorm![0]! / said.gradientNorm).toBeCloseTo(1, 3)
    }
  })
})

interface Watched {
  readonly layer: SpikingLayer
  readonly membrane: Tensor
  readonly spikes: Tensor
}

/** Opens a case with the first 100 training samples, which are one batch, and `count` test samples; the spikes of an evaluation can be read. */
async function openCase(
  name: string,
  count: number,
  change: { readonly learning?: undefined } = {},
): Promise<{ run: Run; watched: Watched[] }> {
  const experiment = { ...CODE_CASES[name]!.experiment, ...change }
  const all = await loadSamples(experiment, caseSources(), () => {})
  const data = { ...all, train: firstSamples(all, BATCH).train, test: firstSamples(all, count).test }
  const built = buildExperiment(experiment, { profile: gpu.info.profile, counts: countsOf(data) })
  const known = new Map(
    built.programs.evaluate!.flatMap(dispatchesOf).flatMap(({ tensors }) => tensors.map(rootOf).map((t) => [t.name, t])),
  )
  const watched = built.networks[0]!.graph.spiking.map((layer) => ({
    layer,
    membrane: known.get(layer.membrane.name)!,
    spikes: known.get(layer.spikes.name)!,
  }))
  const readBack = new Set([...built.readBack, ...watched.flatMap(({ membrane, spikes }) => [membrane, spikes])])
  const run = await openRun(gpu, { ...built, readBack }, data)
  writeWeights(run, weightsFile(name))
  return { run, watched }
}

/** Checksums of the spikes of each sample, samples with a potential near the threshold, spikes by layer, loss and accuracy. */
async function evaluated(run: Run, watched: readonly Watched[]) {
  const sums = new Uint32Array(COUNT)
  const near = new Set<number>()
  let counts: Record<string, number> = {}
  const { values } = await run.evaluate(async (done) => {
    if (done === 1) {
      // Learned skips are evaluated twice, as training mixes them and then by the most probable one, which the frameworks take.
      sums.fill(0)
      counts = {}
    }
    for (const { layer, membrane, spikes } of watched) {
      const [potentials, fired] = [new Float32Array(await run.read(membrane)), new Float32Array(await run.read(spikes))]
      for (let b = 0; b < BATCH; b++) {
        const sample = (done - 1) * BATCH + b
        const at = placesOf(layer, spikes.shape, b)
        if (at.some((i) => Math.abs(potentials[i]! - layer.spec.threshold) < MARGIN)) near.add(sample)
        const bits = Uint8Array.from(at, (i) => fired[i]!)
        sums[sample] = crc32(bits, sums[sample])
        counts[layer.name] = (counts[layer.name] ?? 0) + bits.reduce((sum, bit) => sum + bit, 0)
      }
    }
  })
  return { sums, near, counts, loss: values.testLoss!, accuracy: values.testAccuracy! }
}

/** The indices of the values of one sample, [steps, channels, places], in a batch [steps, batch * places, padded channels]. */
function placesOf(layer: SpikingLayer, [steps, rows, columns]: readonly number[], sample: number): number[] {
  const places = positionsOf(layer)
  const all: number[] = []
  for (let t = 0; t < steps!; t++)
    for (let c = 0; c < layer.features; c++) for (let p = 0; p < places; p++) all.push((t * rows! + sample * places + p) * columns! + c)
  return all
}
