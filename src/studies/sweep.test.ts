/** Sweeps: how values are written, which points there are, what is refused, and what is said of the results. */
import { describe, expect, it } from 'vitest'
import { withEdit } from '../experiments/edit'
import { valueAt } from '../experiments/form'
import { presetNamed } from '../experiments/presets'
import { small } from '../testing/data'
import { type AxisValue, fieldsOf, readValues, refusalOf, valueText } from './axis'
import { metricsOf, usualSteps } from './metrics'
import { type Outcomes, outcomesFor, outcomesOf, outcomeText } from './outcome'
import { csvOfSweep, type PointResult, rowsOfSweep, sentenceOf, settingsOf } from './outcomes'
import { ENERGY_AXES, planOf, pointLabel, type Sweep, sweepTitle } from './sweep'

const base = presetNamed('blank')!.experiment
const window = presetNamed('window')!.experiment
const metrics = metricsOf(base)
const OUTCOMES = outcomesFor(metrics)
/** A single product, in which spikes meet 30 connections per sample. */
const OPERATIONS = {
  step: 4,
  samples: 1,
  steps: 4,
  neurons: [],
  products: [
    {
      name: 'linear1',
      layer: 'lif1',
      kind: 'linear',
      input: 'spikes',
      steps: 4,
      lag: 0,
      inputs: 5,
      connections: 20,
      spikes: 7,
      met: 30,
    } as const,
  ],
}
const fieldAt = (path: string, of = base) => fieldsOf(of).find((field) => field.path === path)!
const read = (path: string, text: string, of = base) => {
  const answer = readValues(text, fieldAt(path, of))
  return answer.ok ? answer.values : answer.message
}
const sweep = (axes: readonly [string, readonly AxisValue[]][], change: Partial<Sweep> = {}): Sweep => ({
  base,
  axes: axes.map(([path, values]) => ({ path, values })),
  mode: 'grid',
  steps: 4,
  ...change,
})
const messages = (s: Sweep) => planOf(s).problems.map(({ message }) => message)

describe('the fields', () => {
  it('are every number, choice, kind and flag of the form, in its words', () => {
    const paths = fieldsOf(base).map(({ path }) => path)
    expect(paths).toEqual(
      expect.arrayContaining([
        'optimizer.rate',
        'encoder.steps',
        'neuron.decay',
        'surrogate.kind',
        'surrogate.window',
        'network.bias',
        'run.seed',
      ]),
    )
    expect(paths).not.toContain('network.hidden')
    expect(fieldAt('optimizer.rate').title).toBe('Learning rate')
    expect(fieldAt('network.normalization.epsilon', window).title).toBe('tdBN epsilon')
    expect(fieldAt('optimizer.epsilon', window).title).toBe('Epsilon')
    const titles = fieldsOf(window).map(({ title }) => title)
    expect(new Set(titles).size).toBe(titles.length)
  })

  it('include those that only a value of another axis brings', () => {
    expect(fieldAt('surrogate.width', window)).toBeUndefined()
    const axes = [{ path: 'surrogate.window', values: ['adaptive', 'fixed'] }]
    expect(fieldsOf(window, axes).find(({ path }) => path === 'surrogate.width')?.title).toBe('Fixed width')
  })
})

describe('a text of equations', () => {
  const path = 'surrogate.text'
  const wide = 'surrogate(z) = abs(z) < 0.5'
  const narrow = '# narrow\nsurrogate(z) = 2*(abs(z) < 0.25)'
  const formula = { ...base, surrogate: { kind: 'formula', text: wide } } as typeof base

  it('is a field, whose values are one text or a list of them', () => {
    expect(fieldAt(path, formula).title).toBe('Formula')
    expect(fieldAt(path)).toBeUndefined()
    expect(read(path, wide, formula)).toEqual([wide])
    expect(read(path, JSON.stringify([wide, narrow]), formula)).toEqual([wide, narrow])
    expect(read(path, '["surrogate(z) = 1', formula)).toBe('Formula takes a text, or several as a list in JSON.')
    expect(read(path, '[1]', formula)).toBe('Formula takes a text, or several as a list in JSON.')
    expect(read(path, ' ', formula)).toBe('Formula takes a text, or several as a list in JSON.')
  })

  it('trains each of them, under the name of its first comment or of its lines', () => {
    const { fields, points, problems } = planOf(sweep([[path, [wide, narrow]]], { base: formula }))
    expect(problems).toEqual([])
    expect(points.map(({ values }) => pointLabel(fields, values))).toEqual([`Formula ${wide}`, 'Formula narrow'])
    expect(points.map(({ experiment }) => experiment && valueAt(experiment, path))).toEqual([wide, narrow])
  })

  it('says which names are the same, and what is wrong with a text', () => {
    const alike = planOf(sweep([[path, [narrow, `${narrow} `]]], { base: formula }))
    expect(alike.problems.map(({ message }) => message)).toEqual([
      'Formula: two texts are called “narrow”. Begin each with a comment that names it, as in # narrow.',
    ])
    const faulty = planOf(sweep([[path, [wide, 'surrogate(z) = y']]], { base: formula }))
    expect(faulty.points[1]).toMatchObject({ experiment: null })
    expect(faulty.points[1]!.problems[0]!.message).toContain('y is not known in a surrogate')
  })
})

describe('a parameter of a text', () => {
  const alif = presetNamed('alif-cue')!.experiment
  const path = 'neuron.text.beta'
  const textOf = ({ neuron }: typeof alif) => ('text' in neuron ? neuron.text : '')

  it('is a field with the range that the text says', () => {
    expect(fieldAt(path, alif).title).toBe('beta of the equations')
    expect(read(path, '0..2 x 5', alif)).toEqual([0, 0.5, 1, 1.5, 2])
    expect(read(path, '-1', alif)).toMatch(/^beta of the equations takes from 0 to /)
    expect(fieldAt('neuron.text.beta2', alif)).toBeUndefined()
    const formula = { ...alif, surrogate: { kind: 'formula', text: 'param w = 1\nsurrogate(z) = w' } } as typeof alif
    expect(fieldAt('surrogate.text.w', formula).title).toBe('w of the formula')
  })

  it('has its number set in the text of each point', () => {
    const { points, problems } = planOf(sweep([[path, [0, 0.25]]], { base: alif }))
    expect(problems).toEqual([])
    const texts = points.map(({ experiment }) => textOf(experiment!))
    expect(texts.map((text) => /^param beta = (\S+)/m.exec(text)?.[1])).toEqual(['0', '0.25'])
    const without = (text: string) => text.replace(/^param beta = \S+/m, '')
    expect(without(texts[1]!)).toBe(without(textOf(alif)))
  })

  it('is set by an edit of its path, and an unknown one is refused', () => {
    const edited = withEdit(alif, path, 0.75)
    expect(edited.ok && valueAt(edited.experiment, path)).toBe(0.75)
    expect(withEdit(alif, 'neuron.text.gamma', 1).ok).toBe(false)
  })
})

describe('the notation', () => {
  it('is a list, a range with a count, evenly or on a log scale, or whole numbers from one to another', () => {
    expect(read('optimizer.rate', '0.1, 0.5; 1e-3')).toEqual([0.1, 0.5, 0.001])
    expect(read('neuron.decay', '0.1..0.7 x 4')).toEqual([0.1, 0.3, 0.5, 0.7])
    expect(read('optimizer.rate', '0.001..0.1 x 5 log')).toEqual([0.001, 0.003162, 0.01, 0.03162, 0.1])
    expect(read('run.seed', '1..5')).toEqual([1, 2, 3, 4, 5])
    expect(read('neuron.resetTo', '−1..1×3')).toEqual([-1, 0, 1])
    expect(read('optimizer.rate', '0.5, 0.1..0.2 × 2')).toEqual([0.5, 0.1, 0.2])
    expect(read('neuron.decay', '0.9..0.1 x 3')).toEqual([0.9, 0.5, 0.1])
  })
  it('keeps whole numbers whole, each named once', () => {
    expect(read('data.batch', '1..4 x 3')).toEqual([1, 3, 4])
    expect(read('data.batch', '1..100 x 5 log')).toEqual([1, 3, 10, 32, 100])
    expect(read('data.batch', '1..3 x 9')).toEqual([1, 2, 3])
    expect(read('data.batch', '10.5')).toBe('Batch takes whole numbers from 1 to 4096, not 10.5.')
  })
  it('takes a choice by its value or by the words of the form, a flag as on and off', () => {
    expect(read('surrogate.kind', 'rect, arctangent, Gaussian')).toEqual(['rect', 'atan', 'gaussian'])
    expect(read('network.bias', 'on, false')).toEqual([true, false])
    expect(read('network.bias', 'perhaps')).toBe('Bias is on or off, not “perhaps”.')
    expect(read('surrogate.window', 'wide')).toBe('Window width is one of adaptive, fixed, not “wide”.')
  })
  it.each([
    ['optimizer.rate', '11', 'Learning rate takes from 1e−7 to 10, not 11.'],
    ['optimizer.rate', '0.1..20 x 3', 'Learning rate takes from 1e−7 to 10, not 10.05.'],
    ['optimizer.rate', 'fast', 'Learning rate: “fast” is not understood. Write 0.1, 0.5, 1 or 0.1..1 x 4 or 0.001..0.1 x 5 log.'],
    ['optimizer.rate', '0.1..1', 'Learning rate: “0.1..1” needs a number of values, as in 0.1..1 x 4.'],
    ['optimizer.rate', '0.1..1 x 1', 'Learning rate: “0.1..1 x 1” must have 2 to 200 values.'],
    ['run.seed', '0..4294967295', 'Seed: “0..4294967295” must have 2 to 200 values.'],
    ['neuron.decay', '0..1 x 3 log', 'Decay: “0..1 x 3 log” is on a log scale, and begins and ends above 0.'],
    ['optimizer.rate', '0.1, 0.1', 'Learning rate: 0.1 appears twice.'],
    ['optimizer.rate', ' , ', 'Learning rate needs a value.'],
    ['optimizer.rate', '1e999', 'Learning rate takes from 1e−7 to 10, not Infinity.'],
  ])('refuses %s = %s with what is wrong', (path, text, message) => expect(read(path, text)).toBe(message))
  it('reads many commas and digits without hanging', () => {
    expect(read('run.seed', '1,'.repeat(100_000))).toBe('Seed takes at most 200 values.')
    expect(read('optimizer.rate', '1'.repeat(100_000))).toMatch(/^Learning rate takes from/)
  })
})

describe('the plan', () => {
  it('of a grid has every combination, the last axis first through its values', () => {
    const plan = planOf(
      sweep([
        ['optimizer.rate', [0.1, 0.01]],
        ['run.seed', [1, 2]],
      ]),
    )
    expect(plan.problems).toEqual([])
    expect(plan.points.map(({ values }) => values)).toEqual([
      [0.1, 1],
      [0.1, 2],
      [0.01, 1],
      [0.01, 2],
    ])
    expect(plan.runs.map(({ experiment }) => [experiment.optimizer.rate, experiment.run.seed, experiment.run.evaluateEvery])).toEqual([
      [0.1, 1, 4],
      [0.1, 2, 4],
      [0.01, 1, 4],
      [0.01, 2, 4],
    ])
    expect(plan.runs[0]!.experiment).toEqual({
      ...base,
      optimizer: { ...base.optimizer, rate: 0.1 },
      run: { ...base.run, seed: 1, evaluateEvery: 4 },
    })
    expect(sweepTitle(plan.fields, 'grid')).toBe('Learning rate × Seed')
    expect(pointLabel(plan.fields, plan.points[2]!.values)).toBe('Learning rate 0.01, Seed 1')
  })
  it('of a list takes the i-th values together, and wants as many of each', () => {
    const list = sweep(
      [
        ['optimizer.rate', [0.1, 0.01]],
        ['data.batch', [10, 20]],
      ],
      { mode: 'list' },
    )
    expect(planOf(list).points.map(({ values }) => values)).toEqual([
      [0.1, 10],
      [0.01, 20],
    ])
    expect(messages({ ...list, axes: [list.axes[0]!, { path: 'data.batch', values: [10] }] })).toEqual([
      'In a list every field has as many values as the others; here they are 2, 1.',
    ])
  })
  it('is bounded, and says by how much it is too long', () => {
    const values = Array.from({ length: 21 }, (_, i) => i + 1)
    const long = sweep([
      ['run.seed', values],
      ['data.batch', values.slice(0, 20)],
    ])
    expect(planOf(long).points).toEqual([])
    expect(messages(long)).toEqual(['21 × 20 = 420 runs: a sweep has at most 200. Take fewer values or fields.'])
  })
  it('refuses what is out of range, there twice, no field, or no axis at all', () => {
    expect(messages(sweep([['neuron.decay', [0.5, 2]]]))).toEqual(['Decay takes from 0 to 1, not 2.'])
    expect(
      messages(
        sweep([
          ['run.seed', [1]],
          ['run.seed', [2]],
        ]),
      ),
    ).toEqual(['Seed is swept once.'])
    expect(messages(sweep([['network.hidden', [1]]]))).toEqual(['“network.hidden” is no field of this experiment that can be swept.'])
    expect(messages(sweep([['__proto__.x', [1]]]))).toEqual(['“__proto__.x” is no field of this experiment that can be swept.'])
    expect(messages(sweep([]))).toEqual(['Choose at least one field to sweep.'])
    expect(messages(sweep([['run.seed', [1]]], { steps: 0.5 }))).toEqual(['The training steps are a whole number above 0.'])
    expect(refusalOf(fieldAt('data.batch'), 'x')).toBe('Batch takes whole numbers from 1 to 4096, not “x”.')
  })
  it('leaves out the points that cannot be run, each with its reason', () => {
    const plan = planOf(sweep([['run.microBatches', [1, 3]]], { base: small() }))
    expect(plan.runs.length).toBe(1)
    expect(plan.points[1]!.problems[0]!.message).toMatch(/^A batch of \d+ cannot be split into 3 equal parts\.$/)
    expect(plan.problems.map(({ message }) => message)).toEqual(['1 of 2 points cannot be run and are left out.'])
    expect(rowsOfSweep(plan, [])[1]!.refused).toBe(plan.points[1]!.problems[0]!.message)
  })
  it('says where a value would have no effect, instead of running a point twice', () => {
    const plan = planOf(
      sweep(
        [
          ['surrogate.width', [0.5, 1]],
          ['surrogate.window', ['adaptive', 'fixed']],
        ],
        { base: window },
      ),
    )
    expect(plan.points.map(({ experiment }) => experiment !== null)).toEqual([false, true, false, true])
    expect(plan.points[0]!.problems[0]!.message).toBe('Fixed width has no effect together with the other values of this point.')
    expect(plan.runs[1]!.experiment.surrogate).toMatchObject({ window: 'fixed', width: 1 })
  })
  it('keeps the parameters of a kind that is there already', () => {
    const changed = { ...base, surrogate: { kind: 'triangle', scale: 7 } as const }
    const plan = planOf(sweep([['surrogate.kind', ['triangle', 'sigmoid']]], { base: changed }))
    expect(plan.runs.map(({ experiment }) => experiment.surrogate)).toEqual([
      { kind: 'triangle', scale: 7 },
      { kind: 'sigmoid', scale: 4 },
    ])
  })
  it('is an epoch at most unless it is told otherwise', () => {
    const steps = (totalSteps: number, stepsPerEpoch: number, of = base) => usualSteps(of, { totalSteps, stepsPerEpoch })
    expect([steps(50, 600), steps(6000, 600)]).toEqual([50, 300])
    // An agent's epoch is 10,000 environment steps, no whole number of training steps.
    const agent = presetNamed('grsn-cart')!.experiment
    expect([steps(49, 2.44140625, agent), steps(9000, 2.44140625, agent)]).toEqual([49, 300])
  })
})

const outcomes = (testAccuracy: number): Outcomes => ({
  trainLoss: 1,
  testLoss: 2,
  testAccuracy,
  gradientAvailable: 0.5,
  gradientRatio: null,
  rate: 0.1,
  picojoules: 2500,
  milliseconds: 1500,
})
const done = (accuracies: readonly number[]): PointResult[] =>
  accuracies.map((accuracy, point) => ({ point, ok: true, step: 4, outcomes: outcomes(accuracy) }))

describe('the outcomes', () => {
  it('are means over layers and steps, and the first layer’s norm over the last’s', () => {
    const layer = (available: number, norm: number) => ({
      available: [available, available],
      rate: [0.1, 0.3],
      gradientNorm: [3 * norm, 4 * norm],
    })
    const curves = (losses: readonly number[]) => ({ columns: { trainLoss: Float32Array.from(losses) } })
    const read = outcomesOf(metrics, {
      layers: [layer(0.2, 1), layer(0.4, 2)],
      curves: curves([9, ...Array(10).fill(2)]),
      values: { testLoss: 1, testAccuracy: 0.5 },
      operations: OPERATIONS,
      milliseconds: 7,
    })
    expect(read).toEqual({
      trainLoss: 2,
      testLoss: 1,
      testAccuracy: 0.5,
      gradientAvailable: expect.closeTo(0.3),
      gradientRatio: 0.5,
      rate: 0.2,
      picojoules: expect.closeTo(0.9 * 30),
      milliseconds: 7,
    })
    const values = { testLoss: Number.NaN, testAccuracy: 0.5 }
    expect(
      outcomesOf(metrics, { layers: [layer(0.2, 1)], curves: curves([]), values, operations: OPERATIONS, milliseconds: 7 }),
    ).toMatchObject({
      trainLoss: null,
      testLoss: null,
      gradientRatio: null,
    })
  })
  it('are rows in the order of the points, those not done yet too', () => {
    const plan = planOf(sweep([['optimizer.rate', [0.1, 0.01]]]))
    const broken: PointResult = { point: 1, ok: false, step: 2, error: 'The loss was no longer a finite number.' }
    expect(rowsOfSweep(plan, [broken]).map(({ values, result }) => [values, result?.ok])).toEqual([
      [[0.1], undefined],
      [[0.01], false],
    ])
    expect(csvOfSweep(plan, [...done([0.25]), broken])).toEqual([
      [
        'point',
        'optimizer.rate',
        'trainingSteps',
        ...OUTCOMES.map(({ key, unit, plainColumn }) => (unit && !plainColumn ? `${key} (${unit})` : key)),
        'error',
      ],
      [1, 0.1, 4, 25, 2, 1, 50, '', 10, 2.5, 1.5, ''],
      [2, 0.01, 2, '', '', '', '', '', '', '', '', broken.error],
    ])
  })
  it('say which is highest of this sweep, and no more', () => {
    const plan = planOf(sweep([['optimizer.rate', [0.1, 0.01]]]))
    expect(sentenceOf(plan, [])).toBeNull()
    expect(sentenceOf(plan, done([0.5, 0.75]))).toBe(
      'Highest test accuracy of this sweep: 75.00\u00a0%, at Learning rate 0.01. One seed shows nothing: with other seeds, another may be best.',
    )
  })
  it('say where the windows of gradient-available fractions are defined differently', () => {
    const swept = (kinds: readonly string[]) => planOf(sweep([['surrogate.kind', kinds]]))
    expect(sentenceOf(swept(['rect', 'triangle', 'atan', 'gaussian']), done([0.5, 0.75, 0.6, 0.7]))).toBe(
      'Highest test accuracy of this sweep: 75.00\u00a0%, at Surrogate triangle. One seed shows nothing: with other seeds, another may be best. Gradient-available fractions do not rank these runs, as their windows are defined differently: rectangle (gradient window κ[t]); triangle (gradient window, |u − θ| < 1/α); arctangent, Gaussian (gradient window, slope ≥ a tenth of the peak).',
    )
    expect(sentenceOf(swept(['sigmoid', 'atan']), done([0.5, 0.75]))).not.toContain('Gradient-available')
    expect(sentenceOf(swept(['rect', 'atan']), done([0.5]))).not.toContain('Gradient-available')
  })
  it('draw no conclusion from tests whose running statistics are still warming up', () => {
    const plan = planOf(sweep([['optimizer.rate', [0.1, 0.01]]], { base: window }))
    expect(sentenceOf(plan, [])).toBeNull()
    expect(sentenceOf(plan, done([0.5, 0.75]))).toBe('No point is named as best: running statistics are still warming up.')
    expect(
      sentenceOf(
        plan,
        done([0.5, 0.75]).map((result) => ({ ...result, step: 1000 })),
      ),
    ).toContain('Highest test accuracy')
  })
  it('with seeds as an axis are means and ranges over seeds for each setting', () => {
    const plan = planOf(
      sweep([
        ['run.seed', [1, 2]],
        ['optimizer.rate', [0.1, 0.01]],
      ]),
    )
    const results = done([0.5, 0.75, 0.7, 0.25])
    const settings = settingsOf(plan, results)!
    expect(settings.map(({ values, spreads }) => [values, spreads.testAccuracy])).toEqual([
      [[0.1], { mean: 0.6, min: 0.5, max: 0.7, seeds: 2 }],
      [[0.01], { mean: 0.5, min: 0.25, max: 0.75, seeds: 2 }],
    ])
    expect(settings[0]!.spreads.gradientRatio).toBeNull()
    expect(settings.map(({ placing }) => placing!.behind?.mean)).toEqual([undefined, expect.closeTo(0.1, 12)])
    expect(settings[0]!.placing!.interval).toBeNull()
    expect(sentenceOf(plan, results)).toBe(
      'No difference seen in test accuracy with 2 seeds between “Learning rate 0.1”, 60.00\u00a0% on average, and “Learning rate 0.01” (10.00 points behind, p\u00a0=\u00a01). 2 seeds do not say how many would be needed; p must be at most 0.05 and is never below 0.5 with 2.',
    )
    expect(sentenceOf(plan, results.slice(0, 2))).toContain('One seed shows nothing')
    expect(settingsOf(planOf(sweep([['optimizer.rate', [0.1]]])), [])).toBeNull()
  })
  it('of seeds alone are a mean with its interval', () => {
    const plan = planOf(sweep([['run.seed', [1, 2, 3]]]))
    expect(sentenceOf(plan, done([0.5, 0.75, 0.7]))).toMatch(
      /^Mean test accuracy over 3 seeds: 65\.00\u00a0%, 95\u00a0% interval 50\.00 to 7\d\.\d\d\. Only the seed differs\.$/,
    )
  })
  it('are shown in the units of the lab', () => {
    const show = (key: string, value: number | null) => outcomeText(OUTCOMES.find((o) => o.key === key)!, value)
    expect([show('testAccuracy', 0.9321), show('milliseconds', 12_340), show('gradientRatio', null), show('testLoss', 2e-9)]).toEqual([
      '93.21\u00a0%',
      '12.3\u00a0s',
      '–',
      '2.00e−9\u00a0nats',
    ])
    expect([valueText(fieldAt('network.bias').row, true), valueText(fieldAt('surrogate.kind').row, 'atan')]).toEqual(['on', 'arctangent'])
  })
})

describe('accuracy against energy', () => {
  const plan = planOf({ base, axes: ENERGY_AXES, mode: 'grid', steps: 4 })
  it('adds the penalty to an experiment that has none, with a weight for each run', () => {
    expect(plan.problems).toEqual([])
    expect(plan.runs.map(({ experiment }) => valueAt(experiment, 'synapticOperations'))).toEqual(
      [0, 0.3, 1, 3, 10, 30].map((weight) => ({ kind: 'share', weight })),
    )
  })
  it('has the share of connections that spikes meet as an outcome, which the base does not measure', () => {
    expect(OUTCOMES.map(({ key }) => key)).not.toContain('trainSynapticOperations')
    expect(plan.outcomes.find(({ key }) => key === 'trainSynapticOperations')?.title).toBe('Training synaptic operations')
    const curves = { columns: { trainSynapticOperations: Float32Array.of(0.5, 0.25) } }
    expect(
      outcomesOf(plan.metrics, { layers: [], curves, values: {}, operations: OPERATIONS, milliseconds: 1 }).trainSynapticOperations,
    ).toBe(0.375)
  })
})
