/** Experiments trained one after the other in Node: what comparisons and sweeps share. */
import type { DataSet as WholeSet } from '../data/datasets/source'
import type { Gpu } from '../engine/device'
import type { MembraneReading } from '../experiments/frames'
import { createRun, type Run } from '../experiments/run'
import type { DataSet } from '../experiments/samples'
import type { Experiment } from '../experiments/schema'
import { watchedStep } from './watched-step'

/** How long to train between two looks at how far it is. */
const LOOK_MS = 400

export type Trained =
  | {
      readonly ok: true
      readonly step: number
      /** Of the last training batch. */
      readonly layers: readonly MembraneReading[]
      /** Training losses, in order. */
      readonly losses: readonly number[]
      /** Of the test set. */
      readonly loss: number
      readonly accuracy: number
      /** From building it to its test, in milliseconds. */
      readonly milliseconds: number
    }
  | { readonly ok: false; readonly step: number; readonly error: string }

/** Trains to the step, reads the last batch and answers the test set. A run that breaks is an answer too. */
export async function trainTo(
  gpu: Gpu,
  experiment: Experiment,
  steps: number,
  data: DataSet | Promise<DataSet>,
  tell: (step: number) => void,
): Promise<Trained> {
  const began = performance.now()
  let run: Run | undefined
  let step = 0
  const losses: number[] = []
  try {
    run = await createRun(gpu, experiment, await data)
    const target = Math.min(steps, run.built.totalSteps)
    const look = async (of: Run) => {
      const { step: now, halted, rows } = await of.readMetrics(step)
      step = now
      losses.push(...rows.map(({ loss }) => loss))
      return halted
    }
    let count = 1
    while (step < target - 1) {
      const start = performance.now()
      const taken = Math.min(count, target - 1 - step)
      run.submit(taken)
      const halted = await look(run)
      if (halted) return { ok: false, step, error: halted.message }
      tell(step)
      count = Math.max(1, Math.round((taken * LOOK_MS) / (performance.now() - start)))
    }
    const layers = await watchedStep(gpu, run)
    const halted = await look(run)
    if (halted) return { ok: false, step, error: halted.message }
    tell(step)
    const { loss, accuracy } = await run.evaluate()
    return { ok: true, step, layers, losses, loss, accuracy, milliseconds: performance.now() - began }
  } catch (error) {
    return { ok: false, step, error: error instanceof Error ? error.message : String(error) }
  } finally {
    run?.destroy()
  }
}

/** The same set with the first `count` training samples. */
export function firstOf({ train, test }: WholeSet, count: number): WholeSet {
  if (count === Infinity) return { train, test }
  if (!(Number.isInteger(count) && count >= 1 && count <= train.count)) throw new Error(`--samples takes 1 to ${train.count}.`)
  const images = train.images.subarray(0, (train.images.length / train.count) * count)
  return { train: { ...train, count, images, labels: train.labels.subarray(0, count) }, test }
}

/** A table as Markdown. */
export const grid = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
