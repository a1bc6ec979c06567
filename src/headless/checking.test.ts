/** `npm run check-gradient` without the terminal: its table and sentence, and what it refuses. */
import { expect, test } from 'vitest'
import { madeData, small } from '../testing/data'
import { kernelGpu } from '../testing/gpu'
import { checkGradients, countOf, gradientMarkdown, refuse, stepsOf } from './checking'
import { openExperiment } from './terminal'

const gpu = await kernelGpu()
const data = madeData(60, 20)
const TEXT = 'param a = 0.7 in 0..1 learned\nv = a*v[t-1] + x - s[t-1]\ns = spike(v - 0.5)'

test('a table has a row for each layer and parameter, and a sentence says what was found', async () => {
  const experiment = small({ neuron: { kind: 'equations', text: TEXT }, surrogate: { kind: 'atan', scale: 2 } })
  const done: number[] = []
  const checks = await checkGradients(gpu, experiment, data, 2, (layers) => done.push(layers))
  expect(done).toEqual([1, 2])
  const lines = gradientMarkdown(checks).split('\n')
  expect(lines[0]).toBe('| layer | derivative by | compared | largest | error in float64 | error on the adapter | agrees |')
  const rows = lines.slice(2, 6)
  expect(rows.map((line) => line.split(' | ').slice(0, 2).join())).toEqual([
    '| equations1,input current',
    '| equations1,a',
    '| equations2,input current',
    '| equations2,a',
  ])
  for (const row of rows) expect(row).toMatch(/\| yes \|$/)
  expect(lines.at(-1)).toMatch(/^The gradient is right: \d+ derivatives agree with numeric ones, to /)
})

test.each([
  ['LIF', { kind: 'lif', decay: 0.7, threshold: 0.3 }],
  ['a text', { kind: 'equations', text: TEXT }],
] as const)('a surrogate that follows what was measured is checked: %s', async (_, neuron) => {
  const surrogate = { kind: 'formula', text: 'surrogate(z) = exp(-0.5*((z - mean)/std)^2)*(1 + 0.1*t)' } as const
  const checks = await checkGradients(gpu, small({ neuron, surrogate }), data, 2)
  expect(gradientMarkdown(checks)).toMatch(/The gradient is right: \d+ derivatives agree with numeric ones, to /)
})

test('where nothing can be checked there is no table, and the sentence says why', async () => {
  const found = gradientMarkdown(await checkGradients(gpu, small({ neuron: { kind: 'relu' } }), data, 0))
  expect(found).not.toContain('|')
  expect(found).toContain('relu1 cannot be checked')
})

test('a bad link, number of steps or text is refused with a sentence', async () => {
  await expect(openExperiment('#d1.zzz')).rejects.toThrow('The link is damaged')
  await expect(openExperiment('nothing')).rejects.toThrow('There is no preset and no file named nothing.')
  for (const value of ['', '-1', 'two', '1.5'])
    expect(() => stepsOf(value)).toThrow(`--steps takes a whole number from 0 on, not “${value}”.`)
  expect(stepsOf('0')).toBe(0)
  expect(() => refuse(small({ neuron: { kind: 'equations', text: 'v = x' } }))).toThrow('no line assigns s, the output')
})

test('a bad number of samples or draws is refused with a sentence', () => {
  expect(() => countOf('draws', '31', 32)).toThrow('--draws takes a whole number from 32 on, not “31”.')
  expect(() => countOf('samples', '', 1)).toThrow('--samples takes a whole number from 1 on, not “”.')
  expect(countOf('samples', '4', 1)).toBe(4)
})
