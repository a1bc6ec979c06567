/** `npm run stress` without the terminal: seeds of training and of disturbances, loaded weights, and the tables. */
import { expect, test } from 'vitest'
import { decidingOf, metricsOf } from '../studies/metrics'
import { disturbanceNamed } from '../studies/stress/disturbances'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { openFor, readWeights } from '../testing/open'
import { evaluationsOf, type StressPlan, stressMarkdown, stressResults } from './stressing'

const gpu = await testGpu()
const data = madeData(60, 50)
const experiment = small()
const plan: StressPlan = {
  experiment,
  disturbances: ['noise', 'bits'].map(disturbanceNamed),
  seeds: [1, 2],
  steps: 4,
  samples: 30,
}
const dataOf = async () => data

test('a network is trained and disturbed with each seed, and a table has their interval', async () => {
  const done: string[] = []
  const results = await stressResults(gpu, { ...plan, strengths: [2] }, dataOf, (what) => done.push(what))
  expect(results.map(({ disturbance, seed }) => [disturbance, seed])).toEqual([
    ['noise', 1],
    ['bits', 1],
    ['noise', 2],
    ['bits', 2],
  ])
  expect(done.filter((what) => !what.includes('training'))).toHaveLength(evaluationsOf({ ...plan, strengths: [2] }))
  expect(done[0]).toBe('seed 1, training step 4 of 4')
  // Thirty samples are tested.
  for (const { values } of results) expect((30 * values.testAccuracy!) % 1).toBeCloseTo(0, 9)
  const lines = stressMarkdown(experiment, plan.disturbances, new Map([['window', results]])).split('\n')
  expect(lines[0]).toBe('## Additive noise')
  expect(lines).toContain('| strength | test accuracy, % | 95\u00a0% interval | firing rate, % | evaluations |')
  expect(lines.at(-1)).toMatch(/^\| 2\u00a0bits \| \d+\.\d\d \| .* to .* \| \d+\.\d+ \| 2 \|$/)
})

test('loaded weights are disturbed with each seed, and equal those of the run that they are of', async () => {
  const run = await openFor(gpu, experiment, data)
  run.submit(3)
  const weights = await readWeights(run)
  const results = await stressResults(gpu, { ...plan, strengths: [2], samples: Number.POSITIVE_INFINITY, weights }, dataOf)
  expect(results.map(({ disturbance, seed }) => [disturbance, seed])).toEqual([
    ['noise', 1],
    ['noise', 2],
    ['bits', 1],
  ])
  const [plain] = await stressResults(
    gpu,
    { ...plan, disturbances: [disturbanceNamed('noise')], strengths: [0], samples: Number.POSITIVE_INFINITY, weights },
    dataOf,
  )
  expect(plain!.values).toEqual((await run.evaluate()).values)
  run.destroy()
})

test('curves over each other have their columns one behind the other', () => {
  const { name } = decidingOf(metricsOf(experiment))
  const result = { disturbance: 'noise', strength: 0, seed: 1, values: { [name]: 0.5 }, rate: 0.1 }
  const found = stressMarkdown(
    experiment,
    plan.disturbances,
    new Map([
      ['a', [result]],
      ['b', [result, { ...result, seed: 2 }]],
    ]),
  )
  expect(found).toContain('| strength | a: test accuracy, % | a: 95')
  expect(found).toContain('| 0 | 50.00 | – | 10.00 | 1 | 50.00 | 50.00 to 50.00 | 10.00 | 2 |')
  expect(found).not.toContain('Weight bits')
})
