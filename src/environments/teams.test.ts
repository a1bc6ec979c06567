/** Properties of all environments of several agents: the number of environments changes no bit, and names and records fit the shape. */
import { describe, expect, test } from 'vitest'
import { equalBits } from '../testing/close'
import { kernelGpu } from '../testing/gpu'
import { playTeam, randomActions } from '../testing/teams'
import { mixerInput, recordLayout, STATE_HEAD } from './record/schema'
import { environmentSchema, environmentShape } from './schema'

const gpu = await kernelGpu()
const SPECS = [
  { kind: 'spread' },
  { kind: 'spread', sees: 'nearest', nearest: 2 },
  { kind: 'speakerListener' },
  { kind: 'reference' },
  { kind: 'switchRiddle', agents: 4 },
  { kind: 'skirmish', teams: '2s3z' },
  { kind: 'jointRecall', length: 3 },
  { kind: 'hunt', sight: 1 },
].map((spec) => environmentSchema.parse(spec))

describe.each(SPECS.map((spec) => [JSON.stringify(spec), spec] as const))('%s', (_, spec) => {
  const shape = environmentShape(spec)

  test('gives the same bits whatever the number of environments', async () => {
    const actions = randomActions(shape, 30, 9, 3)
    const draws = { seed: 2 ** 32 - 1, split: 2 }
    const many = await playTeam(gpu, spec, draws, 9, actions)
    const few = await playTeam(
      gpu,
      spec,
      draws,
      2,
      actions.map((all) => all.slice(0, 2)),
    )
    const words = (all: (typeof many)[number]) =>
      Float32Array.from(
        all
          .slice(0, 2)
          .flatMap(({ state, observations, available, rewards, end }) => [
            ...state,
            ...observations.flat(),
            ...available.flat(),
            ...rewards,
            end,
          ]),
      )
    for (let t = 1; t < many.length; t++) expect(equalBits(words(many[t]!), words(few[t]!))).toBe(true)
  })

  test('gives a mixer numbers near 1', async () => {
    const { first, scales } = mixerInput(shape)
    const played = await playTeam(gpu, spec, { seed: 1, split: 0 }, 9, randomActions(shape, 30, 9, 3))
    const largest = Math.max(...played.flat().flatMap(({ state }) => state.slice(first).map((word, i) => Math.abs(word * scales[i]!))))
    expect(scales).toHaveLength(shape.mixer)
    expect(largest).toBeGreaterThan(0.5)
    expect(largest).toBeLessThan(3)
  })

  test('has a layout whose names, hidden words and records fit', () => {
    expect(shape.names.observations).toHaveLength(shape.observations)
    expect(shape.names.state).toHaveLength(shape.state)
    expect(shape.names.actions).toHaveLength(shape.action.kind === 'discrete' ? shape.action.count : 0)
    expect(shape.hidden.every((word) => word >= STATE_HEAD.own && word < shape.state)).toBe(true)
    expect(shape.mixer).toBeLessThanOrEqual(shape.state - STATE_HEAD.own)
    expect(shape.mixer).toBeGreaterThan(0)
    expect(recordLayout(shape).available === null).toBe(!shape.available)
  })
})
