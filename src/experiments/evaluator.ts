/**
 * The evaluation of an experiment without its training. Programs, samples and weights are its own, so that nothing that is evaluated here
 * changes a run.
 */
import { watchedPart } from '../data/schema'
import type { DataSet } from '../data/streams'
import type { Gpu } from '../engine/device'
import { compile } from '../engine/plan'
import { firingRate } from '../networks/firing-rate'
import { type FileTensors, writeTensors } from '../networks/weights'
import type { Stressed } from '../readings/stress'
import type { Built, OnBatch } from '../tasks/built'

export interface Evaluator {
  /** @throws where the weights do not fit */
  evaluate(data: DataSet, weights: FileTensors, onBatch?: OnBatch): Promise<Stressed>
  close(): void
}

/** @param step the completed training steps of the weights, on which the evaluation of learned skips depends */
export async function openEvaluator(gpu: Gpu, built: Built, step: number): Promise<Evaluator> {
  const training = new Set([...built.stages, ...built.preview].map(({ program }) => program))
  const programs = Object.fromEntries(Object.entries(built.programs).filter(([name]) => !training.has(name) && name !== 'weights'))
  const compiled = await compile(gpu, programs, { readBack: built.readBack })
  const clocks = [built.clock, ...built.networks.map(({ control }) => control.clock)]
  for (const clock of clocks) if (compiled.holds(clock)) compiled.write(clock, Uint32Array.of(step))
  let loaded: DataSet | undefined
  const load = (data: DataSet) => {
    for (const { tensor, from } of built.uploads) if (compiled.holds(tensor)) compiled.write(tensor, from(data))
    for (const [tensor, values] of built.initial) if (compiled.holds(tensor)) compiled.write(tensor, values(data))
    loaded = data
  }
  return {
    async evaluate(data, weights, onBatch) {
      if (data !== loaded) load(data)
      writeTensors(compiled, built.networks, weights)
      const { values } = await built.evaluate({ gpu, compiled, data }, watchedPart(built.counts), onBatch)
      return { values, rate: await firingRate(gpu, compiled, built.pinned) }
    },
    close: () => compiled.destroy(),
  }
}
