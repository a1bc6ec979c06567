/** `npm run stress` without the terminal: seeds of training and of disturbances, loaded weights, and the tables. */
import { expect, test } from 'vitest'
import { presetNamed } from '../experiments/presets'
import { decidingOf, metricsOf } from '../studies/metrics'
import { strengthsOf } from '../studies/stress/curves'
import { disturbanceNamed } from '../studies/stress/disturbances'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { openFor, readWeights } from '../testing/open'
import { evaluationsOf, type StressPlan, stressMarkdown, stressResults, withVariants } from './stressing'
import { variantOf } from './terminal'

const gpu = await testGpu()
const data = madeData(60, 50)
const experiment = small()
const plan: StressPlan = {
  title: 'window',
  experiment,
  disturbances: ['noise', 'bits'].map(disturbanceNamed),
  strengthsOf: () => [2],
  seeds: [1, 2],
  steps: 4,
  samples: 30,
}
const dataOf = async () => data

test('a network is trained and disturbed with each seed, and a table has their interval', async () => {
  const done: string[] = []
  const results = await stressResults(gpu, plan, dataOf, (what) => done.push(what))
  expect(results.map(({ disturbance, seed }) => [disturbance, seed])).toEqual([
    ['noise', 1],
    ['bits', 1],
    ['noise', 2],
    ['bits', 2],
  ])
  expect(done.filter((what) => !what.includes('training'))).toHaveLength(evaluationsOf(plan))
  expect(done[0]).toBe('seed 1, training step 4 of 4')
  // Thirty samples are tested.
  for (const { values } of results) expect((30 * values.testAccuracy!) % 1).toBeCloseTo(0, 9)
  const lines = stressMarkdown(plan.disturbances, [{ ...plan, results }]).split('\n')
  expect(lines[0]).toBe('## Additive noise')
  expect(lines).toContain('| strength | test accuracy, % | 95\u00a0% interval | firing rate, % | evaluations |')
  expect(lines.at(-1)).toMatch(/^\| 2\u00a0bits \| \d+\.\d\d \| .* to .* \| \d+\.\d+ \| 2 \|$/)
})

test('loaded weights are disturbed with each seed, and equal those of the run that they are of', async () => {
  using run = await openFor(gpu, experiment, data)
  run.submit(3)
  const weights = await readWeights(run)
  const results = await stressResults(gpu, { ...plan, samples: Number.POSITIVE_INFINITY, weights }, dataOf)
  expect(results.map(({ disturbance, seed }) => [disturbance, seed])).toEqual([
    ['noise', 1],
    ['noise', 2],
    ['bits', 1],
  ])
  const [plain] = await stressResults(
    gpu,
    { ...plan, disturbances: [disturbanceNamed('noise')], strengthsOf: () => [0], samples: Number.POSITIVE_INFINITY, weights },
    dataOf,
  )
  expect(plain!.values).toEqual((await run.evaluate()).values)
})

test('curves over each other have their columns one behind the other', () => {
  const { name } = decidingOf(metricsOf(experiment))
  const result = { disturbance: 'noise', strength: 0, seed: 1, values: { [name]: 0.5 }, rate: 0.1 }
  const found = stressMarkdown(plan.disturbances, [
    { title: 'a', experiment, results: [result] },
    { title: 'b', experiment, results: [result, { ...result, seed: 2 }] },
  ])
  expect(found).toContain('| strength | a: test accuracy, % | a: 95')
  expect(found).toContain('| 0 | 50.00 | – | 10.00 | 1 | 50.00 | 50.00 to 50.00 | 10.00 | 2 |')
  expect(found).not.toContain('Weight bits')
})

test('variants of a predefined set are stressed in the place of an experiment, and given ones after them', () => {
  const cue = presetNamed('delayed-cue')!.experiment
  const variants = withVariants('delayed-cue', cue, 'recurrence', [variantOf('skip 3: network.recurrence.span=3')])
  expect(variants.map(({ title }) => title)).toEqual(['vanilla', 'skip 41', 'adaptive 1 to 62', 'skip 3'])
  expect(variants.map(({ experiment }) => experiment.network.kind === 'recurrent' && experiment.network.recurrence)).toMatchObject([
    { kind: 'vanilla' },
    { kind: 'skip', span: 41 },
    { kind: 'adaptive', spans: 62 },
    { kind: 'skip', span: 3 },
  ])
  expect(withVariants('delayed-cue', cue, undefined, [])).toEqual([{ title: 'delayed-cue', experiment: cue }])
  expect(() => withVariants('delayed-cue', cue, 'fusion', [])).toThrow('There are: recurrence')
  expect(() => withVariants('delayed-cue', cue, undefined, [variantOf('none: network.recurrence.span=0')])).toThrow('“none”')
})

test('samplers of other numbers of bins are tested with the bins of each other, as a matrix', () => {
  const bins = disturbanceNamed('bins')
  const all = withVariants('arsnn-shapes', presetNamed('arsnn-shapes')!.experiment, 'bins', [])
  const experiments = all.map(({ experiment }) => experiment)
  expect(experiments.map((own) => strengthsOf(bins, own, experiments))).toEqual([
    [0, 1, 3],
    [-0.5, 0, 1],
    [-0.75, -0.5, 0],
  ])
  const { name } = decidingOf(metricsOf(experiments[0]!))
  const networks = all.map((one, i) => ({
    ...one,
    results: strengthsOf(bins, one.experiment, experiments).map((strength, j) => ({
      disturbance: 'bins',
      strength,
      seed: 1,
      values: { [name]: (3 * i + j) / 10 },
      rate: null,
    })),
  }))
  expect(stressMarkdown([bins], networks).split('\n').slice(-5)).toEqual([
    '| trained with | tested with 2 | tested with 4 | tested with 8 |',
    '| --- | --- | --- | --- |',
    '| 2 bins | 0.0000 | 0.1000 | 0.2000 |',
    '| 4 bins | 0.3000 | 0.4000 | 0.5000 |',
    '| 8 bins | 0.6000 | 0.7000 | 0.8000 |',
  ])
})
