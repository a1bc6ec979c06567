/** Labels for training time, in the unit of the experiment. Pure. */
import { isEndless } from '../../../data/synthetic/schema'
import type { Experiment } from '../../../experiments/schema'
import { fixed, grouped, UNKNOWN } from '../../../format'
import { EPOCHS, type TimeUnit } from '../../../readings/time-unit'
import { taskOf } from '../../../tasks/registry'
import type { Progress } from '../../../worker/protocol'
import { placeOf } from './run-label'

/** Whether samples go on without an end, so that only the person who trains ends the run, or at the latest its number of epochs. */
export const isEndlessRun = ({ data }: Experiment): boolean => isEndless(data)

/** What is said in place of the time left. */
export const endlessText = ({ run: { epochs } }: Experiment): string =>
  `The stream has no end: pause training when you like. At the latest it stops after epoch ${grouped(epochs)} (Epochs, which may change while it trains).`

export const timeUnitOf = (experiment: Experiment): TimeUnit => taskOf(experiment).time ?? EPOCHS

/** A unit that fits all experiments, which may use different ones. */
export function timeUnitOfAll(experiments: readonly Experiment[]): TimeUnit {
  const [first, ...others] = [...new Set(experiments.map(timeUnitOf))]
  return first && others.length === 0 ? first : EPOCHS
}

/** The number of a time label: epochs with `digits` decimals; other units, which count in thousands, as whole numbers. */
export const timeNumber = (epochs: number, { inEpoch }: TimeUnit, digits: number): string =>
  inEpoch > 1 ? grouped(epochs * inEpoch) : fixed(epochs, digits)

/** “epoch 0.53”, “5,300 environment steps”. */
export const timeLabel = (epochs: number, unit: TimeUnit, digits = 2): string =>
  unit.inEpoch > 1 ? `${timeNumber(epochs, unit, 0)} ${unit.names}` : `${unit.name} ${timeNumber(epochs, unit, digits)}`

/** The same, shortened. */
export const timeFlag = (epochs: number, unit: TimeUnit, digits: number): string =>
  unit.inEpoch > 1 ? `${timeNumber(epochs, unit, 0)} ${unit.short}` : timeLabel(epochs, unit, digits)

/** The length of a run, where the user enters a number of training steps. */
export function lengthLabel(
  experiment: Experiment,
  { totalSteps = 1, stepsPerEpoch = 1 }: { totalSteps?: number; stepsPerEpoch?: number },
) {
  const { inEpoch, name, names } = timeUnitOf(experiment)
  const epoch = inEpoch > 1 ? `each of ${grouped(inEpoch / stepsPerEpoch)} ${names}` : `an ${name} ${grouped(stepsPerEpoch)}`
  return `Of each run; the experiment has ${grouped(totalSteps)}, ${epoch}.`
}

/**
 * The progress of a run. In epochs: the current epoch and the batch within it; the fraction of an epoch if the run does not end with a
 * whole one. In other units: how many are done, with batches counted over the whole run.
 * @param endless whether no number of epochs is the whole: then `all` is null
 */
export function progressText(progress: Progress, unit: TimeUnit, endless = false) {
  const { step, totalSteps, epochs, epoch, stepsPerEpoch } = progress
  if (unit.inEpoch > 1) {
    const [done, all] = [timeNumber(step / stepsPerEpoch, unit, 0), timeNumber(epochs, unit, 0)]
    return { done, all, batch: step, batches: totalSteps, text: `${done} of ${all} ${unit.names}, batch ${step} of ${totalSteps}` }
  }
  const { batch, batches, epoch: which } = placeOf(progress)
  const [done, all] = [Number.isInteger(epochs) ? String(which) : epoch.toFixed(2), String(epochs)]
  const at = `batch ${batch} of ${batches}`
  if (endless) return { done: String(which), all: null, batch, batches, text: `${unit.name} ${which} of an endless stream, ${at}` }
  return { done, all, batch, batches, text: `${unit.name} ${done} of ${all}, ${at}` }
}

/** The training speed: samples per second, or the task's own unit. */
export function rateText({ samplesPerSecond, stepsPerEpoch }: Progress, { data: { batch } }: Experiment, { inEpoch, short }: TimeUnit) {
  const rate = inEpoch > 1 ? ((samplesPerSecond / batch) * inEpoch) / stepsPerEpoch : samplesPerSecond
  return { name: `${inEpoch > 1 ? short : 'samples'}/s`, rate: rate > 0 ? grouped(rate) : UNKNOWN }
}
