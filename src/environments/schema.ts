/** The environments for agents, and the shape of each. Data, no code. */
import * as z from 'zod'
import { acrobotSchema, acrobotShape } from './acrobot/schema'
import { cartPoleSchema, cartPoleShape } from './cart-pole/schema'
import { catchSchema, catchShape } from './catch/schema'
import { huntSchema, huntShape } from './hunt/schema'
import { jointRecallSchema, jointRecallShape } from './joint-recall/schema'
import { keyToDoorSchema, keyToDoorShape } from './key-to-door/schema'
import { memoryChainSchema, memoryChainShape } from './memory-chain/schema'
import { mountainCarSchema, mountainCarShape } from './mountain-car/schema'
import { pendulumSchema, pendulumShape } from './pendulum/schema'
import type { EnvironmentShape } from './record/schema'
import { referenceSchema, referenceShape } from './reference/schema'
import { skirmishSchema, skirmishShape } from './skirmish/schema'
import { speakerListenerSchema, speakerListenerShape } from './speaker-listener/schema'
import { spreadSchema, spreadShape } from './spread/schema'
import { switchRiddleSchema, switchRiddleShape } from './switch-riddle/schema'
import { tMazeSchema, tMazeShape } from './t-maze/schema'

export const environmentSchema = z
  .discriminatedUnion('kind', [
    cartPoleSchema,
    pendulumSchema,
    acrobotSchema,
    mountainCarSchema,
    catchSchema,
    keyToDoorSchema,
    tMazeSchema,
    memoryChainSchema,
    spreadSchema,
    speakerListenerSchema,
    referenceSchema,
    switchRiddleSchema,
    skirmishSchema,
    jointRecallSchema,
    huntSchema,
  ])
  .meta({
    label: 'Environment',
    term: 'environment',
    help: 'The world that the agent acts in.',
    choices: {
      cartPole: 'CartPole',
      pendulum: 'Pendulum',
      acrobot: 'Acrobot',
      mountainCar: 'MountainCar',
      catch: 'catch, paid at the end',
      keyToDoor: 'key to door',
      tMaze: 'T-maze',
      memoryChain: 'memory chain',
      spread: 'spread over landmarks',
      speakerListener: 'speaker and listener',
      reference: 'two who refer to goals',
      switchRiddle: 'switch riddle',
      skirmish: 'skirmish',
      jointRecall: 'joint recall',
      hunt: 'hunt',
    },
  })
export type EnvironmentSpec = z.infer<typeof environmentSchema>

/** What is known of an environment by its kind. */
export type ByKind<Kind extends EnvironmentSpec['kind'], Result> = {
  readonly [K in Kind]: (spec: Extract<EnvironmentSpec, { kind: K }>) => Result
}

const SHAPES: ByKind<EnvironmentSpec['kind'], EnvironmentShape> = {
  cartPole: cartPoleShape,
  pendulum: pendulumShape,
  acrobot: acrobotShape,
  mountainCar: mountainCarShape,
  catch: catchShape,
  keyToDoor: keyToDoorShape,
  tMaze: tMazeShape,
  memoryChain: memoryChainShape,
  spread: spreadShape,
  speakerListener: speakerListenerShape,
  reference: referenceShape,
  switchRiddle: switchRiddleShape,
  skirmish: skirmishShape,
  jointRecall: jointRecallShape,
  hunt: huntShape,
}
export const environmentShape = (spec: EnvironmentSpec): EnvironmentShape => SHAPES[spec.kind](spec as never)
