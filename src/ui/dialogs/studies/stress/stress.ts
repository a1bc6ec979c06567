/**
 * Stress in the page: the measurements of the open run and of saved ones, the strength that is being dragged, and the curve that is being
 * drawn. Results stay when another run is opened, so that curves of several runs lie over each other.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { stepsOf } from '../../../../data/encoders/schema'
import { presetNamed } from '../../../../experiments/presets'
import type { Experiment } from '../../../../experiments/schema'
import { errorsOf, messageOf } from '../../../../problem'
import type { Stressed, StressPoint } from '../../../../readings/stress'
import type { CheckpointInfo } from '../../../../runs/record'
import { type Comparison, comparisonOf, type PlannedRun, planOf, runTitle } from '../../../../studies/compare'
import { decidingOf, metricsOf } from '../../../../studies/metrics'
import { pointsOf, rowsOf, type StressCurve, type StressResult, strengthText } from '../../../../studies/stress/curves'
import type { Disturbance } from '../../../../studies/stress/disturbance'
import { DISTURBANCES, disturbanceNamed } from '../../../../studies/stress/disturbances'
import { READY, type Ready } from '../../../../studies/variants'
import type { SessionApi } from '../../../../worker/protocol'
import { usualTitle } from '../../../state/labels/run-label'
import type { TrainedRecord } from '../../../state/runs/in-turn'
import { lendWorker } from '../../../state/session/lend'
import { worker } from '../../../state/session/worker-connection'
import { store } from '../../../state/store/store'
import { runAll } from '../compare'
import { saveCompared } from '../save-trained'

/** A run whose network was evaluated, at a training step. */
interface StressedRun {
  readonly key: string
  /** The settings without the seed. Runs with equal settings form one curve. */
  readonly settings: string
  readonly title: string
}

interface Measured extends StressResult {
  readonly run: string
}

interface StressState {
  readonly disturbance: Disturbance
  readonly strength: number
  readonly seeds: number
  /** The most test samples that are evaluated. */
  readonly samples: number
  readonly runs: readonly StressedRun[]
  readonly results: readonly Measured[]
  /** The curve that is being drawn; null while none is. */
  readonly work: { readonly done: number; readonly total: number; readonly what: string } | null
  /** Why the last evaluation failed, as a sentence. */
  readonly failed: string | null
}

const FIRST = DISTURBANCES[0]!
const state = createStore<StressState>(() => ({
  disturbance: FIRST,
  strength: FIRST.none,
  seeds: 3,
  samples: 500,
  runs: [],
  results: [],
  work: null,
  failed: null,
}))
export const useStress = <T>(select: (state: StressState) => T): T => useStore(state, select)

/** The disturbances that an experiment takes, and why it does not take the others. */
export const takenBy = (experiment: Experiment) =>
  DISTURBANCES.map((disturbance) => ({ disturbance, refusal: disturbance.refusal(experiment) }))

/** Chooses a disturbance, if the open experiment takes it, else the first one that it takes; and the strength in the middle of its range. */
export function chooseDisturbance(id: string): void {
  const taken = takenBy(store.getState().open).flatMap(({ disturbance, refusal }) => (refusal === null ? disturbance : []))
  const disturbance = taken.find((one) => one.id === id) ?? taken[0]!
  state.setState({ disturbance, failed: null })
  setStrength(disturbance.none)
}

export const setSeeds = (seeds: number): void => state.setState({ seeds })
/** With other samples, earlier results cannot be compared. */
export function setSamples(samples: number): void {
  state.setState({ samples, results: [], runs: [] })
  setStrength(state.getState().strength)
}

// ---- the open run, live

const withoutSeed = ({ changes: _, ...e }: Experiment): string => JSON.stringify({ ...e, run: { ...e.run, seed: 0 } })
const runOf = ({ id, experiment, preset, step }: Pick<CheckpointInfo, 'id' | 'experiment' | 'preset' | 'step'>): StressedRun => ({
  key: `${id} ${step}`,
  settings: `${withoutSeed(experiment)} ${step}`,
  title: `${usualTitle({ preset, experiment: { ...experiment, run: { ...experiment.run, seed: seedOf(preset, experiment) } } })}, step ${step}`,
})
/** The seed of the preset, so that a title does not name another one. */
const seedOf = (preset: string, experiment: Experiment): number => presetNamed(preset)?.experiment.run.seed ?? experiment.run.seed

export function openRun(): StressedRun {
  const { open, openedAs, progress } = store.getState()
  return runOf({ id: progress?.id ?? '', experiment: open, preset: openedAs, step: progress?.step ?? 0 })
}

const knownAt = (run: string, { disturbance, strength, seed }: StressPoint): Measured | undefined =>
  state
    .getState()
    .results.find((one) => one.run === run && one.disturbance === disturbance && one.strength === strength && one.seed === seed)

/** The result of a point: known, or evaluated now. */
async function at(api: SessionApi, run: StressedRun, point: StressPoint): Promise<Stressed> {
  const known = knownAt(run.key, point)
  if (known) return known
  const { samples } = state.getState()
  const found = await api.stress(point, samples)
  const { runs, results } = state.getState()
  // Meanwhile results with another number of samples were forgotten, or the slider and a curve asked for the same point.
  if (samples !== state.getState().samples || knownAt(run.key, point)) return found
  state.setState({
    runs: runs.some(({ key }) => key === run.key) ? runs : [...runs, run],
    results: [...results, { ...point, ...found, run: run.key }],
  })
  return found
}

/** The results of the open run, disturbed with the shown strength and undisturbed. */
export function liveOf({ disturbance, strength, results }: StressState, run: string) {
  const found = (value: number) =>
    results.find((one) => one.run === run && one.disturbance === disturbance.id && one.strength === value && one.seed === 1)
  return { now: found(strength), plain: found(disturbance.none) }
}

let following = false
/** Shows a strength. While one is evaluated, only the newest of those asked for meanwhile follows. */
export function setStrength(strength: number): void {
  state.setState({ strength })
  if (!following && !state.getState().work) void follow()
}

async function follow(): Promise<void> {
  following = true
  try {
    for (let last: number | null = null; last !== state.getState().strength; ) {
      const { disturbance, strength } = state.getState()
      const point = { disturbance: disturbance.id, seed: 1 }
      last = strength
      await at(worker(), openRun(), { ...point, strength: disturbance.none })
      await at(worker(), openRun(), { ...point, strength })
      if (disturbance !== state.getState().disturbance) last = null
    }
    state.setState({ failed: null })
  } catch (error) {
    state.setState({ failed: messageOf(error) })
  } finally {
    following = false
  }
}

// ---- curves

let stopping = new AbortController()
export const stopCurve = (): void => stopping.abort()

/** Runs saved with their weights that measure the same metric as the open one. */
export async function keptRuns(): Promise<CheckpointInfo[]> {
  const { open } = store.getState()
  const { name } = decidingOf(metricsOf(open))
  const saved = await worker().resumableRuns()
  return saved.flatMap((run) => (run.readable && run.step > 0 && decidingOf(metricsOf(run.experiment)).name === name ? [run] : []))
}

export const titleOfKept = (run: CheckpointInfo): string => `${usualTitle(run)}, step ${run.step}`

/** Evaluates the open run, and saved ones, at every strength and seed. Stops between two evaluations, and keeps the results so far. */
export async function drawCurves(kept: readonly CheckpointInfo[] = []): Promise<void> {
  const { disturbance, seeds } = state.getState()
  const numbers = Array.from({ length: seeds }, (_, i) => i + 1)
  const points = pointsOf(disturbance, disturbance.strengths, numbers)
  const taking = kept.filter(({ experiment }) => disturbance.refusal(experiment) === null)
  const total = points.length * (1 + taking.length)
  await drawing(disturbance.title, async (signal, show) => {
    let done = 0
    const draw = (api: SessionApi, run: StressedRun) =>
      drawPoints(api, run, points, signal, ({ strength, seed }) =>
        show({ done: done++, total, what: `${run.title}: strength ${strengthText(disturbance, strength)}, seed ${seed}` }),
      )
    await draw(worker(), openRun())
    if (taking.length > 0 && !signal.aborted)
      await lendWorker(async (api) => {
        for (const run of taking) {
          if (signal.aborted) return
          await api.resume(run.id)
          await draw(api, runOf(run))
        }
      })
  })
}

type Work = NonNullable<StressState['work']>

/** @param draw evaluates until the signal is aborted, and shows how far it is. @throws its error, which the state has too */
async function drawing(what: string, draw: (signal: AbortSignal, show: (work: Work) => void) => Promise<void>): Promise<void> {
  if (state.getState().work) throw new Error('A curve is being drawn.')
  stopping = new AbortController()
  state.setState({ work: { done: 0, total: 0, what }, failed: null })
  try {
    await draw(stopping.signal, (work) => state.setState({ work }))
  } catch (error) {
    state.setState({ failed: messageOf(error) })
    throw error
  } finally {
    state.setState({ work: null })
  }
}

async function drawPoints(
  api: SessionApi,
  run: StressedRun,
  points: readonly StressPoint[],
  signal: AbortSignal,
  show: (point: StressPoint) => void,
): Promise<void> {
  for (const point of points) {
    if (signal.aborted) return
    show(point)
    await at(api, run, point)
  }
}

/** The variants of a predefined set, each trained with several seeds: the open experiment's own and the next ones. */
export function variantsToTrain(ready: Ready, seeds: number, steps?: number): Comparison {
  const { open, progress } = store.getState()
  return comparisonOf(open, progress ?? { totalSteps: 1, stepsPerEpoch: 1 }, {
    variants: READY[ready].variants(open),
    times: [stepsOf(open.data, open.encoder)],
    seeds: Array.from({ length: seeds }, (_, i) => open.run.seed + i),
    ...(steps !== undefined && { steps }),
  })
}

/** Trains variants in turn, saves them as runs, and evaluates each at every strength. Stops between two steps or evaluations, and keeps the results so far. */
export async function drawVariants(comparison: Comparison): Promise<void> {
  const { disturbance } = state.getState()
  const { runs, problems } = planOf(comparison)
  const [first] = errorsOf(problems)
  if (first) throw new Error(first.message)
  const refusal = runs.map(({ experiment }) => disturbance.refusal(experiment)).find((why) => why !== null)
  if (refusal) throw new Error(refusal)
  const each = disturbance.strengths.length
  await drawing(`Training ${runs.length} runs`, (signal, show) =>
    lendWorker(async (api) => {
      const keep = async (planned: PlannedRun, record: TrainedRecord) => {
        const label = runTitle(comparison, planned)
        await saveCompared(record, label)
        const title = `${comparison.variants[planned.variant]!.title}, step ${record.trained.step}`
        const run = { ...runOf({ ...record.progress, experiment: record.meant, preset: '', step: record.trained.step }), title }
        const points = pointsOf(disturbance, disturbance.strengths, [planned.seed])
        await drawPoints(api, run, points, signal, (point) =>
          show({
            done: each * runs.indexOf(planned) + points.indexOf(point),
            total: each * runs.length,
            what: `${label}: strength ${strengthText(disturbance, point.strength)}`,
          }),
        )
      }
      await runAll(api, { runs, steps: comparison.steps }, signal, keep, {
        at: ({ run, step }) =>
          show({
            done: each * run,
            total: each * runs.length,
            what: `${runTitle(comparison, runs[run]!)}: training step ${step} of ${comparison.steps}`,
          }),
        done(result) {
          if (!result.ok) state.setState({ failed: `${runTitle(comparison, result)}: ${result.error}` })
        },
      })
    }),
  )
}

/** The curves of a disturbance, one for each group of runs that differ in their seed alone. */
export function curvesOf(
  { disturbance, runs, results }: Pick<StressState, 'disturbance' | 'runs' | 'results'> = state.getState(),
): StressCurve[] {
  const metric = decidingOf(metricsOf(store.getState().open))
  const groups = new Map<string, { title: string; keys: string[] }>()
  for (const { key, settings, title } of runs) {
    const group = groups.get(settings) ?? { title, keys: [] }
    group.keys.push(key)
    groups.set(settings, group)
  }
  return [...groups.values()].flatMap(({ title, keys }) => {
    const own = results.filter(({ run, disturbance: id, values }) => keys.includes(run) && id === disturbance.id && metric.name in values)
    return own.length > 0 ? [{ title: keys.length > 1 ? `${title}, ${keys.length} runs` : title, rows: rowsOf(metric, own) }] : []
  })
}

export const forgetCurves = (): void => {
  const { key } = openRun()
  const { runs, results } = state.getState()
  state.setState({ runs: runs.filter((run) => run.key === key), results: results.filter(({ run }) => run === key) })
}

/** Frees what the worker holds for evaluations. */
export const endStress = (): void =>
  void worker()
    .endStress()
    .catch(() => undefined)

/** What `window.lab.stress` takes. */
export interface StressOptions {
  readonly over: string
  readonly strengths?: readonly number[]
  readonly seeds?: readonly number[]
  readonly samples?: number
}

/** Rows of the open run under a disturbance, for `window.lab`. @throws with a sentence where the experiment does not take it */
export async function stressOfOpen({ over, strengths, seeds = [1, 2, 3], samples }: StressOptions) {
  const disturbance = disturbanceNamed(over)
  const results: StressResult[] = []
  try {
    for (const point of pointsOf(disturbance, strengths ?? disturbance.strengths, seeds))
      results.push({ ...point, ...(await worker().stress(point, samples)) })
  } finally {
    endStress()
  }
  return rowsOf(decidingOf(metricsOf(store.getState().open)), results)
}
