/** The cluster command reads the command line from the dialog as the same sweep. */
import { expect, test } from 'vitest'
import type { Experiment } from '../../../experiments/schema'
import { readAxes } from '../../../studies/axis'
import type { Sweep } from '../../../studies/sweep'
import { small } from '../../../testing/data'
import { compareCommand, sweepCommand } from './cluster-command'

test('a sweep, with choices, flags and names that a shell would take apart', () => {
  const axes = [
    { path: 'optimizer.rate', values: [0.001, 0.1] },
    { path: 'surrogate.kind', values: ['rect', 'atan'] },
    { path: 'network.bias', values: [true, false] },
  ]
  const sweep: Sweep = { base: small(), axes, mode: 'list', steps: 300 }
  const command = sweepCommand('my window.json', sweep)
  expect(command).toBe(
    "npm run sweep -- 'my window.json' --axis 'optimizer.rate=0.001, 0.1' --axis 'surrogate.kind=rect, atan' --axis 'network.bias=on, off' --list --steps 300 --on slurm",
  )
  const written = [...command.matchAll(/--axis '([^=]+)=([^']+)'/g)].map(([, path, values]) => ({ path: path!, values: values! }))
  expect(readAxes(small(), written)).toEqual(axes)
})

test('texts of equations, as the terminal reads them again', () => {
  const texts = ['# narrow: one\nsurrogate(z) = 2*(abs(z) < 0.25)', 'surrogate(z) = clamp(1 - abs(z), 0, 1)']
  const base = withFormula(small(), texts[0]!)
  const axes = [{ path: 'surrogate.text', values: texts }]
  const command = sweepCommand('a.json', { base, axes, mode: 'grid', steps: 30 })
  const [, value] = /--axis 'surrogate.text=(\[.*\])'/.exec(command)!
  expect(readAxes(base, [{ path: 'surrogate.text', values: value! }])).toEqual(axes)
  const variants = texts.map((text) => ({ title: text.split('\n')[0]!, edits: [['surrogate.text', text] as const] }))
  const compared = compareCommand('a.json', { times: null, seeds: [1], steps: 30 }, variants)
  // The terminal reads JSON, and a title ends at the first colon.
  const written = [...compared.matchAll(/--variant '(.+?): surrogate.text=(".+?")'/g)].map(([, title, text]) => [title, JSON.parse(text!)])
  expect(written).toEqual([
    ['# narrow one', texts[0]],
    [texts[1], texts[1]],
  ])
})

const withFormula = (experiment: Experiment, text: string) => ({ ...experiment, surrogate: { kind: 'formula', text } }) as Experiment

test('a comparison', () => {
  expect(compareCommand('window.json', { times: [2, 4], seeds: [1, 2, 3], steps: 50 }, 'window')).toBe(
    'npm run compare -- window.json --ready window --times 2,4 --seeds 1,2,3 --steps 50 --on slurm',
  )
  const variants = [
    { title: 'Surrogate arctangent', edits: [] },
    { title: 'Surrogate sigmoid, Surrogate scale 4', edits: [['surrogate.kind', 'sigmoid'] as const, ['surrogate.scale', 4] as const] },
  ]
  expect(compareCommand('window.json', { times: [2], seeds: [1], steps: 50 }, variants)).toBe(
    "npm run compare -- window.json --variant 'Surrogate arctangent:' --variant 'Surrogate sigmoid, Surrogate scale 4: surrogate.kind=sigmoid, surrogate.scale=4' --times 2 --seeds 1 --steps 50 --on slurm",
  )
  expect(compareCommand('window.json', { times: null, seeds: [1], steps: 50 }, 'analog')).not.toContain('--times')
})
