/** A comparison in Node on a tiny network: the metrics are those of the runs, a broken run is marked, and the same seeds give the same again. */
import { expect, test } from 'vitest'
import { loadSamples } from '../experiments/build'
import { comparedOf, compareWithTruth } from '../experiments/comparing-gradients'
import { presetNamed } from '../experiments/presets'
import { stepsReached } from '../readings/gradient-flow'
import { type Comparison, comparisonOf, planOf, type RunResult } from '../studies/compare'
import { lookTable } from '../studies/look-tables'
import { USUAL_LOOKS } from '../studies/looks'
import { withEdits } from '../studies/variant'
import { READY, readyStudy } from '../studies/variants'
import { tablesOf } from '../studies/verdict'
import { madeData, small, smallCart } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { markdownOf, runComparison } from './comparison'
import { buildFor, openRunOf } from './open-run'
import { watchedStep } from './watched-step'

const gpu = await testGpu()
const data = madeData(200, 60)
const dataOf = async () => data
const variants = [
  { title: 'adaptive window', edits: [] },
  { title: 'fixed window', edits: [['surrogate.window', 'fixed']] },
] as const
const tiny = comparisonOf(small(), { totalSteps: 20, stepsPerEpoch: 10 }, { variants, times: [2, 3], seeds: [3, 4, 5], steps: 5 })
const quiet = { at: () => undefined, done: () => undefined }

test('every run has figures of each layer and step, and the table has the mean of the seeds', async () => {
  const seen: RunResult[] = []
  const steps = new Set<number>()
  const results = await runComparison(gpu, tiny, dataOf, { at: ({ step }) => steps.add(step), done: (result) => seen.push(result) })
  expect(seen).toEqual(results)
  expect(Math.max(...steps)).toBe(5)
  expect(results.length).toBe(12)
  for (const result of results) {
    if (!result.ok) throw new Error(result.error)
    expect(result.step).toBe(5)
    expect(result.layers.map(({ layer }) => layer)).toEqual(['lif1', 'lif2'])
    for (const { available, availableFixed, rate, gradientNorm } of result.layers) {
      for (const list of [available, availableFixed, rate, gradientNorm]) expect(list.length).toBe(result.time)
      // A fixed window of width 1 is the fixed window of width 1.
      if (result.variant === 1) expect(available).toEqual(availableFixed)
    }
  }
  const [table] = tablesOf(tiny, results)
  const own = results.flatMap((r) => (r.ok && r.time === 2 && r.variant === 0 ? [r.layers[1]!.available[1]!] : []))
  expect(own.length).toBe(3)
  expect(table!.layers[1]!.variants[0]!.available[1]!.mean).toBeCloseTo((own[0]! + own[1]! + own[2]!) / 3, 12)
  const text = markdownOf(tiny, results)
  expect(text).toContain('### T = 3')
  expect(text).toContain(table!.sentence)
  expect(text).toContain('| mean | 95\u00a0% interval | behind the best | p |')
  expect(text.match(/^\| lif2 \|/gm)?.length).toBe(4)
})

test('a run is the one that training the variant alone gives', async () => {
  const [result] = await runComparison(gpu, { ...tiny, times: [3], seeds: [3] }, dataOf, quiet)
  using alone = await openRunOf(gpu, small(), data)
  alone.submit(4)
  const layers = await watchedStep(gpu, alone)
  const { values } = await alone.evaluate()
  expect(result).toMatchObject({ ok: true, values })
  expect(result?.ok && result.layers.map(({ gradientNorm }) => gradientNorm)).toEqual(layers.map((l) => [...l.gradientNorm]))
})

test('how far the gradient reaches is what a look at the same trained network says, by variant and layer', async () => {
  const base = small({
    encoder: { kind: 'pixels' },
    network: { kind: 'recurrent', hidden: [10, 9], recurrence: { kind: 'adaptive', spans: 4 } },
    neuron: { kind: 'lif', decay: 0.5, threshold: 0.5 },
  })
  const { variants, look } = readyStudy(base, 'reach')
  expect(look).toEqual(USUAL_LOOKS.reach)
  expect(variants.map(({ title }) => title)).toEqual(['vanilla', 'skip 16', 'adaptive 1 to 4'])
  const comparison = comparisonOf(
    base,
    { totalSteps: 20, stepsPerEpoch: 10 },
    { variants: variants.slice(0, 2), seeds: [3, 4, 5], steps: 2, look: { kind: 'reach', samples: 2 } },
  )
  const results = await runComparison(gpu, comparison, dataOf, quiet)
  const { experiment } = planOf(comparison).runs.find(({ variant, seed }) => variant === 1 && seed === 4)!
  using alone = await openRunOf(gpu, experiment, data)
  alone.submit(2)
  const { built, compiled } = alone
  const flows = [
    await built.gradientFlow!({ gpu, compiled, data }, 'lif2', 0),
    await built.gradientFlow!({ gpu, compiled, data }, 'lif2', 1),
  ]
  const mean = (values: readonly number[]) => (values[0]! + values[1]!) / 2
  const found = results.find((run) => run.variant === 1 && run.seed === 4)!
  expect(found.ok && found.looked && 'layers' in found.looked && found.looked.layers[1]).toEqual({
    layer: 'lif2',
    values: {
      lyapunovExponent: { value: mean(flows.map(({ exponents }) => exponents[0]!)) },
      gradientFactor: { value: mean(flows.map(({ reach, steps }) => 10 ** (reach[0]! / (steps - 1)))) },
      gradientLeftLog10: { value: mean(flows.map(({ reach }) => reach[0]!)) },
      stepsReached: { value: mean(flows.map((flow) => stepsReached(flow))) },
    },
  })
  const table = lookTable(comparison, results)!
  expect(table.rows.map(({ layer, variant }) => `${layer} ${variant}`)).toEqual(['lif1 0', 'lif1 1', 'lif2 0', 'lif2 1'])
  const [vanilla, skip] = table.rows.map(({ cells }) => cells[1]!)
  expect(skip!.mean).toBeGreaterThan(vanilla!.mean)
  const text = markdownOf(comparison, results)
  expect(text).toContain('How far the gradient reaches: 2 test samples; mean over the seeds with its 95\u00a0% interval')
  expect(text).toMatch(/^\| lif2 \| skip 16 \| −?\d\.\d{3} \(−?\d\.\d{3} to −?\d\.\d{3}\) \|/m)
})

test('how true the gradient is of a trained network is what the comparison of its gradient says, a formula included', async () => {
  const base = small({ neuron: { kind: 'lif', decay: 0.5, threshold: 0.5 } })
  const { variants, look } = readyStudy(base, 'truth')
  expect(variants.map(({ title }) => title)).toEqual(['fixed window 1', 'fixed window 1.08', 'adaptive window', 'window follows std'])
  const wanted = { ...look!, draws: 256, samples: 3 }
  const comparison = comparisonOf(base, { totalSteps: 20, stepsPerEpoch: 10 }, { variants, times: [3], seeds: [3], steps: 2, look: wanted })
  const results = await runComparison(gpu, comparison, dataOf, quiet)
  for (const variant of [0, 3]) {
    const { experiment } = planOf(comparison).runs[variant]!
    using alone = await openRunOf(gpu, experiment, data)
    alone.submit(2)
    const compared = comparedOf(alone, experiment, data, 3, (e, more) => buildFor(gpu, e, data, more))
    const truth = await compareWithTruth(compared, { draws: 256, noise: { kind: 'gaussian', sigma: wanted.sigma! }, alone: true })
    const result = results[variant]!
    if (!result.ok || !result.looked || !('layers' in result.looked) || !('rows' in truth)) throw new Error('No truth was found.')
    expect(result.looked.layers.map(({ layer }) => layer)).toEqual(['lif1', 'lif2', 'all layers'])
    expect(result.looked.layers.map(({ values }) => values.trueCosine)).toEqual(truth.rows[0]!.layers.map(({ cosine }) => cosine))
    expect(result.looked.layers.map(({ values }) => values.trueNormRatio)).toEqual(truth.rows[0]!.layers.map(({ ratio }) => ratio))
    expect(result.looked.layers.at(-1)!.values.trueCosine).not.toBeNull()
  }
})

test('the variants of a seed start with the same weights and see the same batch; another seed does not', async () => {
  const first = { ...tiny, times: [3], seeds: [3, 4], steps: 1 }
  const potentials = (await runComparison(gpu, first, dataOf, quiet)).map(
    (run) => run.ok && run.layers.map(({ rate, availableFixed }) => [rate, availableFixed]),
  )
  expect(potentials[1]).toEqual(potentials[0])
  expect(potentials[3]).toEqual(potentials[2])
  expect(potentials[2]).not.toEqual(potentials[0])
})

test('controls of the adaptive window begin as the window from which they differ', async () => {
  const open = small({ neuron: { kind: 'lif', decay: 0.5, threshold: 0.5 } })
  const controls = { ...tiny, base: open, variants: READY.widths.variants(open), times: [3], seeds: [3], steps: 1 }
  const results = await runComparison(gpu, controls, dataOf, quiet)
  const [adaptive, fixed, frozen, learned] = results.map((run) => (run.ok ? run.layers[0]!.gradientNorm : []))
  const near = (expected: readonly number[]) => expected.map((norm) => expect.closeTo(norm, 6))
  expect(frozen).toEqual(near(adaptive!))
  expect(adaptive).not.toEqual(near(fixed!))
  // The norm is that of the spike's argument, in units of its width; at the last step no reset passes a gradient on.
  expect(learned!.at(-1)).toBeCloseTo(1.08 * fixed!.at(-1)!, 6)
})

test('a run that is no longer finite is marked with its sentence, and the others continue', async () => {
  const doomed = [
    ['optimizer', { kind: 'sgd', rate: 10, momentum: 0, weightDecay: 1 }],
    ['run.epochs', 20],
  ] as const
  const variants = [
    { title: 'steep', edits: doomed },
    { title: 'as it is', edits: [['run.epochs', 20]] },
  ] as const
  const comparison: Comparison = { ...tiny, variants, times: [2], seeds: [3], steps: 80 }
  const [broken, fine] = await runComparison(gpu, comparison, dataOf, quiet)
  expect(broken).toMatchObject({ variant: 0, ok: false })
  expect(broken && !broken.ok && broken.error).toMatch(/no longer a finite number at step \d+/)
  expect(fine).toMatchObject({ variant: 1, ok: true, step: 80 })
  expect(markdownOf(comparison, [broken!, fine!])).toContain('| T = 2, steep | broke | – |')
})

test('an agent’s decisions have the energy of their arithmetic, by which memories with and without spikes are compared', async () => {
  const cart = withEdits(presetNamed('grsn-cart')!.experiment, [
    ['data.batch', 4],
    ['data.test', 8],
    ['encoder.steps', 9],
    ['algorithm.minibatches', 1],
    ['network.units', 16],
  ])
  if (!cart.ok) throw new Error(cart.problems[0]!.message)
  const set = await loadSamples(cart.experiment, {} as never)
  const memories = READY.memory.variants(cart.experiment).filter(({ title }) => /minGRU|^GRU|from input/.test(title))
  const comparison = comparisonOf(cart.experiment, { totalSteps: 9, stepsPerEpoch: 9 }, { variants: memories, seeds: [1], steps: 2 })
  const results = await runComparison(gpu, comparison, async () => set, quiet)
  const [grsn, minGru, gru] = results.map((run) => (run.ok && run.picojoules) || Number.NaN)
  // Gates that see the input alone have no recurrent product, with spikes or without; spikes save multiplications in the heads.
  expect(grsn).toBeLessThan(minGru!)
  expect(minGru).toBeLessThan(gru!)
  expect(gru! - minGru!).toBeCloseTo(4.6 * (16 * 16 * 3 + 48 * 16), 3)
  const text = markdownOf(comparison, results)
  expect(text).toContain('| nJ per decision | nJ as an analog network |')
  expect(text).toContain(`What spikes save: “GRSN, gates from input” takes ${(grsn! / minGru!).toFixed(2)} times the energy`)
  // The layers of an agent are listed only on request.
  expect(text).not.toMatch(/Gradient-available|T = 9/)
  expect(markdownOf(comparison, results, true)).toContain('Gradient-available fraction')
  // The memories without spikes are their own analog networks.
  const analog = results.map((run) => (run.ok && run.analogPicojoules) || Number.NaN)
  expect(analog[1]).toBeCloseTo(minGru!, 3)
  expect(analog[2]).toBeCloseTo(gru!, 3)
  expect(analog[0]).toBeGreaterThan(grsn!)
})

test('where the best of all tests decides, a run is tested as often as its experiment says', async () => {
  const cart = smallCart()
  const set = await loadSamples(cart, {} as never)
  const variants = [
    { title: 'as it is', edits: [] },
    { title: 'slower', edits: [['optimizer.rate', 0.01]] },
  ] as const
  const one = comparisonOf(cart, { totalSteps: 99, stepsPerEpoch: 99 }, { variants, seeds: [1], steps: 7 })
  const [result] = await runComparison(gpu, one, async () => set, quiet)
  using alone = await openRunOf(gpu, cart, set)
  const returns: number[] = []
  for (const count of [2, 2, 2, 1]) {
    alone.submit(count)
    returns.push((await alone.evaluate()).values.testReturn!)
  }
  expect(new Set(returns).size).toBeGreaterThan(1)
  expect(result).toMatchObject({ ok: true, values: { testReturn: returns.at(-1), testBest: Math.fround(Math.max(...returns)) } })
})
