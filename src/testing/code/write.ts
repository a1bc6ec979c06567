/**
 * Writes the input of `run.py`: the exported code of every case for every framework, its weights, and, if the code reads no files of the
 * set, the samples, as the page saves them. The given networks are trained first, for a few dozen steps, and their weights are saved in
 * weights.json.
 *     npx tsx src/testing/code/write.ts FOLDER [NAME ...]
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { archiveOf } from '../../data/datasets/archive'
import { loadLabeled } from '../../data/sources'
import { loadSamples } from '../../experiments/build'
import { openDawn } from '../../headless/dawn'
import { openRunOf } from '../../headless/open-run'
import { exportCode } from '../../interop/code/export'
import { readSafetensors } from '../../interop/safetensors'
import { readWeights } from '../../networks/weights'
import { CODE_CASES, caseSources, frameworksOf, type PackedWeights, packed, WEIGHTS_FILE, weightsFile } from './cases'

const STEPS = 120

async function trained(name: string): Promise<PackedWeights[string]> {
  const { experiment } = CODE_CASES[name]!
  const gpu = await openDawn()
  const data = await loadSamples(experiment, caseSources(), () => {})
  using run = await openRunOf(gpu, experiment, data)
  for (let step = 0; step < STEPS; step++) {
    run.submit(1)
    await gpu.device.queue.onSubmittedWorkDone()
  }
  const { rows } = await run.readMetrics(0)
  process.stderr.write(`${name}: loss ${rows.columns.trainLoss!.at(-1)}, accuracy ${rows.columns.trainAccuracy!.at(-1)}\n`)
  const { tensors } = readSafetensors(await readWeights(run.compiled, run.built.networks, {}))
  gpu.device.destroy()
  return Object.fromEntries(tensors.map((tensor) => [tensor.name, packed(tensor)]))
}

const [folder, ...names] = process.argv.slice(2)
if (!folder) throw new Error('Say into which folder.')
mkdirSync(folder, { recursive: true })
if (names.length > 0) {
  const weights = JSON.parse(readFileSync(WEIGHTS_FILE, 'utf8')) as Record<string, PackedWeights[string]>
  for (const name of names) weights[name] = await trained(name)
  writeFileSync(WEIGHTS_FILE, `${JSON.stringify(weights, null, 2)}\n`)
}
for (const [name, { experiment }] of Object.entries(CODE_CASES)) {
  writeFileSync(`${folder}/${name}.safetensors`, new Uint8Array(weightsFile(name)))
  for (const framework of frameworksOf(name)) {
    const code = exportCode(experiment, framework, name)
    if ('refused' in code) throw new Error(code.refused)
    writeFileSync(`${folder}/${name}.${framework}.py`, code.text)
    if (!code.arrays) continue
    const samples = await loadLabeled(experiment.data, caseSources())
    writeFileSync(`${folder}/${name}.zip`, await (await archiveOf(samples, code.arrays, () => {})).bytes())
  }
}
