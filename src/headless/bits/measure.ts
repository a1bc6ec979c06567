/**
 * The results of training, to the last bit: the scalars of some steps, the evaluation, and a digest of all weights. Recorded per adapter in
 * testing/training-bits.json, to check that a change of the code does not change a bit.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { countsOf } from '../../data/streams'
import type { Gpu } from '../../engine/device'
import { buildExperiment } from '../../experiments/build'
import { openRun, type Run } from '../../experiments/run'
import { readSafetensors } from '../../interop/safetensors'
import { readWeights } from '../../networks/weights'
import { disposable } from '../disposable'
import { openExperiment } from '../terminal'
import { bitsData } from './data'

/** Numbers are single precision, written so that they read back as the same bits. */
export interface TrainingBits {
  readonly steps: number
  /** Loss, accuracy, gradient norm and learning rate at each step. */
  readonly scalars: Readonly<Record<string, readonly number[]>>
  /** Loss and accuracy on the first 100 test samples, after the last step. */
  readonly test: readonly number[]
  /** SHA-256 of the names in the exported weights, and of their values in that order. */
  readonly names: string
  readonly weights: string
}

export interface Section {
  /** The adapter's description at the time of recording. */
  readonly adapter: string
  /** Recorded runs by link. */
  readonly runs: Readonly<Record<string, TrainingBits>>
}

/** Sections by adapter, named by `sectionName`. */
export type BitsFile = Readonly<Record<string, Section>>

export const BITS_FILE = new URL('../../testing/training-bits.json', import.meta.url)
export const readBitsFile = async (): Promise<BitsFile> => JSON.parse(await readFile(BITS_FILE, 'utf8'))

export const DEFAULT_STEPS = 20
const LOOKS = [1, 5, 20]
const SCALARS = ['trainLoss', 'trainAccuracy', 'gradientNorm', 'rate']
const TESTS = ['testLoss', 'testAccuracy']

/** A software adapter is identified by its kind, whatever its version; a GPU by its description. */
export const sectionName = ({ info }: Gpu): string => (info.profile === 'gpu' ? info.description : info.profile)

/** @throws if the adapter has no section, with the command that records one */
export function sectionOf(file: BitsFile, gpu: Gpu): Section {
  const section = file[sectionName(gpu)]
  if (section) return section
  throw new Error(
    `src/testing/training-bits.json has no section for the adapter ${gpu.info.description}. Where the code is known to be right, ` +
      '"npx tsx src/headless/training-bits.ts --record" adds one.',
  )
}

/** Trains the experiment of a link and measures it. */
export async function measureBits(gpu: Gpu, link: string, steps: number): Promise<TrainingBits> {
  const { experiment } = await openExperiment(link)
  const data = await bitsData(experiment)
  using run = disposable(await openRun(gpu, buildExperiment(experiment, { profile: gpu.info.profile, counts: countsOf(data) }), data))
  for (let step = 0; step < steps; step++) {
    run.submit(1)
    await gpu.device.queue.onSubmittedWorkDone()
  }
  const { rows, halted } = await run.readMetrics(0)
  if (halted) throw new Error(halted.message)
  const seen = Array.from(rows.step.entries()).filter(([, step]) => LOOKS.includes(step) || step === steps)
  const { values } = await run.evaluate()
  return {
    steps,
    scalars: Object.fromEntries(seen.map(([i, step]) => [step, SCALARS.map((name) => rows.columns[name]![i]!)])),
    test: TESTS.map((name) => values[name]!),
    ...(await digests(run)),
  }
}

async function digests(run: Run): Promise<{ names: string; weights: string }> {
  const { tensors } = readSafetensors(await readWeights(run.compiled, run.built.networks, {}))
  const values = createHash('sha256')
  for (const { data } of tensors) values.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  const names = createHash('sha256').update(tensors.map(({ name }) => name).join('\n'))
  return { names: names.digest('hex'), weights: values.digest('hex') }
}
