/** Notes on the run and on problems of the draft: these are facts and need no rule. Pure. */

import { formOf, rowsOf, valueAt } from '../experiments/form'
import type { Experiment } from '../experiments/schema'
import { layerSchema } from '../layers/schema'
import type { Problem } from '../problem'
import type { Evidence, Note } from './evidence'
import { clipping, rateBy } from './remedies'

export const SOFTWARE: Note = {
  id: 'software',
  severity: 'info',
  title: 'Running on a software adapter',
  text: 'The browser found no GPU and computes on the CPU: results are correct but slow. Small networks and few steps work well.',
  remedies: [],
  action: 'presets',
  see: 'health.md#software-adapters',
}

/** Whether what failed is the opening: a teacher is missing, or the device has too little memory. */
export const neverBegan = (run: Evidence['run']): boolean =>
  run.kind === 'failed' && run.step === 0 && !run.recoverable && !run.cause && !run.lost

export function failure({ run, open, curves }: Evidence): Note | null {
  if (run.kind !== 'failed') return null
  if (run.needs === 'data')
    return {
      id: 'no-data',
      severity: 'warn',
      title: 'The data set is missing',
      text: run.error,
      remedies: [],
      action: 'data',
      see: 'health.md#missing-data',
    }
  if (neverBegan(run))
    return {
      id: 'failed',
      severity: 'warn',
      title: 'This experiment could not be opened',
      text: `${run.error} Reset tries again.`,
      remedies: [],
      see: 'health.md#stopped-runs',
    }
  // The last weights before the failure are saved: training can continue from them, or begin again with a smaller step.
  return {
    id: 'failed',
    severity: 'warn',
    title: 'Training stopped',
    text: `${run.error} ${run.recoverable ? 'Resume continues from the last checkpoint.' : 'Change the experiment, or press Reset.'}`,
    remedies: run.cause?.kind === 'notFinite' ? [...clipping(open, curves), ...rateBy(open, 0.3)] : [],
    ...(run.recoverable && { action: 'resume' }),
    see: 'health.md#stopped-runs',
  }
}

export function ofProblem({ path, severity, message, remedy }: Problem, draft: Experiment): Note {
  const name = fieldName(path, draft)
  return {
    id: `${path}: ${message}`,
    severity: severity === 'error' ? 'warn' : 'info',
    title: severity === 'error' ? `This experiment cannot be opened: ${name}` : `Note: ${name}`,
    text: message,
    remedies: remedy ? [{ label: remedy.label, changes: [[remedy.path, remedy.value]] }] : [],
    see: 'health.md#settings-that-do-not-fit',
  }
}

/** The label of a field in the form; for a path inside a field, that of the field. */
export function fieldName(path: string, draft: Experiment): string {
  const layer = path.match(/^network\.layers\.(\d+)/)
  if (layer) {
    const [base, index] = layer
    const value = valueAt(draft, base)
    const field = rowsOf(layerSchema, base, value, value).find((row) => row.path === path)
    // Layers are counted from 1 on the page.
    return `layer ${Number(index) + 1}${field ? `, ${field.label.toLowerCase()}` : ''}`
  }
  const row = formOf(draft, draft)
    .flatMap(({ rows }) => rows)
    .find((row) => row.path === path || row.path === `${path}.kind`)
  if (row) return row.label
  return path.includes('.') ? fieldName(path.slice(0, path.lastIndexOf('.')), draft) : path
}
