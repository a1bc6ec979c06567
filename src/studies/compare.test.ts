/** Comparisons: which runs they take, what is refused, and that no more is said than the seeds show. */
import { describe, expect, it } from 'vitest'
import { presetNamed } from '../experiments/presets'
import type { Experiment } from '../experiments/schema'
import { adaptiveWidths } from '../neurons/adaptive-window/reference'
import { descriptionOf } from '../neurons/descriptions'
import { small } from '../testing/data'
import { type Comparison, comparisonOf, type DoneRun, planOf, type RunKey, type RunResult, workOf } from './compare'
import { layerMetricsOf, spreadOf, windowNote } from './layer-metrics'
import { scheduleNote, warmUpNote } from './short-runs'
import { UNCHANGED } from './variant'
import { READY, readyFor, surrogateNote } from './variants'
import { columnsOf, rowsOf, tablesOf, unequalSeeds } from './verdict'

const base = small()
const length = { totalSteps: 1000, stepsPerEpoch: 100 }
const usual = comparisonOf(base, length)
const done = (key: RunKey, accuracy: number, available = 0.5): DoneRun => ({
  ...key,
  ok: true,
  step: 100,
  layers: ['lif1', 'lif2'].map((layer) => ({
    layer,
    available: Array.from({ length: key.time }, () => available),
    availableFixed: Array.from({ length: key.time }, () => 0.25),
    rate: Array.from({ length: key.time }, (_, t) => 0.1 * t),
    gradientNorm: Array.from({ length: key.time }, () => 3),
    span: null,
  })),
  values: { testLoss: 1, testAccuracy: accuracy },
})
/** One result for each seed of each variant at T = 2. */
const results = (comparison: Comparison, accuracies: readonly (readonly number[])[]): RunResult[] =>
  accuracies.flatMap((list, variant) => list.map((accuracy, i) => done({ variant, time: 2, seed: comparison.seeds[i]! }, accuracy)))
const saidOf = (comparison: Comparison, accuracies: readonly (readonly number[])[]) =>
  tablesOf(comparison, results(comparison, accuracies))[0]!

describe('the plan', () => {
  it('gives every variant the same T and seeds, and changes nothing else', () => {
    const { runs, problems } = planOf(usual)
    expect(problems).toEqual([])
    expect(runs.map(({ variant, time, seed }) => [time, seed, variant]).slice(0, 4)).toEqual([
      [2, 3, 0],
      [2, 3, 1],
      [2, 4, 0],
      [2, 4, 1],
    ])
    expect(runs.length).toBe(18)
    for (const { variant, time, seed, experiment } of runs)
      expect(experiment).toEqual({
        ...base,
        encoder: { ...base.encoder, steps: time },
        surrogate: { kind: 'rect', window: variant === 0 ? 'adaptive' : 'fixed', width: variant === 0 ? 1 : 2.16 },
        run: { ...base.run, seed, evaluateEvery: 100 },
      })
  })
  it('keeps the width of a rectangle, and makes a rectangle of another surrogate', () => {
    const wide = comparisonOf(small({ surrogate: { kind: 'rect', window: 'fixed', width: 2 } }), length)
    expect(wide.variants.map(({ title }) => title)).toEqual(['adaptive window', 'fixed window 2.16', 'fixed window 2'])
    expect(planOf(wide).runs[2]!.experiment.surrogate).toEqual({ kind: 'rect', window: 'fixed', width: 2 })
    const atan = planOf(comparisonOf(small({ surrogate: { kind: 'atan', scale: 2 } }), length))
    expect(atan.runs.slice(0, 2).map(({ experiment }) => experiment.surrogate)).toEqual([
      { kind: 'rect', window: 'adaptive', width: 1 },
      { kind: 'rect', window: 'fixed', width: 2.16 },
    ])
  })
  it('says that it makes a rectangle of another surrogate', () => {
    const atan = comparisonOf(small({ surrogate: { kind: 'atan', scale: 2 } }), length)
    expect(surrogateNote(atan)).toBe('The surrogate becomes a rectangle; the experiment has an arctangent.')
    expect(surrogateNote(comparisonOf(small({ surrogate: { kind: 'triangle', scale: 1 } }), length))).toContain('a triangle.')
    expect(surrogateNote(usual)).toBeNull()
    expect(surrogateNote({ ...atan, variants: [{ title: 'SGD', edits: [['optimizer.kind', 'sgd']] }] })).toBeNull()
  })
  it('says that a rectangle among compared surrogates has a fixed window, where the adaptive one could be had', () => {
    const formula = small({ surrogate: { kind: 'formula', text: 'surrogate(z) = (abs(z) < std)/(2*std)' } })
    const variants = ['rect', 'atan'].map((kind) => ({ title: kind, edits: [['surrogate.kind', kind]] as const }))
    expect(surrogateNote({ base: formula, variants })).toBe(
      'The rectangle has a fixed window of width 1, its default. “gradient window and controls” compares the adaptive one.',
    )
    expect(
      surrogateNote({
        base: formula,
        variants: [{ title: 'both', edits: [...variants[0]!.edits, ['surrogate.window', 'adaptive']] }, variants[1]!],
      }),
    ).toBeNull()
    expect(surrogateNote({ base: small({ surrogate: { kind: 'rect', window: 'adaptive', width: 1 } }), variants })).toBeNull()
  })
  it('says by name which variant cannot be had without a tdBN, with the remedy', () => {
    const { problems } = planOf(comparisonOf(presetNamed('tutorial')!.experiment, length))
    expect(problems.length).toBe(1)
    expect(problems[0]!.message).toContain('“adaptive window”: The adaptive window needs a tdBN')
    expect(problems[0]!.remedy).toMatchObject({ label: 'Use tdBN', path: 'network.normalization' })
  })
  it.each([
    [{ times: [0, 4] }, 'T = 0: At least 1.'],
    [{ times: [] }, 'At least one T is needed.'],
    [{ times: [4, 4] }, 'Each T may appear only once.'],
    [{ seeds: [-1, 0, 1] }, 'Seed -1: At least 0.'],
    [{ seeds: [1] }, 'One seed shows nothing: a difference may be chance.'],
    [{ seeds: [1], variants: [UNCHANGED] }, 'At least two seeds are needed'],
    [{ steps: 0.5 }, 'a whole number above 0'],
    [{ variants: READY.window.variants(base).slice(1) }, 'At least two variants'],
    [
      {
        variants: [
          { title: 'a', edits: [['neuron.nothing', 1]] },
          { title: 'b', edits: [] },
        ] as const,
      },
      '“a”: Unknown: nothing.',
    ],
  ])('of %j says %s', (change, message) => {
    const { problems } = planOf({ ...usual, ...change })
    expect(problems.map((problem) => problem.message).join('\n')).toContain(message)
  })
  it('of the experiment alone gives its own runs, once with each of five seeds', () => {
    const alone = comparisonOf(base, length, { variants: [UNCHANGED] })
    const { runs, problems } = planOf(alone)
    expect(problems).toEqual([])
    expect(runs.map(({ experiment }) => experiment)).toEqual(
      [0, 1, 2, 3, 4].map((i) => ({ ...base, run: { ...base.run, seed: base.run.seed + i } })),
    )
  })
  it('takes any variants, also of other sizes', () => {
    const variants = [
      { title: 'narrow', edits: [['network.hidden', [8]]] },
      { title: 'wide', edits: [['network.hidden', [32]]] },
      { title: 'SGD', edits: [['optimizer.kind', 'sgd']] },
    ] as const
    const { runs } = planOf({ ...usual, variants, times: [3], seeds: [7] })
    expect(runs.map(({ experiment: { network, optimizer } }) => [network.kind === 'mlp' && network.hidden[0], optimizer.kind])).toEqual([
      [8, 'adam'],
      [32, 'adam'],
      [13, 'sgd'],
    ])
  })
  it('trains an epoch at most unless told, never beyond the experiment, and counts work by steps and T', () => {
    expect(comparisonOf(base, { totalSteps: 6, stepsPerEpoch: 10 }).steps).toBe(6)
    expect(comparisonOf(base, { totalSteps: 9000, stepsPerEpoch: 6000 }).steps).toBe(300)
    expect(comparisonOf(base, length, { steps: 200 }).steps).toBe(200)
    expect(comparisonOf(base, length, { steps: 2000 }).steps).toBe(1000)
    expect(workOf(planOf(usual).runs, 100)).toBe(100 * 2 * 3 * (2 + 4 + 6))
  })
})

describe('figures', () => {
  it('are shares of the potentials of a step', () => {
    const counts = { available: [1, 2], availableFixed: [0, 4], fired: [3, 1], gradientNorm: [5, 6] }
    expect(layerMetricsOf({ layer: 'lif1', total: 4, spans: null, ...counts })).toEqual({
      layer: 'lif1',
      available: [0.25, 0.5],
      availableFixed: [0, 1],
      rate: [0.75, 0.25],
      span: null,
      gradientNorm: [5, 6],
    })
  })
  it('over several seeds are a mean, a minimum and a maximum', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ mean: 2, min: 1, max: 3, seeds: 3 })
    expect(spreadOf([])).toBeNull()
  })
  it('are laid out by layer, variant and step', () => {
    const [a, b] = [done({ variant: 0, time: 2, seed: 3 }, 0.9, 0.4), done({ variant: 0, time: 2, seed: 4 }, 0.8, 0.6)]
    const [table] = tablesOf(usual, [a, b])
    expect(table!.layers.map(({ layer }) => layer)).toEqual(['lif1', 'lif2'])
    const [own, other] = table!.layers[1]!.variants
    expect(own!.available).toEqual([0, 1].map(() => ({ mean: 0.5, min: 0.4, max: 0.6, seeds: 2 })))
    // The mean over steps is the root mean square, as in the view: two steps of norm 3.
    expect(own!.gradientNorm!.mean).toBeCloseTo(3, 12)
    expect(own!.rate!.mean).toBeCloseTo(0.05, 12)
    expect(other!.available).toEqual([null, null])
    expect(table!.tests[0]!.runs).toEqual([a, b, undefined])
  })
  it('tell where the variants have other seeds', () => {
    expect(
      unequalSeeds(
        saidOf(usual, [
          [0.9, 0.8, 0.7],
          [0.9, 0.8, 0.7],
        ]),
      ),
    ).toBe(false)
    expect(
      unequalSeeds(
        saidOf(usual, [
          [0.9, 0.8],
          [0.9, 0.8],
        ]),
      ),
    ).toBe(false)
    expect(unequalSeeds(saidOf(usual, [[0.9, 0.8], [0.9]]))).toBe(true)
    const [of3, of4] = [done({ variant: 0, time: 2, seed: 3 }, 0.9), done({ variant: 1, time: 2, seed: 4 }, 0.9)]
    expect(unequalSeeds(tablesOf(usual, [of3, of4])[0]!), 'as many, and others').toBe(true)
  })
  it('of the fixed window on the same potentials stand next to a window that is another', () => {
    expect(columnsOf(usual).map(({ variant, fraction }) => [variant, fraction])).toEqual([
      [0, 'available'],
      [1, 'available'],
      [0, 'availableFixed'],
      [1, 'availableFixed'],
    ])
    const recurrent = comparisonOf(presetNamed('copy')!.experiment, length)
    expect(columnsOf(recurrent).map(({ variant, fraction }) => [variant, fraction])).toEqual(
      [0, 1, 2].map((variant) => [variant, 'available']),
    )
  })
  it('go out one a row, a broken run as its sentence', () => {
    const rows = rowsOf(usual, [
      done({ variant: 0, time: 2, seed: 3 }, 0.9),
      { variant: 1, time: 2, seed: 3, ok: false, step: 7, error: 'It broke.' },
    ])
    expect(rows[0]).toEqual(['variant', 'T', 'seed', 'trainingSteps', 'quantity', 'layer', 'step', 'value'])
    expect(rows.length).toBe(1 + 2 + 4 * 2 * 2 + 1)
    expect(rows).toContainEqual(['adaptive window', 2, 3, 100, 'testAccuracy (%)', '', '', 90])
    expect(rows).toContainEqual(['adaptive window', 2, 3, 100, 'firingRate (%)', 'lif2', 2, 10])
    expect(rows.at(-1)).toEqual(['fixed window 2.16', 2, 3, 7, 'error', '', '', 'It broke.'])
  })
})

describe('what is said of accuracy', () => {
  const six = { ...usual, seeds: [3, 4, 5, 6, 7, 8] }
  it('a variant is ahead where interval and p show it', () => {
    const { ahead, sentence, tests } = saidOf(six, [
      [0.93, 0.94, 0.95, 0.96, 0.93, 0.94],
      [0.9, 0.92, 0.91, 0.92, 0.9, 0.91],
    ])
    expect(ahead!.variant).toBe(0)
    expect(ahead!.by).toBeCloseTo(0.19 / 6, 12)
    expect(sentence).toBe(
      'At T = 2, “adaptive window” is ahead of “fixed window 2.16” by 3.17 points of test accuracy (95\u00a0% interval 2.50 to 3.67, p\u00a0=\u00a00.031, 6 seeds): 94.17\u00a0% against 91.00\u00a0% on average.',
    )
    expect(tests[0]!.behind).toBeNull()
    expect(tests[1]!.behind).toMatchObject({ pairs: 6, pValue: 1 / 32 })
    expect(tests[1]!.interval!.low).toBeGreaterThan(0.9)
  })
  it('says so just as plainly where the adaptive window does not win', () => {
    const { ahead, sentence } = saidOf(six, [
      [0.9, 0.91, 0.9, 0.9, 0.91, 0.9],
      [0.97, 0.97, 0.96, 0.97, 0.97, 0.96],
    ])
    expect(ahead!.variant).toBe(1)
    expect(sentence).toMatch(/^At T = 2, “fixed window 2.16” is ahead of “adaptive window” by 6\.33 points/)
  })
  it('sees no difference where the interval contains 0, and says how many seeds one would need', () => {
    const { ahead, sentence } = saidOf(usual, [
      [0.96, 0.97, 0.98],
      [0.95, 0.98, 0.96],
    ])
    expect(ahead).toBeNull()
    expect(sentence).toBe(
      'At T = 2, no difference seen in test accuracy with 3 seeds between “adaptive window”, 97.00\u00a0% on average, and “fixed window 2.16” (0.67 points behind, 95\u00a0% interval −1.00 to 1.67, p\u00a0=\u00a00.75). Some 21 would be needed for 1 point; p must be at most 0.05 and is never below 0.25 with 3.',
    )
  })
  it('draws no verdict from tests whose running statistics are still warming up, and says so before and after', () => {
    const apart = [
      [0.96, 0.97, 0.98],
      [0.1, 0.1, 0.1],
    ]
    const short = comparisonOf(base, length, { steps: 12 })
    const { ahead, sentence } = saidOf(short, apart)
    expect(ahead).toBeNull()
    expect(sentence).toBe('At T = 2 no variant is named as ahead: running statistics are still warming up.')
    const noteOf = (comparison: Comparison) =>
      warmUpNote(
        planOf(comparison).runs.map(({ experiment }) => experiment),
        comparison.steps,
      )
    expect(noteOf(short)).toContain('still warming up at training step 12')
    expect(noteOf(short)).toContain('Train at least 44 steps.')
    expect(noteOf(comparisonOf(base, length, { steps: 44 }))).toBeNull()
    // Without running statistics there is no warm-up to wait for.
    const plain = comparisonOf(presetNamed('copy')!.experiment, length, { steps: 12 })
    expect(noteOf(plain)).toBeNull()
  })
  it('says so where runs end before the learning rate has changed all the way', () => {
    const note = (steps: number, ...schedules: Experiment['schedule'][]) =>
      scheduleNote(
        schedules.map((schedule) => ({ ...base, schedule })),
        steps,
        1757,
      )
    const fixed = { kind: 'step', every: 100, factor: 0.5 } as const
    expect(note(361, fixed, { kind: 'cosine' })).toBe(
      'The learning rate changes over all 1,757 training steps of the experiment: 361 are only the beginning. Fewer epochs shorten the schedule.',
    )
    expect([note(1757, { kind: 'cosine' }), note(361, { kind: 'constant' }, fixed)]).toEqual([null, null])
  })
  it('says nothing of one seed, and that so few do not show what all of them say', () => {
    const one = saidOf(usual, [[0.99], [0.1]])
    expect(one.ahead).toBeNull()
    expect(one.sentence).toBe('At T = 2, one seed shows nothing: a difference may be chance.')
    expect(tablesOf(usual, [])[2]!.sentence).toBe('At T = 6, no seed has a result from each of them yet.')
    const two = saidOf(usual, [
      [0.99, 0.98, 0.99],
      [0.1, 0.1],
    ])
    expect(two.ahead).toBeNull()
    expect(two.sentence).toContain('2 seeds do not show a difference in test accuracy beyond chance between “adaptive window”')
    expect(two.sentence).toContain('p must be at most 0.05 and is never below 0.5 with 2.')
  })
  it('leaves a seed out with which a variant broke, and says so', () => {
    const seven = { ...usual, seeds: [3, 4, 5, 6, 7, 8, 9] }
    const most = results(seven, [
      [0.94, 0.95, 0.94, 0.94, 0.95, 0.94, 0.1],
      [0.9, 0.9, 0.9, 0.9, 0.9, 0.9],
    ])
    const [table] = tablesOf(seven, [
      ...most,
      { variant: 1, time: 2, seed: 9, ok: false, step: 9, error: 'A gradient was no longer finite.' },
    ])
    expect(table!.ahead!.variant).toBe(0)
    expect(table!.sentence).toMatch(/by 4\.33 points.* 6 seeds.*“fixed window 2.16” failed with seed 9, which is left out\.$/)
  })
})

describe('parallel neurons', () => {
  const open = presetNamed('parallel-s-mnist-small')!.experiment

  it('are compared with LIF in the same network, and can all be run', () => {
    expect(readyFor(open)[0]).toBe('parallel')
    expect(readyFor(presetNamed('window')!.experiment)).not.toContain('parallel')
    const variants = READY.parallel.variants(open)
    expect(variants.map(({ title }) => title)).toEqual(['LIF', 'PSN', 'sliding PSN'])
    const { runs, problems } = planOf({ ...comparisonOf(open, length), variants, seeds: [1, 2] })
    expect(problems).toEqual([])
    expect(runs.slice(0, 3).map(({ experiment: { neuron } }) => neuron)).toEqual([
      expect.objectContaining({ kind: 'lif', decay: 0.5, threshold: 1 }),
      expect.objectContaining({ kind: 'psn', form: 'full' }),
      expect.objectContaining({ kind: 'psn', form: 'sliding', order: 16 }),
    ])
    for (const { experiment } of runs) expect(experiment.network).toEqual(open.network)
  })
})

describe('controls of the adaptive window', () => {
  const open = presetNamed('window')!.experiment
  const surrogates = (e: typeof open) =>
    planOf({ ...comparisonOf(e, length), variants: READY.widths.variants(e), seeds: [1, 2], times: [4] }).runs.map(
      ({ experiment }) => experiment,
    )

  it('differ from it in the window alone, and can all be run', () => {
    expect(readyFor(open)).toContain('widths')
    const variants = READY.widths.variants(open)
    expect(variants.map(({ title }) => title)).toEqual([
      'adaptive window',
      'fixed window 2.03',
      'first widths, frozen',
      'learned widths',
      'fixed window 1',
    ])
    expect(planOf({ ...comparisonOf(open, length), variants }).problems).toEqual([])
    const [adaptive, fixed, frozen, learned] = surrogates(open)
    expect(fixed).toEqual({ ...adaptive, surrogate: { kind: 'rect', window: 'fixed', width: 2.03 } })
    expect(frozen).toEqual({ ...adaptive, surrogate: { kind: 'formula', text: expect.any(String) } })
    expect(learned).toEqual({ ...adaptive, neuron: { kind: 'equations', text: expect.any(String) } })
  })
  it('give the normalization of learned widths the threshold as a factor, since their argument has none', () => {
    const [, , , learned] = surrogates({ ...open, neuron: { ...open.neuron, threshold: 0.5 } } as typeof open)
    expect(learned!.network).toMatchObject({ normalization: { kind: 'tdBatchNorm', alpha: 0.5 } })
    expect(descriptionOf(learned!.neuron).threshold).toBe(0)
  })
  it('count no fixed window on the argument of a spike, which has units of its own', () => {
    const columns = columnsOf({ ...comparisonOf(open, length), variants: READY.widths.variants(open) })
    expect(columns.filter(({ fraction }) => fraction === 'availableFixed').map(({ variant }) => variant)).toEqual([0, 1, 2])
  })
  it('give an output layer that spikes the width of the control in every variant', () => {
    const spiking = small({ readout: { kind: 'spiking' } })
    const [adaptive, fixed] = planOf(comparisonOf(spiking, length)).runs.map(({ experiment }) => experiment.surrogate)
    expect(adaptive).toEqual({ ...fixed, window: 'adaptive' })
  })
  it('are not offered where no neuron as equations can be: with learned skips', () => {
    expect(
      readyFor(
        small({ network: { kind: 'recurrent', recurrence: { kind: 'adaptive', spans: 4 }, normalization: { kind: 'tdBatchNorm' } } }),
      ),
    ).not.toContain('widths')
  })
})

describe('windows that follow the potentials', () => {
  it('are compared behind tdBN: one that follows std, a fixed one of the same mean width, and that of MPD-AGL', () => {
    const open = presetNamed('window')!.experiment
    expect(readyFor(open)).toContain('following')
    const variants = READY.following.variants(open)
    const { problems, runs } = planOf({ ...comparisonOf(open, length), variants, seeds: [1, 2], times: [2] })
    expect(problems).toEqual([])
    const { threshold, rule } = descriptionOf(open.neuron)
    const steps = 'encoder' in open && 'steps' in open.encoder ? open.encoder.steps : Number.NaN
    const { widths } = adaptiveWidths([1], threshold!, rule.decay, steps)
    const [follows, fixed, paper] = runs.map(({ experiment }) => experiment.surrogate)
    expect(follows).toMatchObject({ kind: 'formula', text: 'surrogate(z) = (abs(z) < std)/(2*std)' })
    expect(fixed).toMatchObject({ kind: 'rect', window: 'fixed' })
    expect(Number(fixed && 'width' in fixed && fixed.width)).toBeCloseTo(widths.reduce((a, b) => a + b) / steps, 2)
    expect(paper).toMatchObject({ kind: 'rect', window: 'adaptive' })
    expect(windowNote(runs.map(({ experiment }) => experiment))).toMatch(
      /: formula \(gradient window, surrogate ≥ a tenth of its peak\); rectangle \(/,
    )
  })

  it('are not compared without a normalization, of texts, or of neurons without a surrogate', () => {
    const open = presetNamed('window')!.experiment
    for (const change of [
      { network: { kind: 'mlp', hidden: [9] } },
      { neuron: { kind: 'equations', text: 's = spike(x - 1)' } },
      { neuron: { kind: 'relu' } },
    ])
      expect(readyFor(small({ network: open.network, ...change } as never))).not.toContain('following')
    expect(readyFor(small({ network: open.network } as never))).toContain('following')
  })
})

describe('samplers of a detector', () => {
  const detector = presetNamed('eas-shapes')!.experiment
  const samplersOf = (e: typeof detector) =>
    planOf({ ...comparisonOf(e, length), seeds: [1] }).runs.map(({ experiment }) => 'sampler' in experiment && experiment.sampler)

  it('are the usual comparison, at one T where nothing behind them spikes', () => {
    expect(readyFor(detector)[0]).toBe('samplers')
    const { problems, runs } = planOf(comparisonOf(detector, length))
    expect({ problems, runsLength: runs.length }).toEqual({ problems: [], runsLength: 7 * 3 })
    expect(comparisonOf(detector, length).variants.map(({ title }) => title)).toEqual([
      'event count',
      'SNN',
      'RSNN',
      'ARSNN',
      'ARSNN, SAT',
      'ARSNN, RPD',
      'ARSNN, SAT and RPD',
    ])
    expect(planOf(comparisonOf(presetNamed('eas-shapes-spiking')!.experiment, length)).runs).toHaveLength(3 * 7 * 3)
  })
  it('keep sizes and threshold', () => {
    const sampler = { kind: 'snn', bins: 6, kernel: 3, depth: 1, threshold: 0.7, resetTo: 0.1, alpha: 2 } as const
    const [count, ...firing] = samplersOf({ ...detector, sampler } as typeof detector)
    expect(count).toEqual({ kind: 'count', bins: 6 })
    for (const other of firing) expect(other).toMatchObject({ ...sampler, kind: (other as typeof sampler).kind })
    expect(samplersOf(detector).at(-1)).toEqual('sampler' in detector && detector.sampler)
  })
  it('are not compared where none fires', () => {
    expect(readyFor(presetNamed('count-shapes')!.experiment)).not.toContain('samplers')
    expect(readyFor(base)).not.toContain('samplers')
  })
})

describe('controls of a model of responses', () => {
  const open = presetNamed('tecos-lvm')!.experiment
  const experiments = (e: typeof open, ready: 'factors' | 'rates') =>
    planOf({ ...comparisonOf(e, length), variants: READY[ready].variants(e), seeds: [1, 2] }).runs.map(({ experiment }) => experiment)
  /** The top-level settings in which two experiments differ. */
  const differences = (a: object, b: object) =>
    Object.keys(a).filter((key) => JSON.stringify(a[key as never]) !== JSON.stringify(b[key as never]))

  it('change one factor at a time, and can all be run', () => {
    const variants = READY.factors.variants(open)
    expect(planOf({ ...comparisonOf(open, length), variants }).problems).toEqual([])
    const [own, ...others] = experiments(open, 'factors').slice(0, variants.length)
    expect(variants.slice(1).map(({ title }, i) => [title, differences(own!, others[i]!)])).toEqual([
      ['state reset at each clip', ['state']],
      ['trained on single trials', ['loss']],
      ['MMD loss', ['loss']],
      ['no noise', ['neuron', 'surrogate']],
      ['no memory', ['network']],
      ['no memory, window of 20 frames', ['encoder', 'network']],
    ])
  })
  it('go back from whichever factor is changed', () => {
    for (const [variant, title] of [
      [1, 'state carried on'],
      [2, 'against the mean of trials'],
      [3, 'PSP loss'],
      [4, 'noisy neurons'],
    ] as const) {
      const changed = experiments(open, 'factors')[variant]!
      expect(READY.factors.variants(changed).map((v) => v.title)).toContain(title)
      expect(planOf({ ...comparisonOf(changed, length), variants: READY.factors.variants(changed) }).problems).toEqual([])
    }
  })
  it('are rates without a latent, by their likelihood: of a memory, a window, and one linear filter a cell', () => {
    const [, memory, window, glm] = experiments(open, 'rates')
    expect(planOf({ ...comparisonOf(open, length), variants: READY.rates.variants(open) }).problems).toEqual([])
    for (const e of [memory!, window!, glm!])
      expect(e).toMatchObject({ network: { output: 'rate', latents: 0 }, loss: { kind: 'poisson' } })
    expect(glm).toMatchObject({ network: { memory: { kind: 'none' }, stimulus: { hidden: [] } }, encoder: { window: 20 } })
    expect(readyFor(glm!)).not.toContain('factors')
  })
})

describe('memories of an agent', () => {
  const agent = presetNamed('grsn-cart')!.experiment
  const memoriesOf = (e: typeof agent) =>
    planOf({ ...comparisonOf(e, length), seeds: [1] }).runs.map(({ experiment: { network, neuron } }) => ({ network, neuron }))

  it('are the usual comparison, over the steps of its environment', () => {
    const comparison = comparisonOf(agent, length)
    expect(comparison.times).toEqual([65])
    expect(planOf(comparison).problems).toEqual([])
    expect(comparison.variants.map(({ title }) => title)).toEqual([
      'GRSN, gates from input',
      'GRSN, Eq. 17',
      'LIF',
      'GRSN, four inner steps',
      'LIF, four inner steps',
      'LIF, four inner steps, reset at each decision',
      'minGRU: GRSN without spikes',
      'GRU',
      'LSTM',
      'no memory',
    ])
  })
  it('are those of the presets, from whichever of them one begins', () => {
    const named = ['grsn-cart', 'eq17-cart', 'lif-cart', 'inner-cart', 'gru-cart', 'blind-cart'].map(
      (name) => presetNamed(name)!.experiment,
    )
    for (const base of named) {
      const [grsn, eq17, lif, inner, , , , gru, , none] = memoriesOf(base)
      expect([grsn, eq17, lif, inner]).toEqual(named.slice(0, 4).map(({ network, neuron }) => ({ network, neuron })))
      expect([gru!.network, none!.network]).toEqual(named.slice(4).map(({ network }) => network))
    }
  })
  it('differ from their controls in one thing: the spikes, or the state that is kept from decision to decision', () => {
    const [grsn, , , , inner, reset, minGru] = memoriesOf(agent)
    const { forgetBias, gain } = (grsn!.network as { memory: { forgetBias: number; gain: number } }).memory
    expect(minGru!.network).toEqual({ ...grsn!.network, memory: { kind: 'minGru', forgetBias, gain } })
    expect(reset).toEqual({
      ...inner,
      network: { ...inner!.network, memory: { ...(inner!.network as { memory: object }).memory, innerState: 'zeroed' } },
    })
    const { experiment } = planOf({ ...comparisonOf(agent, length), seeds: [1] }).runs[6]!
    expect(memoriesOf(experiment as typeof agent)).toEqual(memoriesOf(agent))
  })
  it('are tested as often as the experiment says, as the best of all tests decides', () => {
    const every = (base: typeof agent) => planOf({ ...comparisonOf(base, length), steps: 7 }).runs[0]!.experiment.run.evaluateEvery
    expect(every(agent)).toBe(agent.run.evaluateEvery)
    expect(every(presetNamed('window')!.experiment)).toBe(7)
  })
})
