/** Environments of several agents: given runs through their kernels, from a given start. */
import * as z from 'zod'
import type { Gpu } from '../../engine/device'
import type { Dispatch } from '../../engine/kernel'
import { huntRules } from '../../environments/hunt/reference'
import { jointRecallRules } from '../../environments/joint-recall/reference'
import { oneHot } from '../../environments/particles/physics'
import { END, type EnvironmentShape, STATE_HEAD } from '../../environments/record/schema'
import type { Draws, Rollout } from '../../environments/record/step'
import type { TeamRules } from '../../environments/record/team'
import { referenceRules } from '../../environments/reference/reference'
import { REFERENCE_WORDS } from '../../environments/reference/schema'
import { type EnvironmentSpec, environmentShape } from '../../environments/schema'
import { rewardOf, skirmishRules } from '../../environments/skirmish/reference'
import { scenarioShape, UNIT } from '../../environments/skirmish/schema'
import { scenarioStep } from '../../environments/skirmish/step'
import { fightersOf } from '../../environments/skirmish/units'
import { speakerListenerRules } from '../../environments/speaker-listener/reference'
import { LANDMARKS, SPEAKER_WORDS } from '../../environments/speaker-listener/schema'
import { spreadRules } from '../../environments/spread/reference'
import { spreadWords } from '../../environments/spread/schema'
import { environmentStep } from '../../environments/step'
import { switchRiddleRules } from '../../environments/switch-riddle/reference'
import type { Computed } from './compare'
import { type Case, type CaseTensor, need, rowsOf } from './read'
import { type Grid, type SeenTeam, teamRollout } from './team-rollout'

const limit = z.int().positive()
const order = z.literal('mpe2')
const localRatio = z.number().min(0).max(1)
const count = z.int().positive()
const attributes = z.discriminatedUnion('environment', [
  z.strictObject({ environment: z.literal('switchRiddle'), agents: count }),
  z.strictObject({ environment: z.literal('spread'), limit, order, localRatio, agents: count, nearest: count.nullable() }),
  z.strictObject({ environment: z.literal('speakerListener'), limit, order }),
  z.strictObject({ environment: z.literal('reference'), limit, order, localRatio }),
  z.strictObject({ environment: z.literal('skirmish'), allies: count, types: z.array(z.int().min(0).max(5)), limit }),
  z.strictObject({ environment: z.literal('jointRecall'), length: count }),
  z.strictObject({ environment: z.literal('hunt'), agents: count, size: count, sight: count, limit }),
])
type Attributes = z.infer<typeof attributes>
type Of<K> = Extract<Attributes, { environment: K }>
type Outputs = Computed['outputs']

/** A case in the terms of the code. */
interface Run {
  readonly shape: EnvironmentShape
  readonly rules: TeamRules
  readonly step: (tensors: Rollout, draws: Draws) => Dispatch
  /** The initial states by environment, without the header. */
  readonly starts: readonly (readonly number[])[]
  readonly actions: Grid
  readonly given?: Grid
}

/** Whether several agents act in it. */
export const isTeam = ({ attrs }: Case): boolean => attributes.options.some(({ shape }) => shape.environment.value === attrs.environment)

/** @throws if the case contains something unknown */
export async function runTeam(gpu: Gpu, c: Case): Promise<Computed> {
  const a = attributes.parse(c.attrs)
  return { outputs: await RUNS[a.environment](gpu, c, a as never), gradients: {} }
}

/** A tensor with three axes; further axes are merged into the third. */
function grid({ shape, data }: CaseTensor): Grid {
  const [outer, inner] = [shape[0]!, shape[1]!]
  const words = data.length / (outer * inner)
  return Array.from({ length: outer }, (_, t) =>
    Array.from({ length: inner }, (_, b) => data.slice((t * inner + b) * words, (t * inner + b + 1) * words)),
  )
}

/** [time steps][environments]. No kernel writes the observations of a given start, so those of the rules are filled in. */
async function play(gpu: Gpu, { shape, rules, step, starts, actions, given }: Run): Promise<SeenTeam[][]> {
  const states = starts.map((own) => [0, 1, ...own])
  const draws = { seed: 0, split: 0 }
  const [first, ...later] = await teamRollout(gpu, { shape, step, draws, states, count: states.length, actions, ...(given && { given }) })
  const seen = first!.map((one, b) => ({
    ...one,
    observations: rules.observe(states[b]!).map((all) => [...all]),
    available: (rules.available?.(states[b]!) ?? []).map((all) => [...all]),
  }))
  return [seen, ...later]
}

/** A value of all environments, time step by time step. `afterFirst` leaves out the first time step, to which no transition leads. */
const all = (timeSteps: readonly SeenTeam[][], pick: (one: SeenTeam) => readonly number[]): number[] => timeSteps.flat().flatMap(pick)
const afterFirst = (timeSteps: readonly SeenTeam[][], pick: (one: SeenTeam) => readonly number[]): number[] => all(timeSteps.slice(1), pick)
const endedBy = (timeSteps: readonly SeenTeam[][], bit: number): number[] => afterFirst(timeSteps, ({ end }) => [Number((end & bit) !== 0)])
const observed = (timeSteps: readonly SeenTeam[][]): number[] => all(timeSteps, ({ observations }) => observations.flat())
const rewarded = (timeSteps: readonly SeenTeam[][]): number[] => afterFirst(timeSteps, ({ rewards }) => rewards)
const ofSpec = (spec: EnvironmentSpec) => ({
  shape: environmentShape(spec),
  step: (tensors: Rollout, draws: Draws) => environmentStep(spec, tensors, draws),
})
const still = (points: readonly number[]): number[] =>
  Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i]!, points[2 * i + 1]!, 0, 0]).flat()

async function runRiddle(gpu: Gpu, { inputs }: Case, { agents }: Of<'switchRiddle'>): Promise<Outputs> {
  const spec = { kind: 'switchRiddle', agents } as const
  const [first, ...next] = rowsOf(need(inputs, 'visitors'))
  const played = await play(gpu, {
    ...ofSpec(spec),
    rules: switchRiddleRules(spec),
    starts: first!.map((visitor) => [visitor, 0, ...new Array<number>(agents).fill(0)]),
    actions: grid(need(inputs, 'actions')),
    given: next.map((visitors) => visitors.map((visitor) => [visitor])),
  })
  return {
    states: afterFirst(played, ({ state }) => state.slice(STATE_HEAD.own + 1)),
    observations: observed(played),
    // The reward is the same for all agents.
    rewards: afterFirst(played, ({ rewards }) => rewards.slice(0, 1)),
    terminated: endedBy(played, END.terminated),
  }
}

async function runSpread(gpu: Gpu, { inputs }: Case, a: Of<'spread'>): Promise<Outputs> {
  const { agents, localRatio, limit, nearest } = a
  const spec = { kind: 'spread', agents, localRatio, limit, sees: nearest ? 'nearest' : 'all', nearest: nearest ?? 1, radius: 1 } as const
  const places = rowsOf(need(inputs, 'positions'))
  const played = await play(gpu, {
    ...ofSpec(spec),
    rules: spreadRules(spec),
    starts: rowsOf(need(inputs, 'landmarks')).map((marks, b) => [...marks, ...still(places[b]!)]),
    actions: grid(need(inputs, 'actions')),
  })
  return {
    states: afterFirst(played, ({ state }) => state.slice(spreadWords(spec).bodies)),
    observations: observed(played),
    rewards: rewarded(played),
    truncated: endedBy(played, END.truncated),
  }
}

async function runSpeakerListener(gpu: Gpu, { inputs }: Case, { limit }: Of<'speakerListener'>): Promise<Outputs> {
  const spec = { kind: 'speakerListener', limit } as const
  const [places, marks] = [rowsOf(need(inputs, 'positions')), rowsOf(need(inputs, 'landmarks'))]
  const played = await play(gpu, {
    ...ofSpec(spec),
    rules: speakerListenerRules(spec),
    starts: rowsOf(need(inputs, 'goals')).map(([goal], b) => {
      const bodies = still(places[b]!)
      return [...bodies.slice(0, 4), ...oneHot(goal!, LANDMARKS), ...oneHot(-1, LANDMARKS), ...marks[b]!, ...bodies.slice(4)]
    }),
    actions: grid(need(inputs, 'actions')),
  })
  return {
    states: afterFirst(played, ({ state }) => [
      ...state.slice(SPEAKER_WORDS.SPEAKER, SPEAKER_WORDS.GOAL),
      ...state.slice(SPEAKER_WORDS.LISTENER),
    ]),
    speakerObservations: all(played, ({ observations }) => observations[0]!.slice(0, LANDMARKS)),
    listenerObservations: all(played, ({ observations }) => observations[1]!),
    rewards: rewarded(played),
    truncated: endedBy(played, END.truncated),
  }
}

async function runReference(gpu: Gpu, { inputs }: Case, { limit, localRatio }: Of<'reference'>): Promise<Outputs> {
  const spec = { kind: 'reference', limit, localRatio } as const
  const [places, marks] = [rowsOf(need(inputs, 'positions')), rowsOf(need(inputs, 'landmarks'))]
  const { MESSAGES, PLACES, BODIES } = REFERENCE_WORDS
  const played = await play(gpu, {
    ...ofSpec(spec),
    rules: referenceRules(spec),
    starts: rowsOf(need(inputs, 'goals')).map((goals, b) => [
      ...goals.flatMap((goal) => oneHot(goal, LANDMARKS)),
      ...oneHot(-1, PLACES - MESSAGES),
      ...marks[b]!,
      ...still(places[b]!),
    ]),
    actions: grid(need(inputs, 'actions')),
  })
  return {
    states: afterFirst(played, ({ state }) => state.slice(BODIES)),
    observations: observed(played),
    rewards: rewarded(played),
    truncated: endedBy(played, END.truncated),
  }
}

async function runSkirmish(gpu: Gpu, { inputs }: Case, { allies, types, limit }: Of<'skirmish'>): Promise<Outputs> {
  const scenario = { allies, units: types, limit }
  const [health, actions, uniforms] = [rowsOf(need(inputs, 'health')), grid(need(inputs, 'actions')), grid(need(inputs, 'uniforms'))]
  const rules = skirmishRules(scenario)
  const played = await play(gpu, {
    shape: scenarioShape(scenario),
    rules,
    step: (tensors, draws) => scenarioStep(scenario, tensors, draws),
    starts: rowsOf(need(inputs, 'positions')).map((places, b) =>
      types.flatMap((_, i) => [places[2 * i]!, places[2 * i + 1]!, health[b]![i]!, 0, 4, -1, 0, 0]),
    ),
    actions: actions.map((all) => all.map((one) => one.slice(0, allies))),
    given: uniforms.map((all, t) => all.map((one, b) => [...one, ...actions[t]![b]!.slice(allies)])),
  })
  const fighters = played.map((seen) => seen.map(({ state }) => fightersOf(scenario, state)))
  return {
    states: afterFirst(played, ({ state }) => types.flatMap((_, i) => state.slice(STATE_HEAD.own + UNIT.WORDS * i).slice(0, UNIT.ACTION))),
    observations: observed(played),
    available: all(played, ({ available }) => available.flat()),
    // The reward of the enemies is computed from the kernel's states, since only agents that learn have a record.
    rewards: played
      .slice(1)
      .flatMap((seen, t) => seen.flatMap(({ rewards }, b) => [rewards[0]!, rewardOf(scenario, fighters[t]![b]!, fighters[t + 1]![b]!, 1)])),
    terminated: endedBy(played, END.terminated),
  }
}

async function runJointRecall(gpu: Gpu, { inputs }: Case, { length }: Of<'jointRecall'>): Promise<Outputs> {
  const spec = { kind: 'jointRecall', length } as const
  const played = await play(gpu, {
    ...ofSpec(spec),
    rules: jointRecallRules(spec),
    starts: rowsOf(need(inputs, 'signs')).map((signs) => [...signs, 1, 0]),
    actions: grid(need(inputs, 'actions')),
  })
  return {
    states: afterFirst(played, ({ state }) => state.slice(STATE_HEAD.own)),
    observations: observed(played),
    rewards: rewarded(played),
    terminated: endedBy(played, END.terminated),
  }
}

async function runHunt(gpu: Gpu, { inputs }: Case, { agents, size, sight, limit }: Of<'hunt'>): Promise<Outputs> {
  const spec = { kind: 'hunt', agents, size, sight, limit } as const
  const played = await play(gpu, {
    ...ofSpec(spec),
    rules: huntRules(spec),
    starts: rowsOf(need(inputs, 'bodies')),
    actions: grid(need(inputs, 'actions')),
    given: grid(need(inputs, 'prey')),
  })
  return {
    states: afterFirst(played, ({ state }) => state.slice(STATE_HEAD.own)),
    observations: observed(played),
    rewards: rewarded(played),
    terminated: endedBy(played, END.terminated),
    truncated: endedBy(played, END.truncated),
  }
}

const RUNS: { readonly [K in Attributes['environment']]: (gpu: Gpu, c: Case, a: Of<K>) => Promise<Outputs> } = {
  switchRiddle: runRiddle,
  spread: runSpread,
  speakerListener: runSpeakerListener,
  reference: runReference,
  skirmish: runSkirmish,
  jointRecall: runJointRecall,
  hunt: runHunt,
}
