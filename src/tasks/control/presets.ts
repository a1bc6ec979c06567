/**
 * Presets of control. Environments are exact; agents and their training are reconstructions: neither sizes nor algorithm of the paper's
 * curves are known.
 */
import { presetsOf } from '../preset'
import { TEAMS } from './families/teams'
import { controlSchema } from './schema'

const presets = presetsOf(controlSchema, 'control')

const RECONSTRUCTION = 'A reconstruction: network, training and constants are not the paper’s.'
const ppo = { kind: 'ppo', gamma: 0.9, lambda: 0.95, clip: 0.2, entropyWeight: 0.01, epochs: 4, minibatches: 4 } as const
const pendulumPpo = { ...ppo, entropyWeight: 0, epochs: 10, minibatches: 8, rewardScale: 0.1 } as const
const learning = { optimizer: { kind: 'adam', rate: 1e-3, epsilon: 1e-5 }, clipNorm: 0.5 } as const
const falling = { ...learning, schedule: { kind: 'cosine' } } as const
const soft = { kind: 'lif', decay: 0.5, inputGain: 0.5, threshold: 1, reset: 'subtract' } as const
const hard = { ...soft, reset: 'zero' } as const
const v1 = { kind: 'grsn', gates: 'input', gain: 3 } as const
const eq17 = { kind: 'grsn', gates: 'spike', projection: true, gain: 3 } as const
const lif = { kind: 'lif', gain: 3 } as const

const cart = { kind: 'experience', environment: { kind: 'cartPole', mask: 'P', limit: 200 }, batch: 64 } as const
const pendulum = (mask: 'P' | 'V') => ({ kind: 'experience', environment: { kind: 'pendulum', mask }, batch: 32 }) as const
const onCart = { data: cart, algorithm: ppo, ...learning, neuron: soft, run: { epochs: 20, seed: 1 } } as const

/** The buffer has room for as many time steps as the run has, or nearly so. */
const replay = { gamma: 0.9, batch: 32, sequence: 32, buffer: 4096, target: { kind: 'soft', rate: 0.02 } } as const
const sixteenSteps = { kind: 'direct', steps: 17 } as const
const plain = { optimizer: { kind: 'adam', rate: 1e-3 } } as const

export const CONTROL = presets('GRSN: spiking agents with memory', [
  {
    name: 'grsn-cart',
    title: 'CartPole, velocities hidden: GRSN',
    summary: `Balances a pole while only positions are seen, with gated recurrent spiking neurons whose gates see the input (released v1), by recurrent PPO with 64 environments. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    counterpart: 'lif-cart',
    asCounterpart: 'GRSN version',
    experiment: { ...onCart, network: { kind: 'agent', memory: v1 } },
  },
  {
    name: 'eq17-cart',
    title: 'CartPole, velocities hidden: GRSN, Eq. 17',
    summary: `The same task with gates that see the spikes of the step before, and an input projection: Eq. 17 of the paper as its author quotes it. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    counterpart: 'grsn-cart',
    experiment: { ...onCart, network: { kind: 'agent', memory: eq17 } },
  },
  {
    name: 'lif-cart',
    title: 'CartPole, velocities hidden: LIF',
    summary: `The same task with leaky integrate-and-fire neurons as the only memory: no gates, no current that is carried on. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    counterpart: 'grsn-cart',
    asCounterpart: 'LIF version',
    experiment: { ...onCart, neuron: hard, network: { kind: 'agent', memory: lif } },
  },
  {
    name: 'gru-cart',
    title: 'CartPole, velocities hidden: GRU',
    summary: `The same task with a GRU of as many units, the counterpart that does not spike. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    counterpart: 'grsn-cart',
    experiment: { ...onCart, network: { kind: 'agent', memory: { kind: 'gru' } } },
  },
  {
    name: 'blind-cart',
    title: 'CartPole, velocities hidden: no memory',
    summary: 'The lower bound: what can be done from the positions of one time step. Neither the action before nor its reward is seen.',
    group: 'for a laptop',
    counterpart: 'grsn-cart',
    experiment: { ...onCart, network: { kind: 'agent', memory: { kind: 'none' }, action: 0, reward: 0 } },
  },
  {
    name: 'inner-cart',
    title: 'CartPole, velocities hidden: four inner steps',
    summary: `GRSN without temporal alignment: four steps of the neurons within each step of the environment, which see the same input; the mean of their spikes is passed on. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    counterpart: 'grsn-cart',
    experiment: { ...onCart, network: { kind: 'agent', memory: { ...v1, innerSteps: 4 } } },
  },
  {
    name: 'pendulum-speeds',
    title: 'A pendulum of which only the speed is seen',
    summary: `Swings up and holds a pendulum from its angular speed alone: the angle must be integrated. GRSN (released v1), recurrent PPO with 32 environments. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    experiment: {
      data: pendulum('V'),
      algorithm: pendulumPpo,
      ...falling,
      neuron: soft,
      run: { epochs: 20, seed: 1 },
      network: { kind: 'agent', memory: v1 },
    },
  },
  {
    name: 'pendulum-angles',
    title: 'Pendulum, velocities hidden',
    summary: `Swings up and holds a pendulum from its angle alone. GRSN (released v1), recurrent PPO with 32 environments. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    experiment: {
      data: pendulum('P'),
      algorithm: pendulumPpo,
      ...falling,
      neuron: soft,
      run: { epochs: 20, seed: 1 },
      network: { kind: 'agent', memory: v1 },
    },
  },
  {
    name: 't-maze',
    title: 'T-maze: a sign to be remembered',
    summary: `A sign at the start of a corridor says where to turn ten steps later. GRSN (released v1) with a forget bias of 2, which keeps 88 % of a current from step to step. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    experiment: {
      data: { kind: 'experience', environment: { kind: 'tMaze', length: 10 }, batch: 64 },
      algorithm: { ...ppo, entropyWeight: 0.1 },
      ...learning,
      neuron: soft,
      run: { epochs: 25, seed: 1 },
      network: { kind: 'agent', memory: { ...v1, forgetBias: 2 } },
    },
  },
  {
    name: 'grsn-cart-many',
    title: 'A thousand CartPoles, velocities hidden',
    summary: `Needs a GPU: 1,024 environments of 32 steps each between two rounds of learning, and 128 neurons. ${RECONSTRUCTION}`,
    experiment: {
      data: { ...cart, batch: 1024 },
      encoder: { kind: 'direct', steps: 33 },
      algorithm: { ...ppo, epochs: 10, minibatches: 8 },
      ...falling,
      optimizer: { ...learning.optimizer, rate: 2e-3 },
      neuron: soft,
      run: { epochs: 200, seed: 1 },
      network: { kind: 'agent', memory: v1, units: 128 },
    },
  },
  {
    name: 'sacd-cart',
    title: 'CartPole, velocities hidden: SAC for discrete actions',
    summary: `The same task by an algorithm that learns from replayed experience: 16 environments, and an update in 16 of their steps. Constants are chosen for few updates, not the paper’s. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    counterpart: 'grsn-cart',
    asCounterpart: 'Version for few updates',
    experiment: {
      data: { ...cart, batch: 16 },
      encoder: sixteenSteps,
      ...plain,
      neuron: soft,
      run: { epochs: 4, seed: 1 },
      algorithm: { ...replay, kind: 'sacd', updates: 16, randomRollouts: 4, temperature: { kind: 'learned', initial: 0.1, rate: 1e-3 } },
      network: { kind: 'agent', memory: v1 },
    },
  },
  {
    name: 'sacd-cart-paper',
    title: 'CartPole, velocities hidden: the released constants',
    summary:
      'SAC for discrete actions with the constants of the released code: one environment, an update at each of its steps, 128 neurons, rate 3e-4, τ 0.005. It learns slowly: for a long while next to nothing. Which algorithm the curves in the paper are of is unknown.',
    group: 'as in the paper',
    counterpart: 'sacd-cart',
    experiment: {
      data: { ...cart, batch: 1 },
      encoder: { kind: 'direct', steps: 2 },
      neuron: soft,
      run: { epochs: 1, seed: 1 },
      optimizer: { kind: 'adam', rate: 3e-4 },
      algorithm: {
        kind: 'sacd',
        gamma: 0.9,
        batch: 32,
        sequence: 64,
        buffer: 10_000,
        updates: 1,
        randomRollouts: 160,
        target: { kind: 'soft', rate: 0.005 },
      },
      network: { kind: 'agent', memory: { kind: 'grsn', gates: 'input' }, units: 128, heads: [128, 128] },
    },
  },
  {
    name: 'td3-pendulum',
    title: 'Pendulum, velocities hidden: TD3',
    summary: `Swings up a pendulum from its angle alone, by a deterministic policy and two critics that learn from replayed experience. The policy learns without a delay and from the smaller critic. It learns slowly: 10,000 updates and more. ${RECONSTRUCTION}`,
    asCounterpart: 'TD3 version',
    experiment: {
      data: { ...pendulum('P'), batch: 16 },
      encoder: sixteenSteps,
      ...plain,
      neuron: soft,
      run: { epochs: 20, seed: 1 },
      algorithm: { ...replay, kind: 'td3', updates: 16, randomRollouts: 13, buffer: 12_800, rewardScale: 0.1 },
      network: { kind: 'agent', memory: v1 },
    },
  },
  {
    name: 'sac-pendulum',
    title: 'Pendulum, velocities hidden: SAC',
    summary: `The same task by a policy that draws its actions, and is paid for being undecided. It learns slowly: 10,000 updates and more. ${RECONSTRUCTION}`,
    counterpart: 'td3-pendulum',
    experiment: {
      data: { ...pendulum('P'), batch: 16 },
      encoder: sixteenSteps,
      ...plain,
      neuron: soft,
      run: { epochs: 20, seed: 1 },
      algorithm: {
        ...replay,
        kind: 'sac',
        updates: 16,
        randomRollouts: 13,
        buffer: 12_800,
        rewardScale: 0.1,
        temperature: { kind: 'learned', initial: 0.1, rate: 1e-3 },
      },
      network: { kind: 'agent', memory: v1 },
    },
  },
  ...TEAMS,
])
