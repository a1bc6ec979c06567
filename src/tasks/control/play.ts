/** A step that the user takes, alone or for an agent of a team: the environment in float64, from the starts of the episodes that views show. Pure. */
import { referenceStep } from '../../environments/record/reference'
import { END, STATE_HEAD } from '../../environments/record/schema'
import { SPLITS } from '../../environments/record/step'
import { type TeamTimeStep, teamStep } from '../../environments/record/team'
import { type AloneSpec, rulesOf, type TeamSpec, teamRulesOf } from '../../environments/rules'
import type { ControlCall, Played } from './detail'
import { type ControlSpec, shapeOf } from './schema'

type Play = Extract<ControlCall, { ask: 'play' }>

/** @throws where several agents act, or where state or action are not those of the environment */
export function played(spec: ControlSpec, { environment, state, action }: Play): Played {
  const shape = shapeOf(spec)
  if (shape.agents !== 1) throw new Error('Several agents act here: ask “playInTeam”.')
  const numbers = shape.action.kind === 'discrete' ? 1 : shape.action.size
  if (state) {
    mustBe('The state', state, shape.state)
    mustBe('An action', action, numbers)
    if (shape.action.kind === 'discrete' && !(Number.isInteger(action[0]) && action[0]! >= 0 && action[0]! < shape.action.count))
      throw new Error(`An action is a whole number from 0 to ${shape.action.count - 1}.`)
  }
  const before = state ? { state, end: 0 } : BEFORE_ALL
  const { end, ...moment } = referenceStep(rulesOf(spec.data.environment as AloneSpec), drawsOf(spec, environment), before, action)
  return { ...moment, over: isOver(end) }
}

/** The time steps of a team's episode so far, one more than there are actions. @throws where these are not those of the environment */
export function replayed(spec: ControlSpec, environment: number, taken: readonly (readonly number[])[]): readonly TeamTimeStep[] {
  const { agents, action } = shapeOf(spec)
  const count = action.kind === 'discrete' ? action.count : 0
  const rules = teamRulesOf(spec.data.environment as TeamSpec)
  const draws = drawsOf(spec, environment)
  const none = Array.from({ length: agents }, () => 0)
  const timeSteps = [teamStep(rules, draws, BEFORE_ALL, none)]
  for (const actions of taken) {
    const last = timeSteps.at(-1)!
    if (isOver(last.end)) throw new Error('The episode is over.')
    mustBe('A step of the team', actions, agents)
    for (const [agent, choice] of actions.entries()) {
      if (!(Number.isInteger(choice) && choice >= 0 && choice < count))
        throw new Error(`An action is a whole number from 0 to ${count - 1}.`)
      if (last.available?.[agent]?.[choice] === 0) throw new Error('That action is not available now.')
    }
    timeSteps.push(teamStep(rules, draws, last, actions))
  }
  return timeSteps
}

/** The first episode follows. */
const BEFORE_ALL = { state: Array.from({ length: STATE_HEAD.own }, () => 0), end: END.truncated }
const drawsOf = ({ run }: ControlSpec, environment: number) => ({ seed: run.seed, split: SPLITS.views, environment })
export const isOver = (end: number): boolean => (end & (END.terminated | END.truncated)) !== 0

function mustBe(what: string, values: readonly number[], count: number): void {
  if (values.length !== count || !values.every(Number.isFinite))
    throw new Error(`${what} is ${count} number${count === 1 ? '' : 's'} here.`)
}
