/** The check of an experiment's gradient in Node: each layer's derivatives as a table, and what was found in a sentence. */
import type { DataSet } from '../data/streams'
import type { Gpu } from '../engine/device'
import { check } from '../experiments/check'
import type { Experiment } from '../experiments/schema'
import { checkLayer } from '../networks/gradient-check'
import { errorsOf } from '../problem'
import {
  agreementText,
  directionText,
  type GradientCheck,
  gradientSentence,
  leftOutSentence,
  rowsOf,
  shareText,
} from '../readings/gradient-check'
import { openRunOf, submitSteps } from './open-run'
import { grid } from './terminal'

/** The value of an option of the command line that counts something. @throws with a sentence where it is no such number */
export function countOf(option: string, value: string, min: number): number {
  const count = Number(value)
  if (value === '' || !Number.isInteger(count) || count < min)
    throw new Error(`--${option} takes a whole number from ${min} on, not “${value}”.`)
  return count
}

export const stepsOf = (value: string): number => countOf('steps', value, 0)

/** @throws with the problems of an experiment that cannot be opened */
export function refuse(experiment: Experiment): void {
  const problems = errorsOf(check(experiment))
  if (problems.length > 0) throw new Error(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'))
}

/** @param steps how many training steps come before. @param done called after each layer */
export async function checkGradients(
  gpu: Gpu,
  experiment: Experiment,
  data: DataSet,
  steps: number,
  done: (layers: number, of: number) => void = () => undefined,
): Promise<GradientCheck[]> {
  const opened = await openRunOf(gpu, experiment, data)
  const run = await submitSteps(opened, experiment, data, 0, steps)
  const { pinned, programs } = run.built
  const { spiking } = pinned.graph
  const checks: GradientCheck[] = []
  for (const { name } of spiking) {
    checks.push(await checkLayer({ gpu, run: run.compiled, pinned, ops: programs.pinned! }, name))
    done(checks.length, spiking.length)
  }
  return checks
}

/** A table with a row for each layer and parameter, why other layers were left out, and the sentence. */
export function gradientMarkdown(checks: readonly GradientCheck[]): string {
  const rows = rowsOf(checks).map((row) => [
    row.layer,
    directionText(row.parameter),
    String(row.count),
    row.largest.toPrecision(3),
    shareText(row.analytic),
    shareText(row.gpu),
    agreementText(row),
  ])
  const head = ['layer', 'derivative by', 'compared', 'largest', 'error in float64', 'error on the adapter', 'agrees']
  const left = checks.flatMap(({ why }) => why ?? [])
  const out = leftOutSentence(checks)
  return [
    ...(rows.length > 0 ? [grid(head, rows), ...left] : left.slice(1)),
    ...(out === null ? [] : [out]),
    gradientSentence(checks),
  ].join('\n\n')
}
