/**
 * Trains a network and writes it as NIR for every target, with its outputs for test samples, to which `fidelity.py` compares frameworks:
 * npx tsx src/testing/nir/fidelity.ts <preset or link> --steps N --samples N --out FOLDER
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type SampleSet, wordsFrom } from '../../data/streams'
import { loadSamples } from '../../experiments/build'
import type { Run } from '../../experiments/run'
import { openDawn } from '../../headless/dawn'
import { sources } from '../../headless/load-data'
import { openRunOf, submitSteps } from '../../headless/open-run'
import { print, readTraining, runCommand } from '../../headless/terminal'
import { nirFile } from '../../interop/exported-files'
import { writeNirFile } from '../../interop/nir/file'
import { NIR_TARGETS } from '../../interop/nir/targets'
import { readSafetensors } from '../../interop/safetensors'
import { readPinned, readSample, sampleRanges } from '../../networks/pinned'
import { readWeights } from '../open'

interface Layer {
  readonly layer: string
  readonly steps: number
  readonly neurons: number
  readonly places: number
  readonly spikes: Uint8Array
  /** The minimum distance of a potential from the threshold, over all samples: if it is within rounding, a spike may differ. */
  readonly margins: Float32Array
}

/** Reorders values with channels first, as in NIR. */
function channelsFirst<A extends Uint8Array | Float32Array>(values: A, steps: number, places: number): A {
  const out = values.slice() as A
  const size = values.length / steps
  const channels = size / places
  for (let t = 0; t < steps; t++)
    for (let p = 0; p < places; p++)
      for (let c = 0; c < channels; c++) out[t * size + c * places + p] = values[t * size + p * channels + c]!
  return out
}

async function samplesOf(run: Run, test: SampleSet, count: number) {
  const { pinned } = run.built
  const spiking = pinned!.graph.spiking
  const inputs: Float32Array[] = []
  const layers = new Map<string, Layer[]>()
  const parts = { layers: spiking, input: true }
  for (let from = 0; from < count; from += pinned!.rows) {
    const rows = Math.min(pinned!.rows, count - from)
    for (const [name, stream] of Object.entries(pinned!.streams)) {
      const words = stream.shape[1]!
      const values = new Uint32Array(pinned!.rows * words)
      values.set(wordsFrom(test.streams[name]!, from * words, rows * words))
      run.compiled.write(stream, values)
    }
    for (let row = 0; row < rows; row++) {
      const bytes = await readPinned(run.gpu, run.compiled, sampleRanges(run.compiled, pinned!, row, parts))
      const reading = readSample(pinned!, bytes, parts)
      const { steps, data } = reading.input!
      const { space } = pinned!.graph.layers[0]!.outputs[0]!
      inputs.push(channelsFirst(data, steps, space ? space.height * space.width : 1))
      for (const { layer, steps, neurons, membrane, spikes } of reading.layers) {
        const { space, spec } = spiking.find(({ name }) => name === layer)!
        const places = space ? space.height * space.width : 1
        const margins = channelsFirst(membrane, steps, places).map((v) => Math.abs(v - spec.threshold))
        layers.set(layer, [
          ...(layers.get(layer) ?? []),
          { layer, steps, neurons, places, spikes: channelsFirst(spikes, steps, places), margins },
        ])
      }
    }
  }
  return { inputs, layers }
}

runCommand(async () => {
  const { experiment, options } = await readTraining({ steps: 'N', samples: 'N', out: 'FOLDER' })
  const option = (name: string) => options.find((found) => found.name === name)?.value
  const [steps, count, out] = [Number(option('steps') ?? 100), Number(option('samples') ?? 1000), option('out')]
  if (out === undefined) throw new Error('--out takes a folder to write to')
  mkdirSync(out, { recursive: true })
  const gpu = await openDawn()
  const data = await loadSamples(experiment, { ...sources(), gpu })
  const run = await submitSteps(await openRunOf(gpu, experiment, data), experiment, data, 0, steps)
  const { tensors } = readSafetensors(await readWeights(run))
  for (const target of NIR_TARGETS) {
    const file = await nirFile(experiment, tensors, target, writeNirFile)
    if ('refused' in file) print({ target, refused: file.refused })
    else writeFileSync(join(out, `${target}.nir`), file.data)
  }
  const { inputs, layers } = await samplesOf(run, data.test, count)
  const put = (name: string, parts: readonly (Float32Array | Uint8Array)[]) =>
    writeFileSync(join(out, name), Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength))))
  put('input.f32', inputs)
  for (const [name, all] of layers) {
    put(
      `${name}.spikes.u8`,
      all.map(({ spikes }) => spikes),
    )
    put(
      `${name}.margins.f32`,
      all.map(({ margins }) => margins),
    )
  }
  const labels = new Uint32Array(data.test.streams.labels!.values.slice(0, count))
  const about = {
    samples: count,
    trained: steps,
    adapter: gpu.info.description,
    layers: [...layers].map(([name, [one]]) => ({ name, steps: one!.steps, neurons: one!.neurons })),
    labels: [...labels],
  }
  writeFileSync(join(out, 'about.json'), JSON.stringify(about))
  print({ out, layers: about.layers, test: (await run.evaluate()).values })
  run.destroy()
})
