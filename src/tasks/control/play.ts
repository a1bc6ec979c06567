/** A step that the user takes: the environment in float64, from the starts of the episodes that views show. Pure. */
import { referenceStep } from '../../environments/record/reference'
import { END, STATE_HEAD } from '../../environments/record/schema'
import { SPLITS } from '../../environments/record/step'
import { type AloneSpec, rulesOf } from '../../environments/reference'
import type { ControlCall, Played } from './detail'
import { type ControlSpec, shapeOf } from './schema'

type Play = Extract<ControlCall, { ask: 'play' }>

/** @throws where several agents act, or where state or action are not those of the environment */
export function played(spec: ControlSpec, { environment, state, action }: Play): Played {
  const shape = shapeOf(spec)
  if (shape.agents !== 1) throw new Error('Only environments with one agent can be played.')
  const numbers = shape.action.kind === 'discrete' ? 1 : shape.action.size
  if (state) {
    mustBe('The state', state, shape.state)
    mustBe('An action', action, numbers)
    if (shape.action.kind === 'discrete' && !(Number.isInteger(action[0]) && action[0]! >= 0 && action[0]! < shape.action.count))
      throw new Error(`An action is a whole number from 0 to ${shape.action.count - 1}.`)
  }
  // The first episode, where there is none yet.
  const none = Array.from({ length: STATE_HEAD.own }, () => 0)
  const before = state ? { state, end: 0 } : { state: none, end: END.truncated }
  const draws = { seed: spec.run.seed, split: SPLITS.views, environment }
  const { end, ...moment } = referenceStep(rulesOf(spec.data.environment as AloneSpec), draws, before, action)
  return { ...moment, over: (end & (END.terminated | END.truncated)) !== 0 }
}

function mustBe(what: string, values: readonly number[], count: number): void {
  if (values.length !== count || !values.every(Number.isFinite))
    throw new Error(`${what} is ${count} number${count === 1 ? '' : 's'} here.`)
}
