/** Captions of figures that do not show the open experiment. */
import { expect, it } from 'vitest'
import type { Figure } from '../../base/figure'
import { CAPTION_PARTS, captionOf, partsOf } from './caption'

const figure: Figure = { name: 'f', title: 'F', scope: 'A point for each of 2 runs', drawing: null, height: () => 100, apart: true }
const all = new Set(CAPTION_PARTS)
const run = (name: string) => ({ name, at: 'batch 40, epoch 0.07', link: `https://lab.example/#${name}` })

it('name each run with its step and link, up to a readable number', () => {
  const two = { ...figure, runs: [run('a'), run('b')] }
  expect(partsOf(two)).toEqual(['scope', 'step', 'link'])
  expect(captionOf(two, all, '')).toEqual([
    'A point for each of 2 runs.',
    'a, batch 40, epoch 0.07, https://lab.example/#a',
    'b, batch 40, epoch 0.07, https://lab.example/#b',
  ])
  const many = captionOf({ ...figure, runs: Array.from({ length: 100 }, (_, i) => run(`r${i}`)) }, all, '')
  expect(many).toHaveLength(26)
  expect(many.at(-1)).toBe('76 further runs')
})

it('have the link of a figure that has its own, if links are wanted', () => {
  const own = { ...figure, address: async () => '' }
  expect(partsOf(own)).toEqual(['scope', 'link'])
  expect(captionOf(own, all, 'https://lab.example/#neuron=lif.1')).toEqual([
    'A point for each of 2 runs.',
    'https://lab.example/#neuron=lif.1',
  ])
  expect(captionOf(own, new Set(['scope']), 'https://lab.example/#neuron=lif.1')).toEqual(['A point for each of 2 runs.'])
})
