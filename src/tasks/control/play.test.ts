/** The user plays the environment in float64, from the same starts as the episodes that views show. No GPU. */
import { describe, expect, it } from 'vitest'
import { environmentSchema, environmentShape } from '../../environments/schema'
import { played, replayed } from './play'
import { CONTROL } from './presets'
import { shapeOf } from './schema'

const spec = CONTROL[0]!.experiment
const begun = (environment: number) => played(spec, { ask: 'play', environment, state: null, action: [] })

describe('a person', () => {
  it('begins an episode at the start of an environment, always the same', () => {
    const first = begun(0)
    expect(first.state).toHaveLength(shapeOf(spec).state)
    expect(first.state.slice(0, 2)).toEqual([0, 1])
    expect({ reward: first.reward, over: first.over }).toEqual({ reward: 0, over: false })
    expect(begun(0)).toEqual(first)
    expect(begun(1).state).not.toEqual(first.state)
  })

  it('steps until it is over, and is paid for each step', () => {
    let now = begun(0)
    let [steps, total] = [0, 0]
    while (!now.over && steps < 300) {
      now = played(spec, { ask: 'play', environment: 0, state: now.state, action: [1] })
      total += now.reward
      steps++
    }
    // A cart that is only pushed to one side loses its pole soon.
    expect(steps).toBeGreaterThan(5)
    expect(steps).toBeLessThan(20)
    expect(total).toBe(steps)
    expect(now.state[0]).toBe(steps)
  })

  it('plays every environment, those of several agents as a team', () => {
    for (const { shape } of environmentSchema.options) {
      const environment = environmentSchema.parse({ kind: shape.kind.value })
      const of = { ...spec, data: { ...spec.data, environment } }
      const { agents, observations, action } = environmentShape(environment)
      const step = (state: readonly number[] | null) =>
        played(of, {
          ask: 'play',
          environment: 2,
          state,
          action: action.kind === 'discrete' ? [0] : new Array<number>(action.size).fill(0.5),
        })
      if (agents > 1) {
        expect(() => step(null)).toThrow('playInTeam')
        const [first] = replayed(of, 2, [])
        // The first action that each agent can take.
        const actions = first!.observations.map((_, a) => first!.available?.[a]?.indexOf(1) ?? 0)
        const [, after] = replayed(of, 2, [actions])
        expect({ state: after!.state[0], observations: after!.observations.map((one) => one.length) }).toEqual({
          state: 1,
          observations: actions.map(() => observations),
        })
        continue
      }
      const next = step(step(null).state)
      expect({ state: next.state[0], observations: next.observation.length }).toEqual({ state: 1, observations })
      expect(next.state.every(Number.isFinite)).toBe(true)
    }
  })

  it('refuses what is no action, and what is no state', () => {
    const { state } = begun(0)
    const act =
      (action: number[], from: readonly number[] = state) =>
      () =>
        played(spec, { ask: 'play', environment: 0, state: from, action })
    expect(act([2])).toThrow('from 0 to 1')
    expect(act([0.5])).toThrow('whole number')
    expect(act([])).toThrow('1 number here')
    expect(act([0], [1, 2])).toThrow('6 numbers')
    expect(act([0], [...state.slice(1), Number.NaN])).toThrow('6 numbers')
  })

  it('refuses what is no step of a team', () => {
    const environment = environmentSchema.parse({ kind: 'skirmish' })
    const team = { ...spec, data: { ...spec.data, environment } }
    const [first] = replayed(team, 0, [])
    const able = first!.available!.map((choices) => choices.indexOf(1))
    const not = first!.available![0]!.indexOf(0)
    expect(() => replayed(team, 0, [able.slice(1)])).toThrow('numbers here')
    expect(() => replayed(team, 0, [able.with(0, 99)])).toThrow('whole number')
    expect(() => replayed(team, 0, [able.with(0, not)])).toThrow('not available')
  })
})
