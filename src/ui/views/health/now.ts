/** Gathers the evidence for the rules from the store, the newest frames and the history, and the notes that result from it. */

import type { Experiment } from '../../../experiments/schema'
import { diagnose, inOrder } from '../../../health/diagnose'
import type { Evidence, Note, Rule } from '../../../health/evidence'
import { after, NOTHING, type Steady, shownOf } from '../../../health/steady'
import type { MembraneReading } from '../../../readings/membrane'
import type { Metric } from '../../../readings/metrics'
import { decidingOf, metricsOf, watchedMetrics } from '../../../studies/metrics'
import { taskOf } from '../../../tasks/registry'
import { type FrameOf, newestFrame } from '../../base/frames'
import { later } from '../../base/later'
import { metricColumn, stepsOfRows } from '../../base/metric-series'
import { createSignal } from '../../base/signal'
import { settingsAtProgress } from '../../state/session/changed-settings'
import { history, takeFrames } from '../../state/session/history'
import { type LabState, store } from '../../state/store/store'
import { viewsOf } from '../../tasks/registry'

const NO_LAYERS: readonly MembraneReading[] = []

/** Empty until the rules have loaded: they are not needed before a batch has been measured. */
export const rules = createSignal<readonly Rule[]>([])
void later(async () => rules.set((await import('../../../health/rules')).RULES))

/** The evidence at the newest training step, even if the views show an earlier one: a remedy applies to the run as it is now. */
export function evidenceNow(): Evidence {
  takeFrames()
  const state = store.getState()
  const { draft, problems, run, device, layers, progress } = state
  // Includes the changes made while it trains.
  const open = settingsAtProgress(state.open, state)
  const { curves, tests } = history
  const metrics = metricsOf(open)
  // The loss that training lowers. For an agent it is not the first metric, which is the return.
  const loss = metrics.find(({ split, better }) => split === 'train' && better === 'lower')!
  const column = (name: string) => metricColumn(curves, name)
  return {
    open,
    draft,
    problems,
    run,
    software: device?.software ?? false,
    lossMayRise: taskOf(open).lossMayRise ?? false,
    layers: newestFrame('membrane')?.layers ?? NO_LAYERS,
    curves: {
      step: stepsOfRows(curves),
      loss: column(loss.name),
      norm: column('gradientNorm'),
      rate: column('rate'),
    },
    tests: {
      step: stepsOfRows(tests),
      loss: metricColumn(tests, watchedMetrics(metrics).find(({ axis }) => axis === loss.axis)?.name ?? ''),
    },
    accuracy: accuracyNow(open, metrics),
    stepsPerEpoch: progress?.stepsPerEpoch ?? 1,
    inputs: Math.max(1, ...layers.map(({ inputs }) => inputs)),
  }
}

/** If predictions are either correct or wrong: the share of correct ones, which is the deciding metric. */
function accuracyNow(open: Experiment, metrics: readonly Metric[]): Evidence['accuracy'] {
  const chance = viewsOf(open).chanceAccuracyOf?.(open)
  const { name, title, axis } = decidingOf(metrics)
  const train = metrics.find((metric) => metric.split === 'train' && metric.axis === axis)
  if (chance === undefined || !train) return null
  return { title, chance, train: metricColumn(history.curves, train.name), test: metricColumn(history.tests, name) }
}

export interface Shown {
  readonly notes: readonly Note[]
  readonly fine: number
}

interface Seen {
  readonly state: LabState
  readonly frame: FrameOf<'membrane'> | undefined
  readonly rules: readonly Rule[]
  readonly rows: number
  readonly tests: number
}
let seen: Seen | undefined
let held: Steady = NOTHING
let shown: Shown = { notes: [], fine: 0 }

/** The notes to show. The result is the same object until something changes; each frame counts once, however often this is called. */
export function healthNow(): Shown {
  const e = evidenceNow()
  const frame = newestFrame('membrane')
  const now: Seen = { state: store.getState(), frame, rules: rules.get(), rows: e.curves.step.length, tests: e.tests.step.length }
  if (seen && (Object.keys(now) as (keyof Seen)[]).every((part) => seen?.[part] === now[part])) return shown
  const { facts, found, fine } = diagnose(e, now.rules)
  const running = e.run.kind === 'running'
  if (!frame) held = NOTHING
  else if (!running || seen?.frame !== frame || seen.rules !== now.rules) held = after(held, found, running)
  seen = now
  shown = { notes: inOrder(facts, shownOf(held)), fine }
  return shown
}
