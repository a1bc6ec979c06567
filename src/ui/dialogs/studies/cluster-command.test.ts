/** The cluster command reads the command line from the dialog as the same sweep. */
import { expect, test } from 'vitest'
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
