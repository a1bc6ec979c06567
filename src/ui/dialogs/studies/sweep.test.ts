/** The runs of a sweep through a fake worker: in order, each saved, and what happens to those that fail. */
import { expect, test } from 'vitest'
import type { Experiment } from '../../../experiments/schema'
import { thresholdOf } from '../../../neurons/descriptions'
import type { LayerInfo } from '../../../readings/layers'
import type { MembraneReading } from '../../../readings/membrane'
import { fieldsOf } from '../../../studies/axis'
import type { PointResult } from '../../../studies/outcomes'
import type { Position } from '../../../studies/pace'
import { planOf, type Sweep } from '../../../studies/sweep'
import { small } from '../../../testing/data'
import type { Opened, Progress, RunState } from '../../../worker/protocol'
import type { TrainingApi } from '../../state/runs/in-turn'
import { type PointRecord, runLabel, sweepAll } from './sweep'
import { firstValues, readForm } from './sweep-form'

const base = small()
const sweep: Sweep = {
  base,
  axes: [
    { path: 'optimizer.rate', values: [0.1, 0.01] },
    { path: 'run.seed', values: [1, 2] },
  ],
  mode: 'grid',
  steps: 5,
}
const plan = planOf(sweep)

interface Events {
  readonly step?: (experiment: Experiment, step: number) => RunState | undefined
  readonly open?: (experiment: Experiment) => string | undefined
}

function fakeWorker({ step: onStep, open: onOpen }: Events = {}) {
  let experiment: Experiment = base
  let state: RunState = { kind: 'idle' }
  const opened: Experiment[] = []
  const at = () => ('step' in state ? state.step : 0)
  const spiking: LayerInfo = { name: 'lif1', kind: 'lif', shape: [4], inputs: 1, parameters: 1, watchable: ['membrane'] }
  const frame = (norm: number): Partial<MembraneReading> => {
    const counts = new Uint32Array(2).fill(experiment.run.seed)
    return {
      layer: 'lif1',
      total: 10,
      available: counts,
      availableFixed: counts,
      fired: counts,
      gradientNorm: new Float64Array(2).fill(norm),
      spans: null,
    }
  }
  const api: TrainingApi = {
    open: async (next) => {
      const refused = onOpen?.(next)
      if (refused) throw new Error(refused)
      experiment = next
      opened.push(next)
      state = { kind: 'paused', step: 0 }
      return { layers: [spiking, { ...spiking, name: 'lif2' }], totalSteps: 100, stepsPerEpoch: 50 } as Partial<Opened> as Opened
    },
    train: async (count) => {
      state = onStep?.(experiment, at() + count) ?? { kind: 'paused', step: at() + count }
    },
    pause: async () => undefined,
    state: async () => ({ state, progress: { id: `run ${opened.length}`, step: at() } as Partial<Progress> as Progress }),
    membrane: async (name) => frame(name === 'lif1' ? 1 : 4) as MembraneReading,
    tests: async () => [{ step: 5, values: { testLoss: 0.5, testAccuracy: experiment.optimizer.rate } }],
    look: async () => null,
    stopMeasuring: async () => undefined,
    operations: async () => ({ step: at(), samples: 1, steps: 1, products: [], neurons: [] }),
    evaluate: async () => ({ part: 'test', step: at(), values: { testLoss: 9, testAccuracy: 0.9 }, detail: null }),
    scalars: async () => ({ step: Uint32Array.of(1, 2), columns: { trainLoss: Float32Array.of(1, 2) } }),
  }
  return { api, opened }
}

async function drive(events: Events = {}, signal = new AbortController().signal, keep?: (record: PointRecord) => Promise<void>) {
  const { api, opened } = fakeWorker(events)
  const results: PointResult[] = []
  const saved: PointRecord[] = []
  const positions: Position[] = []
  const end = await sweepAll(api, plan, sweep.steps, signal, keep ?? (async (record) => void saved.push(record)), {
    at: (position) => positions.push(position),
    done: (result) => results.push(result),
  })
  return { end, opened, results, saved, positions }
}

test('every point is trained to the step in the order of the plan, its outcomes read and its run saved', async () => {
  const { end, opened, results, saved, positions } = await drive()
  expect(end).toBe('done')
  expect(opened).toEqual(plan.runs.map(({ experiment }) => experiment))
  expect(results).toMatchObject(
    plan.points.map(({ point, values }) => ({
      point,
      ok: true,
      step: 5,
      outcomes: {
        testAccuracy: values[0],
        testLoss: 0.5,
        trainLoss: 1.5,
        gradientAvailable: Number(values[1]) / 10,
        gradientRatio: 0.25,
        rate: Number(values[1]) / 10,
      },
    })),
  )
  expect(saved.map(({ planned, progress }) => [planned.point, progress.id])).toEqual([0, 1, 2, 3].map((i) => [i, `run ${i + 1}`]))
  // The run is saved with the user's settings: evaluated as often as the open experiment.
  expect(saved.map(({ meant }) => meant.run.evaluateEvery)).toEqual(Array(4).fill(base.run.evaluateEvery))
  expect(positions.at(-1)).toEqual({ run: 3, step: 5 })
  expect(runLabel(plan, 3)).toBe('Learning rate 0.01, Seed 2')
})

test('a point that fails or is refused is a result with its reason, is not saved, and the rest continue', async () => {
  const error = 'The loss was no longer a finite number at step 2.'
  const { end, results, saved } = await drive({
    step: ({ run, optimizer }) =>
      run.seed === 2 && optimizer.rate === 0.1 ? { kind: 'failed', step: 2, error, recoverable: true } : undefined,
    open: ({ run, optimizer }) => (run.seed === 1 && optimizer.rate === 0.01 ? 'It does not fit the adapter.' : undefined),
  })
  expect(end).toBe('done')
  expect(results.filter(({ ok }) => !ok)).toEqual([
    { point: 1, ok: false, step: 2, error },
    { point: 2, ok: false, step: 0, error: 'It does not fit the adapter.' },
  ])
  expect(saved.map(({ planned }) => planned.point)).toEqual([0, 3])
})

test('canceling keeps finished points, and a lost device ends the sweep with the results so far', async () => {
  const stopping = new AbortController()
  const canceled = await drive(
    {
      step: ({ optimizer }, step) => {
        if (optimizer.rate === 0.01) stopping.abort()
        return { kind: 'paused', step }
      },
    },
    stopping.signal,
  )
  expect({ end: canceled.end, resultsLength: canceled.results.length, savedLength: canceled.saved.length }).toEqual({
    end: 'canceled',
    resultsLength: 2,
    savedLength: 2,
  })
  const lost = await drive({
    step: ({ run }, step) => (run.seed === 2 ? { kind: 'failed', step, error: 'lost', recoverable: true, lost: true } : undefined),
  })
  expect({ end: lost.end, resultsLength: lost.results.length }).toEqual({ end: 'lost', resultsLength: 1 })
})

test('the form reads what is typed, and shows errors at their fields', () => {
  const progress = { totalSteps: 40, stepsPerEpoch: 20 }
  const read = readForm(base, progress, {
    axes: [
      { path: 'optimizer.rate', values: '0.1, 20' },
      { path: 'data.batch', values: '10..20 x 3' },
      { path: 'surrogate.scale', values: '1' },
    ],
    mode: 'grid',
    steps: 100,
  })
  expect(read.sweep.steps).toBe(40)
  expect(read.sweep.axes.map(({ values }) => values)).toEqual([[], [10, 15, 20], []])
  expect(read.refused).toEqual({
    'optimizer.rate': 'Learning rate takes from 1e−7 to 10, not 20.',
    'surrogate.scale': 'The open experiment has no “surrogate.scale” that can be swept: take it out.',
  })
  expect(readForm(base, progress, { axes: [], mode: 'list' }).sweep.steps).toBe(20)
})

test('a field starts with values around its current one', () => {
  const first = (path: string) => firstValues(fieldsOf(base).find((field) => field.path === path)!).values
  const { seed } = base.run
  expect(first('run.seed')).toBe(`${seed}..${seed + 2}`)
  expect(first('network.bias')).toEqual([true, false])
  expect(first('surrogate.window')).toEqual(['adaptive', 'fixed'])
  expect(first('surrogate.kind')).toEqual([base.surrogate.kind])
  const threshold = thresholdOf(base.neuron)
  expect(first('neuron.threshold')).toBe([threshold / 2, threshold, 2 * threshold].join(', '))
})
