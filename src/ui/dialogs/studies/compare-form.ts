/** What a comparison compares: a predefined set of variants, or every combination of values of any fields. Pure. */
import { check } from '../../../experiments/check'
import type { Experiment } from '../../../experiments/schema'
import { errorsOf } from '../../../problem'
import { fieldsOf, type SweepField, type WrittenAxis } from '../../../studies/axis'
import { onlyTime } from '../../../studies/compare'
import { planOf, pointLabel, SEED, type SweepPlan } from '../../../studies/sweep'
import { UNCHANGED, type Variant, withEdits } from '../../../studies/variant'
import { READY, type Ready, readyFor } from '../../../studies/variants'
import { type ComparePlan, SEEDS } from '../../state/runs/compare-plan'
import { firstValues, type ReadAxes, readWritten } from './sweep-form'

/** The fields that are offered by name, before all others. */
const LEADS = [
  { path: 'surrogate.kind', text: 'surrogate' },
  { path: 'neuron.kind', text: 'neuron' },
] as const

interface Compared {
  readonly variants: readonly Variant[]
  /** The predefined set, or the seeds of the experiment alone; null where fields are compared. */
  readonly ready: Ready | typeof SEEDS | null
  /** The compared fields, as typed or ticked; empty for a predefined set. */
  readonly axes: readonly WrittenAxis[]
  readonly read: ReadAxes
  /** The combinations of the values, also those that cannot be run. */
  readonly points: Pick<SweepPlan, 'fields' | 'points' | 'problems'>
}

/** The comparison that the form describes. If its choice does not fit, the first runnable set of variants, or the first field of LEADS. */
export function comparedOf(open: Experiment, plan: ComparePlan): Compared {
  if (plan.ready === SEEDS && !plan.axes)
    return { variants: [UNCHANGED], ready: SEEDS, axes: [], read: readCompared(open, []), points: NO_POINTS }
  const offered = readyFor(open)
  const chosen = plan.axes
    ? null
    : plan.ready && plan.ready !== SEEDS && offered.includes(plan.ready)
      ? plan.ready
      : offered.find((name) => canRun(open, name))
  if (chosen) return { variants: READY[chosen].variants(open), ready: chosen, axes: [], read: readCompared(open, []), points: NO_POINTS }
  const [lead] = leadsOf(open)
  const axes = plan.axes ?? (lead ? [lead.axis] : [])
  const read = readCompared(open, axes)
  const points = axes.length > 0 ? combined(open, read.axes) : NO_POINTS
  const variants = points.points.flatMap(({ values, experiment, edits }) =>
    experiment ? [{ title: pointLabel(points.fields, values), edits }] : [],
  )
  return { variants, ready: null, axes, read, points }
}

const NO_POINTS: Compared['points'] = { fields: [], points: [], problems: [] }

const combined = (base: Experiment, axes: ReadAxes['axes']): SweepPlan => planOf({ base, axes, mode: 'grid', steps: 1 })

/** Whether no variant has an error that the open experiment does not have. */
function canRun(open: Experiment, ready: Ready): boolean {
  const errors = (experiment: Experiment) => errorsOf(check(experiment)).map(({ message }) => message)
  const known = errors(open)
  return READY[ready].variants(open).every(({ edits }) => {
    const edited = withEdits(open, edits)
    return edited.ok && errors(edited.experiment).every((message) => known.includes(message))
  })
}

/** The comparison has its own lists of seeds and of T, and its own times of testing. */
function readCompared(open: Experiment, written: readonly WrittenAxis[]): ReadAxes {
  const own = [SEED, 'run.evaluateEvery', ...(onlyTime(open) === null ? ['encoder.steps'] : [])]
  const read = readWritten(open, written)
  return { ...read, fields: read.fields.filter(({ path }) => !own.includes(path)) }
}

/** The fields of LEADS that this experiment has, with the values to compare first. */
export const leadsOf = (open: Experiment): { readonly path: string; readonly text: string; readonly axis: WrittenAxis }[] => {
  const fields = fieldsOf(open)
  return LEADS.flatMap((lead) => {
    const field = fields.find(({ path }) => path === lead.path)
    return field ? [{ ...lead, axis: comparedValues(open, field) }] : []
  })
}

const MOST = 3

/** The initial values of a compared field: as in a sweep, but of many choices the current one and the first others that can be run. */
export function comparedValues(open: Experiment, field: SweepField): WrittenAxis {
  const { path, row } = field
  const first = firstValues(field)
  if (typeof first.values === 'string' || first.values.length > 1 || row.control === 'text') return first
  const all = (row.choices ?? []).map(({ value }) => value)
  const runnable = combined(open, [{ path, values: all }]).points.flatMap(({ values, experiment }) => (experiment ? values : []))
  const chosen = [row.value, ...runnable.filter((value) => value !== row.value)].slice(0, MOST)
  return { path, values: all.filter((value) => chosen.includes(value)) }
}
