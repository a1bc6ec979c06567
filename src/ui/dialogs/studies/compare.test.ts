/** The runs of a comparison through a fake worker: in order, each to its end, and what happens to those that fail. */

import { expect, test } from 'vitest'
import { stepsOf } from '../../../data/encoders/schema'
import { PRESETS, presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import { errorsOf } from '../../../problem'
import type { LayerInfo } from '../../../readings/layers'
import type { MembraneReading } from '../../../readings/membrane'
import { comparisonOf, type PlannedRun, planOf, type RunResult } from '../../../studies/compare'
import { groupTables } from '../../../studies/groups'
import type { Position } from '../../../studies/pace'
import { withEdits } from '../../../studies/variant'
import { READY, readyFor } from '../../../studies/variants'
import { columnsOf } from '../../../studies/verdict'
import { small } from '../../../testing/data'
import type { Opened, Progress, RunState } from '../../../worker/protocol'
import { penOf } from '../../base/draw'
import type { Colors } from '../../base/paint'
import { createSvgContext } from '../../base/svg-context'
import type { TrainedRecord, TrainingApi } from '../../state/runs/in-turn'
import { planned, runAll, temperatureNote, workDone } from './compare'
import { groupsFigure } from './compare-figures'
import { comparedOf, leadsOf } from './compare-form'

const comparison = comparisonOf(small(), { totalSteps: 100, stepsPerEpoch: 50 }, { times: [2, 3], steps: 40 })
const { runs } = planOf(comparison)

const layer = (name: string, watchable: LayerInfo['watchable']): LayerInfo => ({
  name,
  kind: 'lif',
  shape: [4],
  inputs: 1,
  parameters: 1,
  watchable,
})

interface Events {
  readonly step?: (experiment: Experiment, step: number) => RunState | undefined
  readonly open?: (experiment: Experiment) => string | undefined
}

/** The value of every metric is the newest step, so that a test sees which batch it belongs to. */
function fakeWorker({ step: onStep, open: onOpen }: Events = {}) {
  let experiment: Experiment = small()
  let state: RunState = { kind: 'idle' }
  const asked: string[] = []
  const at = () => ('step' in state ? state.step : 0)
  const api: TrainingApi = {
    open: async (next) => {
      experiment = next
      asked.push(`open T ${stepsOf(next.data, next.encoder)} seed ${next.run.seed}`)
      const refused = onOpen?.(next)
      if (refused) throw new Error(refused)
      state = { kind: 'paused', step: 0 }
      const opened: Partial<Opened> = { layers: [layer('input', []), layer('lif1', ['membrane'])], totalSteps: 100 }
      return opened as Opened
    },
    train: async (count) => {
      asked.push(`step ${count}`)
      state = onStep?.(experiment, at() + count) ?? { kind: 'paused', step: at() + count }
    },
    pause: async () => void asked.push('pause'),
    state: async () => ({ state, progress: { id: `run ${asked.length}`, step: at() } as Partial<Progress> as Progress }),
    scalars: async () => ({ step: Uint32Array.of(at()), columns: { trainLoss: Float32Array.of(at()) } }),
    membrane: async (name) => {
      const steps = stepsOf(experiment.data, experiment.encoder)
      const counts = new Uint32Array(steps).fill(at())
      const metrics = { available: counts, availableFixed: counts, fired: counts, gradientNorm: new Float64Array(steps).fill(at()) }
      return { layer: name, total: 100, ...metrics } as Partial<MembraneReading> as MembraneReading
    },
    tests: async () => [{ step: 40, values: { testLoss: 0.5, testAccuracy: experiment.run.seed / 10 } }],
    look: async () => null,
    stopMeasuring: async () => undefined,
    operations: async () => ({ step: at(), samples: 1, steps: 1, products: [], neurons: [] }),
    evaluate: async () => ({ part: 'test', step: at(), values: { testLoss: 9, testAccuracy: 0.9 }, detail: null }),
  }
  return { api, asked }
}

async function drive(events: Events = {}, signal = new AbortController().signal, steps = comparison.steps) {
  const { api, asked } = fakeWorker(events)
  const results: RunResult[] = []
  const positions: Position[] = []
  const saved: (TrainedRecord & { readonly planned: PlannedRun })[] = []
  const keep = async (planned: PlannedRun, record: TrainedRecord) => void saved.push({ ...record, planned })
  const end = await runAll(api, { runs, steps }, signal, keep, {
    at: (position) => positions.push(position),
    done: (result) => results.push(result),
  })
  return { end, asked, results, positions, saved }
}

test('every run is opened, trained to the step, read and tested once, in the order of the plan', async () => {
  const { end, asked, results, positions } = await drive()
  expect(end).toBe('done')
  expect(asked.filter((call) => call.startsWith('open'))).toEqual(runs.map(({ time, seed }) => `open T ${time} seed ${seed}`))
  expect(results.map(({ variant, time, seed }) => ({ variant, time, seed }))).toEqual(
    runs.map(({ variant, time, seed }) => ({ variant, time, seed })),
  )
  for (const result of results) {
    expect(result).toMatchObject({ ok: true, step: 40, values: { testLoss: 0.5, testAccuracy: result.seed / 10 } })
    expect(result.ok && result.layers).toEqual([
      {
        layer: 'lif1',
        available: Array(result.time).fill(0.4),
        availableFixed: Array(result.time).fill(0.4),
        rate: Array(result.time).fill(0.4),
        gradientNorm: Array(result.time).fill(40),
        span: null,
      },
    ])
  }
  expect(positions.at(-1)).toEqual({ run: runs.length - 1, step: 40 })
})

test('each run that reaches its end is handed over to be saved, with its experiment, curves and test; one that fails is not', async () => {
  const { saved } = await drive({
    step: ({ run }, step) => (run.seed === 4 && step > 7 ? { kind: 'failed', step: 7, error: 'not finite', recoverable: true } : undefined),
  })
  expect(saved.map(({ planned }) => planned)).toEqual(runs.filter(({ seed }) => seed !== 4))
  expect(new Set(saved.map(({ progress }) => progress.id)).size).toBe(saved.length)
  for (const { planned, meant, trained, curves, tests } of saved) {
    expect(meant).toBe(planned.experiment)
    expect(trained.step).toBe(40)
    expect([...curves.step]).toEqual([40])
    expect(tests).toEqual([{ step: 40, values: { testLoss: 0.5, testAccuracy: planned.seed / 10 } }])
  }
})

test('the last step is taken alone, so that the readings belong to it', async () => {
  const { asked } = await drive()
  const ends = asked.flatMap((call, i) => (call.startsWith('open') && i > 0 ? [asked[i - 1]] : []))
  expect(new Set([...ends, asked.at(-1)])).toEqual(new Set(['step 1']))
})

test('a run longer than the experiment ends with it, and is tested then', async () => {
  const { results } = await drive({}, undefined, 500)
  expect(results[0]).toMatchObject({ step: 100, values: { testLoss: 9, testAccuracy: 0.9 } })
})

test('a failed run is a result with its reason, and the rest continue', async () => {
  const error = 'The loss was no longer a finite number at step 8.'
  const { end, results } = await drive({
    step: ({ run, surrogate }, step) =>
      run.seed === 4 && surrogate.kind === 'rect' && surrogate.window === 'fixed' && step > 7
        ? { kind: 'failed', step: 7, error, recoverable: true }
        : undefined,
  })
  expect(end).toBe('done')
  expect(results.length).toBe(runs.length)
  expect(results.filter(({ ok }) => !ok)).toEqual([2, 3].map((time) => ({ variant: 1, time, seed: 4, ok: false, step: 7, error })))
})

test('a run that is refused is a result too', async () => {
  const { end, results } = await drive({
    open: ({ data, encoder }) => (stepsOf(data, encoder) === 3 ? 'It does not fit the adapter.' : undefined),
  })
  expect(end).toBe('done')
  expect(results.filter((result) => !result.ok && result.error === 'It does not fit the adapter.').length).toBe(6)
})

test('a lost device ends the comparison with the results so far', async () => {
  let opened = 0
  const { end, results } = await drive({
    open: () => void opened++,
    step: (_, step) => (opened === 3 ? { kind: 'failed', step, error: 'lost', recoverable: true, lost: true } : undefined),
  })
  expect(end).toBe('lost')
  expect(results.length).toBe(2)
})

test('canceling pauses the worker, drops the current run and keeps the earlier ones', async () => {
  const stopping = new AbortController()
  let opened = 0
  const { end, results, asked } = await drive(
    {
      open: () => void opened++,
      step: (_, step) => {
        if (opened === 4) stopping.abort()
        return { kind: 'paused', step }
      },
    },
    stopping.signal,
  )
  expect(end).toBe('canceled')
  expect(results.length).toBe(3)
  expect(asked.at(-1)).toBe('pause')
})

test('a recurrent network offers its recurrences, and the data determine T, whatever was typed before', () => {
  const progress = { totalSteps: 500, stepsPerEpoch: 50 } as Progress
  const open = small({ encoder: { kind: 'pixels' }, network: { kind: 'recurrent', recurrence: { kind: 'adaptive', spans: 12 } } })
  expect(readyFor(open)).toEqual(['recurrence', 'window', 'reach'])
  const usual = planned(open, progress, { times: [2, 3] })
  expect(usual.times).toEqual([stepsOf(open.data, open.encoder)])
  expect(usual.variants.map(({ title }) => title)).toEqual(['vanilla', 'skip 16', 'adaptive 1 to 12'])
  expect(planned(open, progress, { ready: 'window' }).variants.map(({ title }) => title)).toEqual(['adaptive window', 'fixed window 2.24'])
  const layers = [{ kind: 'linear' as const, outputs: 8 }]
  // A set that measures more has the same variants.
  expect(planned(open, progress, { ready: 'reach' })).toEqual({ ...usual, look: { kind: 'reach', samples: 8 } })
  const list = small({ encoder: { kind: 'pixels' }, network: { kind: 'layers', layers, recurrence: { kind: 'vanilla' } } })
  expect(readyFor(list)[0]).toBe('recurrence')
  // A choice made for another network does not carry over.
  const other = planned(small(), progress, { times: [2, 3], ready: 'recurrence' })
  expect({ times: other.times, title: other.variants[0]!.title }).toEqual({ times: [2, 3], title: 'adaptive window' })
})

test('seeds alone train the open experiment at its own T, whatever was typed before', () => {
  const progress = { totalSteps: 500, stepsPerEpoch: 50 } as Progress
  const open = small()
  const plan = { times: [2, 3], ready: 'seeds' } as const
  expect(comparedOf(open, plan)).toMatchObject({ ready: 'seeds', axes: [], variants: [{ edits: [] }] })
  const { runs, problems } = planOf(planned(open, progress, { ...plan, seeds: [7, 8] }))
  expect(problems).toEqual([])
  expect(runs.map(({ experiment }) => experiment)).toEqual([7, 8].map((seed) => ({ ...open, run: { ...open.run, seed } })))
})

test('frames of events offer their orders, and each is an experiment that can run', () => {
  const progress = { totalSteps: 500, stepsPerEpoch: 50 } as Progress
  const open = small({ data: { kind: 'nMnist', batch: 20 }, encoder: { kind: 'frames' } })
  expect(readyFor(open)).toEqual(['window', 'widths', 'following', 'order', 'truth'])
  const { runs, problems } = planOf(planned(open, progress, { ready: 'order' }))
  expect(problems).toEqual([])
  expect(runs.slice(0, 5).map(({ experiment: { encoder } }) => encoder.kind === 'frames' && encoder.order)).toEqual([
    'recorded',
    'reversed',
    'shuffled',
    'collapsed',
    'testShuffled',
  ])
})

test('any fields are compared, in every combination that can be run, from any experiment', () => {
  const progress = { totalSteps: 500, stepsPerEpoch: 50 }
  // A blank network has no tdBN for an adaptive window: its surrogates are compared first.
  const blank = presetNamed('blank')!.experiment
  const first = planned(blank, progress, {})
  expect(first.variants).toEqual([
    { title: 'Surrogate rectangle', edits: [] },
    { title: 'Surrogate triangle', edits: [['surrogate.kind', 'triangle']] },
    { title: 'Surrogate sigmoid', edits: [['surrogate.kind', 'sigmoid']] },
  ])
  expect(planOf(first).problems).toEqual([])
  expect(leadsOf(blank).map(({ text }) => text)).toEqual(['surrogate', 'neuron'])
  expect(leadsOf(blank)[1]!.axis).toEqual({ path: 'neuron.kind', values: ['lif', 'plif', 'noisyLif'] })
  // A rectangle has no scale: these points are left out.
  const axes = [
    { path: 'surrogate.kind', values: ['rect', 'sigmoid'] },
    { path: 'surrogate.scale', values: '2, 4' },
  ]
  const { variants, points } = comparedOf(blank, { axes })
  expect(variants).toEqual([
    {
      title: 'Surrogate sigmoid, Surrogate scale 2',
      edits: [
        ['surrogate.kind', 'sigmoid'],
        ['surrogate.scale', 2],
      ],
    },
    { title: 'Surrogate sigmoid, Surrogate scale 4', edits: [['surrogate.kind', 'sigmoid']] },
  ])
  expect(points.points.filter(({ experiment }) => experiment === null).length).toBe(2)
  const { runs } = planOf(planned(blank, progress, { axes, seeds: [1, 2, 3], times: [2] }))
  expect(runs.slice(0, 2).map(({ experiment }) => experiment.surrogate)).toEqual([
    { kind: 'sigmoid', scale: 2 },
    { kind: 'sigmoid', scale: 4 },
  ])
  // Seeds and T have lists of their own, and an error is shown at its field.
  const { read } = comparedOf(blank, { axes: [{ path: 'neuron.threshold', values: '0.5, x' }] })
  expect(read.refused['neuron.threshold']).toContain('“x” is not understood')
  expect(read.fields.filter(({ path }) => ['run.seed', 'encoder.steps', 'run.evaluateEvery'].includes(path))).toEqual([])
})

test.each(PRESETS.map(({ name, experiment }) => [name, experiment] as const))('what is compared first can be run: %s', (_, open) => {
  const { problems } = planOf(planned(open, { totalSteps: 500, stepsPerEpoch: 50 }, {}))
  expect(errorsOf(problems)).toEqual([])
})

const streams = (fusion: { kind: 'concat' | 'cmaV1'; after: number; kernel?: number }) =>
  small({
    data: { kind: 'twoStreamSigns', batch: 4 },
    encoder: { kind: 'frames' },
    network: {
      kind: 'layers',
      layers: [
        { kind: 'conv', outputs: 4 },
        { kind: 'linear', outputs: 8 },
      ],
      fusion,
    },
    readout: { kind: 'perStep' },
  })

test('a list of layers offers its analog network, with the settings that both neurons have', () => {
  const open = streams({ kind: 'cmaV1', after: 1 })
  const progress = { totalSteps: 500, stepsPerEpoch: 50 } as Progress
  const gained = {
    ...open,
    neuron: { kind: 'plif', initialDecay: 0.3, threshold: 0.5, inputGain: 0.25, reset: 'zero', resetTo: 0, detachReset: false },
  } as const
  const [spiking, analogVariant] = READY.analog.variants(gained)
  expect({ spiking, title: analogVariant!.title }).toEqual({ spiking: { title: 'PLIF', edits: [] }, title: 'analog network, ReLU' })
  const comparison = { ...planned(gained, progress, { seeds: [1, 2, 3] }), variants: READY.analog.variants(gained) }
  const { runs, problems } = planOf(comparison)
  expect(problems).toEqual([])
  const analog = runs[1]!.experiment
  expect(analog).toEqual({ ...runs[0]!.experiment, neuron: { kind: 'relu', inputGain: 0.25 } })
  expect(
    columnsOf(comparison)
      .map(({ fraction, variant }) => [fraction, variant])
      .filter(([fraction]) => fraction === 'availableFixed'),
  ).not.toContainEqual(['availableFixed', 1])
  // If the analog network is open, the spiking network is the other variant, and no window is compared.
  expect(readyFor(analog)).toEqual(['fusion', 'light', 'analog', 'order'])
  expect(READY.analog.variants(analog).map(({ edits }) => edits.length)).toEqual([2, 0])
  expect(readyFor({ ...gained, readout: { kind: 'spiking' } })).not.toContain('analog')
})

test('a noisy neuron is compared with a LIF that has the same settings but no noise', () => {
  const progress = { totalSteps: 500, stepsPerEpoch: 50 } as Progress
  const noise = { kind: 'logistic', scale: 0.5 } as const
  const open = small({ neuron: { kind: 'noisyLif', decay: 0.75, threshold: 0.5, reset: 'subtract', noise } })
  expect(readyFor(open)).toEqual(['noise'])
  const { runs, problems } = planOf(planned(open, progress, { seeds: [1, 2, 3] }))
  expect(problems).toEqual([])
  const { noise: _, ...neuron } = open.neuron as Extract<typeof open.neuron, { kind: 'noisyLif' }>
  const [own, other] = [runs[0]!.experiment, runs.find(({ variant }) => variant === 1)!.experiment]
  expect(own.neuron).toEqual(open.neuron)
  expect(other).toEqual({ ...own, neuron: { ...neuron, kind: 'lif' }, surrogate: { kind: 'sigmoid', scale: 2 } })
})

test('two streams offer all fusions, with the settings of the open one', () => {
  const progress = { totalSteps: 500, stepsPerEpoch: 50 } as Progress
  const open = streams({ kind: 'cmaV1', after: 1, kernel: 7 })
  expect(readyFor(open)).toEqual(['fusion', 'light', 'window', 'widths', 'following', 'analog', 'order', 'truth'])
  const { runs, problems } = planOf(planned(open, progress, { seeds: [1, 2, 3] }))
  expect(problems).toEqual([])
  const fusions = runs.slice(0, 9).map(({ experiment: { network } }) => (network.kind === 'layers' ? network.fusion! : undefined))
  expect(fusions[0]).toEqual({ kind: 'concat', after: 1 })
  expect(fusions[2]).toMatchObject({ kind: 'cmaV2', after: 1, kernel: 7 })
  expect(new Set(fusions.map((fusion) => fusion!.kind)).size).toBe(9)
})

test('another light is that of the experiment, else bright and dim', () => {
  const progress = { totalSteps: 500, stepsPerEpoch: 50 } as Progress
  const open = streams({ kind: 'concat', after: 1 })
  const titles = (e: typeof open) => planned(e, progress, { ready: 'light' }).variants.map(({ title }) => title)
  expect(titles(open)).toEqual([
    'concatenation, bright to dim',
    'CMA V1, bright to dim',
    'events only, bright to dim',
    'frames only, bright to dim',
  ])
  const { runs, problems } = planOf(planned(open, progress, { ready: 'light' }))
  expect(problems).toEqual([])
  expect(runs.map(({ experiment }) => experiment.data)[0]).toMatchObject({ trainLight: 'bright', testLight: 'dim' })
  const other = withEdits(open, [
    ['data.trainLight', 'natural'],
    ['data.testLight', 'dim'],
  ])
  expect(other.ok && titles(other.experiment as typeof open)[0]).toBe('concatenation, natural to dim')
})

test('accuracies by light have their own table', () => {
  const open = streams({ kind: 'concat', after: 1 })
  const { variants } = planned(open, { totalSteps: 500, stepsPerEpoch: 50 } as Progress, {})
  const run = (variant: number, seed: number, bright: number) => ({
    variant,
    time: 16,
    seed,
    ok: true as const,
    step: 3,
    layers: [],
    values: { testAccuracy: 0.5, testLoss: 1, 'testAccuracy.light.0': bright, 'testAccuracy.factor.2': 0.75 },
  })
  const groups = groupTables({ base: open, variants }, [run(0, 1, 0.25), run(0, 2, 0.75), run(1, 1, 1)])
  const [light, parts] = groups
  expect({ title: light!.title, parts: light!.parts.map(({ among }) => among!.part) }).toEqual({ title: 'Light', parts: ['bright'] })
  expect(light!.rows.slice(0, 3).map(([spread]) => spread?.mean)).toEqual([0.5, 1, undefined])
  expect(parts!.parts.map(({ among }) => among!.part)).toEqual(['trill'])

  const comparison = comparisonOf(open, { totalSteps: 500, stepsPerEpoch: 50 }, { variants, seeds: [1, 2], steps: 3 })
  const { title, drawing, keys } = groupsFigure(comparison, 16, groups)
  expect(title).toMatch(/^Test accuracy, %, by light, .*T = 16$/)
  const { context, elements } = createSvgContext({ measure: (_, words) => 6 * words.length, image: () => '' })
  const colors = new Proxy({}, { get: () => '#123456' }) as Colors
  const area = { width: 600, height: 200, unit: 1, dark: false, figure: { family: 'Arial' } }
  if (!drawing || !('paint' in drawing)) throw new Error('It is not painted.')
  drawing.paint(context, area, colors)
  const texts = Array.from(elements().matchAll(/<text[^>]*>([^<]*)</g), ([, words]) => words!)
  expect(texts).toEqual([
    '',
    'bright',
    'trill',
    ...variants.flatMap(({ title }, at) => [
      title,
      ...([
        ['50.00', '75.00'],
        ['100.00', '75.00'],
      ][at] ?? []),
    ]),
  ])
  expect(keys!(colors, false, penOf(context, area, colors))).toMatchObject([{ mark: { low: '50.00', high: '100.00' } }])
})

test('a note says that skips are still mixed at the end of a short comparison', () => {
  const open = small({ network: { kind: 'recurrent', recurrence: { kind: 'adaptive', temperatureFactor: 0.5 } } })
  const note = (steps: number) => temperatureNote(comparisonOf(open, { totalSteps: 1000, stepsPerEpoch: 100 }, { steps }), 100)
  expect(note(250)).toMatch(/^After 250 steps the temperature of “adaptive 1 to 21” is 0\.25: /)
  expect(note(400)).toBeNull()
  expect(temperatureNote(comparison, 100)).toBeNull()
})

test('progress is counted by the work of a step, which grows with T', () => {
  expect(workDone(runs, 40, { run: 0, step: 0 })).toEqual({ done: 0, total: 6 * 40 * 2 + 6 * 40 * 3 })
  expect(workDone(runs, 40, { run: 7, step: 10 }).done).toBe(6 * 40 * 2 + 40 * 3 + 10 * 3)
})
