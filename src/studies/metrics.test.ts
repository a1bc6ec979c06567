/** Studies of a task whose metrics are errors, made up here: the lower is ahead, and every word follows the list. */
import { describe, expect, it } from 'vitest'
import { PRESETS, presetNamed } from '../experiments/presets'
import type { Experiment } from '../experiments/schema'
import type { Metric } from '../readings/metrics'
import { small } from '../testing/data'
import { comparisonOf, type DoneRun } from './compare'
import { columnName, decidingOf, lowered, metricHeading, metricsOf, metricText, testMetrics, valueWithoutUnit } from './metrics'
import { outcomesFor, outcomesOf } from './outcome'
import { csvOfSweep, type PointResult, sentenceOf, settingsOf } from './outcomes'
import { planOf } from './sweep'
import { rowsOf, tablesOf } from './verdict'

const metric = (name: string, split: Metric['split'], title: string, change: Partial<Metric> = {}): Metric => ({
  name,
  title,
  term: 'loss',
  unit: null,
  better: 'lower',
  axis: title,
  split,
  ...change,
})
const ERRORS: readonly Metric[] = [
  metric('trainError', 'train', 'Squared error'),
  metric('gradientNorm', 'train', 'Gradient norm', { better: null }),
  metric('testError', 'test', 'Squared error'),
  metric('testMissed', 'test', 'Missed spikes', { unit: '%' }),
  metric('testErrorMixed', 'test', 'Squared error', { variantOf: { metric: 'testError', title: 'mixed' } }),
]
const base = small()
const usual = comparisonOf(base, { totalSteps: 100, stepsPerEpoch: 100 }, { times: [2] })
const runs = (errors: readonly (readonly number[])[], name = 'testError'): DoneRun[] =>
  errors.flatMap((list, variant) =>
    list.map(
      (error, i): DoneRun => ({ variant, time: 2, seed: usual.seeds[0]! + i, ok: true, step: 9, layers: [], values: { [name]: error } }),
    ),
  )

/** Metrics without a unit, and why: a new one belongs here only with a reason. */
const WITHOUT_UNIT: Readonly<Record<string, readonly string[]>> = {
  'the norm of a gradient of a loss, and the factor of an update': ['gradientNorm', 'rate'],
  'a sum of losses with weights, or a loss that is no likelihood': ['trainLoss', 'testLoss', 'policyLoss', 'valueLoss', 'trainSpikeLoss'],
  'a loss of boxes, relative to their size': ['trainIouLoss', 'trainL1Loss'],
  'in the units of the targets, which are numbers': ['trainError', 'testError'],
  'a sum of rewards from a step on, discounted, or an error or loss of one': [
    'valueError',
    'teamValue',
    'teamTarget',
    'targetValue',
    'actionValue',
    'firstCriticLoss',
    'secondCriticLoss',
  ],
  'the weight of the entropy in the objective': ['temperature', 'temperatureLoss'],
  'a share of a variance, a correlation, a precision or a recall, from 0 to 1': [
    'testExplained',
    'testCorrelation',
    'testCorrelationNormalized',
    'testLongCorrelation',
    'testLongCorrelationNormalized',
    'testAp50',
    'testAp',
    'testAp75',
    'testAp50Slow',
    'testAp50Middle',
    'testAp50Fast',
    'testApSmall',
    'testApMedium',
    'testApLarge',
    'testAr',
  ],
  'a ratio of two numbers of one kind, or the distance of two': [
    'testIsiKs',
    'testFano',
    'testFanoError',
    'testAutocorrelogramError',
    'testVanRossumRatio',
    'testSpikeRatio',
  ],
}

describe('units', () => {
  const lists = PRESETS.map(({ name, experiment }) => ({ name, metrics: metricsOf(experiment) }))
  it.each(lists)('of $name are stated for every metric, or why it has none', ({ metrics }) => {
    const stated = Object.values(WITHOUT_UNIT).flat()
    const bare = metrics.filter(({ unit }) => unit === null).map(({ name }) => name.replace(/Mixed$|(?<=^testCorrelation)\d+$/, ''))
    expect(bare.filter((name) => !stated.includes(name))).toEqual([])
  })
  it('of a loss follow its kind', () => {
    const unitOf = (preset: string, change: object = {}) =>
      metricsOf({ ...presetNamed(preset)!.experiment, ...change } as Experiment).find(({ name }) => name === 'trainLoss')!.unit
    expect(unitOf('blank')).toBe('nats')
    expect(unitOf('blank', { loss: { kind: 'mseOfRate' } })).toBeNull()
    expect(unitOf('tecos-lvm')).toBeNull()
    expect(unitOf('tecos-lvm', { loss: { kind: 'poisson' } })).toBe('nats')
    expect(unitOf('noisy-sine')).toBeNull()
  })
  it('of a return are an episode, with the number of episodes of its mean', () => {
    const { experiment } = presetNamed('grsn-cart')!
    const returns = metricsOf(experiment).filter(({ axis }) => axis === 'return')
    expect(returns.map(({ unit }) => unit)).toEqual(['per episode', 'per episode', 'per episode'])
    expect(returns.map(({ note }) => note)).toEqual([
      'The mean of the last episode of each of 64 environments.',
      'The largest mean of 32 evaluation episodes.',
      'The mean of 32 evaluation episodes.',
    ])
  })
  it('of a win rate are percent, and it decides where episodes can be won', () => {
    const decides = (preset: string) => decidingOf(metricsOf(presetNamed(preset)!.experiment))
    expect(['riddle-ppo', 'skirmish-3m', 't-maze'].map((preset) => decides(preset).name)).toEqual(new Array(3).fill('testBestWinRate'))
    expect(decides('riddle-ppo')).toMatchObject({ unit: '%', note: 'The largest share of 512 evaluation episodes that are won.' })
    expect(['grsn-cart', 'spread-vdn'].map((preset) => decides(preset).name)).toEqual(['testBest', 'testBest'])
  })
  it('leave the columns of published files as they are', () => {
    const columns = (preset: string) => metricsOf(presetNamed(preset)!.experiment).map((metric) => columnName(metric.name, metric))
    expect(columns('blank')).toEqual(['trainLoss', 'trainAccuracy (%)', 'gradientNorm', 'rate', 'testAccuracy (%)', 'testLoss'])
    expect(columns('grsn-cart')).toEqual(expect.arrayContaining(['trainReturn', 'trainLength (steps)', 'entropy (nats)', 'testBest']))
    expect(csvOfSweep(planOf({ base, axes: [], mode: 'grid', steps: 4 }), [])[0]).toContain('trainLoss')
  })
})

describe('a list of metrics', () => {
  it('says which are tested, and which of them decides', () => {
    expect(testMetrics(ERRORS).map(({ name }) => name)).toEqual(['testError', 'testMissed'])
    expect(decidingOf(ERRORS).name).toBe('testError')
  })
  it('says how its values and heads read', () => {
    const [, , error, missed] = ERRORS as [Metric, Metric, Metric, Metric]
    expect([metricText(error, 0.125), metricText(missed, 0.125), valueWithoutUnit(missed, 0.125), valueWithoutUnit(error, 2e-9)]).toEqual([
      '0.1250',
      '12.50\u00a0%',
      '12.50',
      '2.00e−9',
    ])
    expect([metricHeading(error), metricHeading(missed), lowered('MSE'), lowered('R² of it')]).toEqual([
      'test squared error',
      'test missed spikes, %',
      'MSE',
      'R² of it',
    ])
  })
  it('leaves names and abbreviations as they are inside a sentence', () => {
    expect(['Fano factor of the model', 'IoU loss', 'Error of the Fano factor', 'Loss'].map(lowered)).toEqual([
      'Fano factor of the model',
      'IoU loss',
      'error of the Fano factor',
      'loss',
    ])
    const [fano] = outcomesFor([metric('testFano', 'test', 'Fano factor'), metric('trainLoss', 'train', 'Loss')])
    expect(fano!.title).toBe('Test Fano factor')
  })
})

describe('a comparison of errors', () => {
  const six = { ...usual, seeds: Array.from({ length: 6 }, (_, i) => usual.seeds[0]! + i) }
  it('is led by the variant with the lower ones', () => {
    const [table] = tablesOf(
      six,
      runs([
        [0.5, 0.4, 0.6, 0.5, 0.4, 0.6],
        [0.3, 0.1, 0.2, 0.2, 0.2, 0.2],
      ]),
      ERRORS,
    )
    expect(table!.metric.name).toBe('testError')
    expect(table!.tests[0]!.spread).toEqual({ mean: 0.5, min: 0.4, max: 0.6, seeds: 6 })
    expect(table!.ahead).toEqual({ variant: 1, by: expect.closeTo(0.3, 12) })
    expect(table!.sentence).toBe(
      'At T = 2, “fixed window 2.16” is ahead of “adaptive window” by 0.3 in test squared error (95\u00a0% interval 0.233 to 0.367, p\u00a0=\u00a00.031, 6 seeds): 0.2000 against 0.5000 on average.',
    )
  })
  it('shows no difference where the interval contains 0, the lowest mean first', () => {
    const [table] = tablesOf(
      usual,
      runs([
        [0.3, 0.4, 0.5],
        [0.1, 0.2, 0.5],
      ]),
      ERRORS,
    )
    expect(table!.ahead).toBeNull()
    expect(table!.sentence).toBe(
      'At T = 2, no difference seen in test squared error with 3 seeds between “fixed window 2.16”, 0.2667 on average, and “adaptive window” (0.133 behind, 95\u00a0% interval 0 to 0.2, p\u00a0=\u00a00.5). Some 13 would be needed for a difference of 0.1; p must be at most 0.05 and is never below 0.25 with 3.',
    )
  })
  it('takes differences that vary by rounding alone as the same', () => {
    const [table] = tablesOf(
      usual,
      runs([
        [0.3, 0.4, 0.5],
        [0.1, 0.2, 0.3],
      ]),
      ERRORS,
    )
    expect(table!.sentence).toContain('3 seeds do not show a difference in test squared error beyond chance')
    expect(table!.sentence).toMatch(
      /p\u00a0=\u00a00\.25\)\. At least 6 would be needed; p must be at most 0.05 and is never below 0\.25 with 3\.$/,
    )
  })
  it('counts shares in points', () => {
    const shares = ERRORS.filter(({ name }) => name !== 'testError')
    const [table] = tablesOf(six, runs([Array(6).fill(0.2), Array(6).fill(0.1)], 'testMissed'), shares)
    expect(table!.sentence).toContain('by 10.00 points of test missed spikes')
    expect(table!.sentence).toContain('10.00\u00a0% against 20.00\u00a0% on average')
  })
  it('leaves out a seed whose error is no number', () => {
    const [table] = tablesOf(
      usual,
      runs([
        [0.5, 0.4, Number.NaN],
        [0.3, 0.1, 0.2],
      ]),
      ERRORS,
    )
    expect({ ahead: table!.ahead, seeds: table!.tests[0]!.spread!.seeds }).toEqual({ ahead: null, seeds: 2 })
    expect(table!.sentence).toMatch(/^At T = 2, 2 seeds do not show a difference in test squared error beyond chance/)
  })
  it('has a row for each tested metric that a run has', () => {
    const run: DoneRun = { ...runs([[0.5]])[0]!, values: { testError: 0.5, testMissed: 0.25, testErrorMixed: 0.75 } }
    expect(rowsOf(usual, [run], ERRORS).slice(1)).toEqual([
      ['adaptive window', 2, usual.seeds[0], 9, 'testError', '', '', 0.5],
      ['adaptive window', 2, usual.seeds[0], 9, 'testMissed (%)', '', '', 25],
    ])
  })
})

const NONE = { step: 4, samples: 1, steps: 1, products: [], neurons: [] }

describe('a sweep of errors', () => {
  const axes = (seeds: readonly number[]) => [
    { path: 'optimizer.rate', values: [0.1, 0.01] },
    ...(seeds.length > 0 ? [{ path: 'run.seed', values: seeds }] : []),
  ]
  const planWith = (seeds: readonly number[] = []) => planOf({ base, axes: axes(seeds), mode: 'grid', steps: 4 }, ERRORS)
  const done = (errors: readonly number[]): PointResult[] =>
    errors.map((testError, point) => ({ point, ok: true, step: 400, outcomes: { testError, testMissed: 0.5, trainError: 1 } }))

  it('has the tested metrics as columns, the deciding one first, then the training loss and the probes', () => {
    expect(outcomesFor(ERRORS).map(({ key, title, unit, better }) => [key, title, unit, better])).toEqual([
      ['testError', 'Test squared error', null, 'lower'],
      ['testMissed', 'Test missed spikes', '%', 'lower'],
      ['trainError', 'Training squared error', null, 'lower'],
      ['gradientAvailable', 'Gradient-available', '%', null],
      ['gradientRatio', 'Gradient norm, first / last layer', null, null],
      ['rate', 'Firing rate', '%', null],
      ['picojoules', 'Energy a sample', 'nJ', 'lower'],
      ['milliseconds', 'Time', 's', null],
    ])
    const curves = { columns: { trainError: Float32Array.of(8, 4), gradientNorm: Float32Array.of(1, 1) } }
    expect(outcomesOf(ERRORS, { layers: [], curves, values: { testError: 0.5 }, operations: NONE, milliseconds: 7 })).toEqual({
      testError: 0.5,
      testMissed: null,
      trainError: 6,
      gradientAvailable: null,
      gradientRatio: null,
      rate: null,
      picojoules: null,
      milliseconds: 7,
    })
    expect(csvOfSweep(planWith(), done([0.5, 0.25])).slice(0, 2)).toEqual([
      [
        'point',
        'optimizer.rate',
        'trainingSteps',
        ...outcomesFor(ERRORS).map(({ key, unit }) => (unit ? `${key} (${unit})` : key)),
        'error',
      ],
      [1, 0.1, 400, 0.5, 50, 1, '', '', '', '', '', ''],
    ])
  })
  it('says which is lowest', () => {
    expect(sentenceOf(planWith(), done([0.5, 0.25]))).toBe(
      'Lowest test squared error of this sweep: 0.2500, at Learning rate 0.01. One seed shows nothing: with other seeds, another may be best.',
    )
    const plan = planWith([1, 2])
    const results = done([0.5, 0.25, 0.125, 0.375])
    expect(settingsOf(plan, results)!.map(({ spreads }) => spreads.testError!.mean)).toEqual([0.375, 0.25])
    expect(sentenceOf(plan, results)).toBe(
      'No difference seen in test squared error with 2 seeds between “Learning rate 0.01”, 0.2500 on average, and “Learning rate 0.1” (0.125 behind, p\u00a0=\u00a01). 2 seeds do not say how many would be needed; p must be at most 0.05 and is never below 0.5 with 2.',
    )
  })
})
