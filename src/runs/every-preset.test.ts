/**
 * A run of every preset is stored in the browser, written to a file, read and opened again, and is unchanged. Layers, metrics and lengths
 * are those that the preset builds; the measured values are invented.
 */
import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { buildExperiment } from '../experiments/build'
import { PRESETS, type Preset } from '../experiments/presets'
import { layersOf } from '../networks/description'
import type { Metric } from '../readings/metrics'
import { decodeLink, encodeLink } from '../share/link'
import { metricsOf } from '../studies/metrics'
import { membraneOf, runOf } from '../testing/runs'
import { compactFrame } from './compact'
import { readRunFile, writeRunFile } from './file'
import type { SavedRun } from './json'
import { deleteRuns, listRuns, readDetail, saveRun } from './store'
import { finalsOf, thumbnailOf } from './summary'

const STEPS = 30

const column = (at: number) => Float32Array.from({ length: STEPS }, (_, step) => (at + 1) / (step + 1))
const valuesOf = (metrics: readonly Metric[], step: number) =>
  Object.fromEntries(metrics.map(({ name }, at) => [name, (at + 1) / (step + 1)]))

/** What the page stores of a run of this preset after some steps. */
async function runOfPreset({ name, experiment }: Preset): Promise<SavedRun> {
  const built = buildExperiment(experiment)
  const layers = layersOf(
    built.networks.map(({ graph }) => graph),
    built.inputShape,
  )
  const metrics = metricsOf(experiment)
  const [trained, tested] = (['train', 'test'] as const).map((split) => metrics.filter((metric) => metric.split === split))
  const curves = {
    step: Uint32Array.from({ length: STEPS }, (_, step) => step + 1),
    columns: Object.fromEntries(trained!.map((metric, at) => [metric.name, column(at)])),
  }
  const tests = [10, 20].map((step) => ({ step, values: valuesOf(tested!, step) }))
  const watched = layers.filter(({ watchable }) => watchable.includes('membrane'))
  const moments = [1, 30].map((step) => ({
    step,
    layers: watched.map((layer) => ({ ...membraneOf(layer.name, 4), threshold: layer.threshold ?? 0 })),
  }))
  const { totalSteps, stepsPerEpoch } = built
  const { summary } = runOf(name, {
    experiment,
    preset: name,
    link: await encodeLink(experiment, {}, name),
    step: STEPS,
    totalSteps,
    stepsPerEpoch,
    finals: finalsOf(metrics, curves, tests, moments.at(-1)),
    thumbnail: thumbnailOf(curves, moments.at(-1)),
  })
  return { summary, detail: { id: name, curves, tests, layers, frames: moments.map(compactFrame), gaps: [{ from: 2, to: 29 }] } }
}

async function kept(id: string): Promise<SavedRun> {
  const summary = (await listRuns()).find((run) => run.id === id)
  return { summary: { ...summary!, byteLength: 0 }, detail: (await readDetail(id))! }
}

test.each(PRESETS.map((preset) => [preset.name, preset] as const))('%s', async (name, preset) => {
  const run = await runOfPreset(preset)
  await saveRun(run.summary, run.detail)
  expect(await kept(name), 'as the browser keeps it').toEqual(run)

  const file = await writeRunFile([await kept(name)], '1.0.0')
  await deleteRuns([name])
  const read = await readRunFile(file)
  if (!read.ok) throw new Error(read.message)
  expect(read.damaged).toEqual([])
  expect(read.runs, 'as the file has it').toEqual([run])

  // A deleted run is never saved again under its id, so the copy has another id.
  const id = `${name}-opened`
  await saveRun({ ...read.runs[0]!.summary, id }, { ...read.runs[0]!.detail, id })
  const opened = await kept(id)
  expect(opened).toEqual({ summary: { ...run.summary, id }, detail: { ...run.detail, id } })
  expect(await decodeLink(opened.summary.link)).toMatchObject({ ok: true, experiment: preset.experiment, preset: name })
})
