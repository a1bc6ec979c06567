/** The cost of acting: environment steps per second of CartPole alone, with a spiking policy in the loop, and in whole training steps. */

import type { Gpu } from '../../engine/device'
import { compile } from '../../engine/plan'
import { scan } from '../../engine/scan'
import { persistent } from '../../engine/tensor'
import { medianOf } from '../../engine/timing'
import { recordLayout } from '../../environments/record/schema'
import { environmentShape } from '../../environments/schema'
import { environmentStep } from '../../environments/step'
import { loadSamples } from '../../experiments/build'
import { withEdit } from '../../experiments/edit'
import { presetNamed } from '../../experiments/presets'
import type { Experiment } from '../../experiments/schema'
import { disposable } from '../disposable'
import { sources } from '../load-data'
import { openRunOf } from '../open-run'

export interface ActingTiming {
  readonly environments: number
  /** Environment steps per second. */
  readonly alone: number
  readonly withPolicy: number
  readonly training: number
  readonly dispatches: number
}

const STEPS = 32
const TURNS = 10
const UNITS = 128
const CART = { kind: 'cartPole', mask: 'P', limit: 200 } as const

export async function timeActing(gpu: Gpu, environments: number): Promise<ActingTiming> {
  const experiment = edits(presetNamed('grsn-cart')!.experiment, [
    ['data.batch', environments],
    ['network.units', UNITS],
    ['encoder.steps', STEPS + 1],
  ])
  using run = await openRunOf(gpu, experiment, await loadSamples(experiment, { ...sources(), gpu }))
  const acting = await timed(gpu, TURNS, (encoder) => run.compiled.programs.act!.encode(encoder))
  const training = await timed(gpu, TURNS, (encoder) => run.encodeStep(encoder))
  const { dispatches } = run.compiled.programs.act!
  const perSecond = (ms: number) => (1000 * environments * STEPS) / ms
  return {
    environments,
    dispatches,
    alone: perSecond(await environmentAlone(gpu, environments)),
    withPolicy: perSecond(acting),
    training: perSecond(training),
  }
}

async function environmentAlone(gpu: Gpu, environments: number): Promise<number> {
  const shape = environmentShape(CART)
  const rollout = persistent('records', 'f32', [STEPS + 1, environments, recordLayout(shape).words])
  const states = persistent('states', 'f32', [STEPS + 1, environments, shape.state])
  using compiled = disposable(
    await compile(gpu, { act: [scan(STEPS, [environmentStep(CART, { rollout, states }, { seed: 1, split: 0 })])] }),
  )
  return await timed(gpu, TURNS, (encoder) => compiled.programs.act.encode(encoder))
}

/** Median milliseconds of a submission, until the GPU has finished it. */
async function timed({ device }: Gpu, turns: number, encode: (encoder: GPUCommandEncoder) => void): Promise<number> {
  const times: number[] = []
  for (let turn = -2; turn < turns; turn++) {
    const start = performance.now()
    const encoder = device.createCommandEncoder()
    encode(encoder)
    device.queue.submit([encoder.finish()])
    await device.queue.onSubmittedWorkDone()
    if (turn >= 0) times.push(performance.now() - start)
  }
  return medianOf(times)
}

const edits = (base: Experiment, values: readonly (readonly [string, unknown])[]): Experiment =>
  values.reduce<Experiment>((now, [path, value]) => {
    const next = withEdit(now, path, value)
    if (!next.ok) throw new Error(next.problems.map(({ message }) => message).join(' '))
    return next.experiment
  }, base)
