/** Presets of teams: each agent learns for itself by PPO, or they learn the values of their actions together. Environments are exact; agents and training are reconstructions. */
import { presetsOf } from '../../preset'
import { controlSchema } from '../schema'

const presets = presetsOf(controlSchema, 'control')

const RECONSTRUCTION = 'A reconstruction: network, training and constants are not the paper’s.'
const soft = { kind: 'lif', decay: 0.5, inputGain: 0.5, threshold: 1, reset: 'subtract' } as const
const v1 = { kind: 'grsn', gates: 'input', gain: 3, forgetBias: 2 } as const
const learning = { optimizer: { kind: 'adam', rate: 1e-3 }, clipNorm: 10, neuron: soft } as const

const prisoners = { kind: 'experience', environment: { kind: 'switchRiddle', agents: 3 }, batch: 32, test: 512 } as const
const qmix = {
  kind: 'team',
  lambda: 0.8,
  mixer: { kind: 'monotonic' },
  sequences: 128,
  length: 6,
  capacity: 1024,
  updates: 4,
  target: { kind: 'hard', every: 100 },
  exploration: { start: 0.4, end: 0.05, over: 1000 },
} as const
const riddle = {
  ...learning,
  optimizer: { kind: 'adam', rate: 3e-3 },
  data: prisoners,
  encoder: { kind: 'direct', steps: 15 },
  algorithm: qmix,
  run: { epochs: 60, seed: 1 },
} as const
/** Values that are added up: more updates of smaller agents than `riddle` has, and less exploration after the first rollouts. */
const added = {
  ...riddle,
  optimizer: { kind: 'adam', rate: 1.5e-3 },
  schedule: { kind: 'cosine' },
  data: { ...prisoners, batch: 64 },
  encoder: { kind: 'direct', steps: 25 },
  algorithm: {
    ...qmix,
    lambda: 0.9,
    mixer: { kind: 'sum' },
    capacity: 512,
    updates: 8,
    target: { kind: 'hard', every: 50 },
    exploration: { start: 0.5, end: 0.05, over: 150 },
  },
  run: { epochs: 215, seed: 1 },
} as const
/** Settings of independent learners, which share one reward. */
const apart = {
  optimizer: { kind: 'adam', rate: 3e-3, epsilon: 1e-5 },
  clipNorm: 0.5,
  neuron: soft,
  data: { ...prisoners, batch: 128 },
  encoder: { kind: 'direct', steps: 24 },
  algorithm: { kind: 'ppo', gamma: 0.99, lambda: 0.95, clip: 0.2, entropyWeight: 0.02, epochs: 4, minibatches: 4 },
  run: { epochs: 200, seed: 1 },
} as const
const three = { kind: 'experience', environment: { kind: 'spread' }, batch: 32 } as const
const vdn = {
  kind: 'team',
  gamma: 0.9,
  mixer: { kind: 'sum' },
  sequences: 32,
  length: 25,
  updates: 4,
  target: { kind: 'hard', every: 200 },
  exploration: { start: 1, end: 0.05, over: 100 },
} as const
const marines = { kind: 'experience', environment: { kind: 'skirmish', teams: '3m' }, batch: 32, test: 64 } as const
const fight = {
  kind: 'team',
  mixer: { kind: 'monotonic' },
  sequences: 32,
  length: 100,
  updates: 4,
  rewardScale: 10,
  target: { kind: 'hard', every: 200 },
  exploration: { start: 1, end: 0.05, over: 100 },
} as const

/** Settings of joint recall and the hunt: 64 units, and a rollout of a few episodes. */
const together = {
  optimizer: { kind: 'adam', rate: 1e-3 },
  clipNorm: 0.5,
  neuron: soft,
  algorithm: { kind: 'ppo', gamma: 0.99, lambda: 0.95, clip: 0.2, valueWeight: 1, entropyWeight: 0.01, epochs: 3, minibatches: 2 },
} as const
/** Three episodes per rollout, each preceded by a reset. */
const recall = (length: number) =>
  ({
    ...together,
    data: { kind: 'experience', environment: { kind: 'jointRecall', length }, batch: 128, test: 256 },
    encoder: { kind: 'direct', steps: 3 * (length + 2) + 1 },
  }) as const

const joint = { kind: 'agent' as const, units: 64, observation: 64, reward: 0, shortcut: 64, heads: [64], memory: { ...v1, gain: 4 } }
const small = { kind: 'agent' as const, units: 32, shortcut: 16, heads: [32] }
const hunted = { kind: 'experience', environment: { kind: 'hunt' }, batch: 128, test: 256 } as const
/** The hunt and the newer skirmish: an exploration that begins with random actions, since few win at first. */
const explored = {
  kind: 'team',
  lambda: 0.8,
  mixer: { kind: 'monotonic' },
  sequences: 64,
  length: 41,
  capacity: 512,
  updates: 8,
  target: { kind: 'hard', every: 100 },
  exploration: { start: 1, end: 0.05, over: 60 },
} as const
/** What both presets of the skirmish by independent learners share. */
const fought = {
  ...together,
  optimizer: { kind: 'adam', rate: 2e-3 },
  algorithm: { ...together.algorithm, entropyWeight: 0.02, epochs: 4, minibatches: 4 },
  data: { ...marines, batch: 64, test: 256 },
  encoder: { kind: 'direct', steps: 33 },
  run: { epochs: 50, seed: 1 },
  network: joint,
} as const

export const TEAMS = presets('GRSN: spiking agents with memory', [
  {
    name: 'riddle-ppo',
    title: 'Three prisoners and a switch: GRSN, IPPO',
    summary: `Three who never meet must find out when all have been in a room with a light. Without a memory 0.48 is possible, with one 0.74. After 0.9 million steps the best weights of five seeds returned 0.50 here, of a GRU 0.53, of LIF 0.64. GRSN (released v1), by IPPO. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    asCounterpart: 'IPPO version',
    experiment: {
      ...apart,
      network: { kind: 'agent', units: 64, shortcut: 16, heads: [64], memory: { kind: 'grsn', gates: 'input', gain: 3 } },
    },
  },
  {
    name: 'riddle-qmix',
    title: 'Three prisoners and a switch: GRSN, QMIX',
    summary: `The same riddle. GRSN (released v1), by QMIX. After 121,000 steps it returned 0.35 here in one seed; in four others nobody announced anything; five with a mixer that sees no state reached 0.44 in the mean. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    counterpart: 'riddle-ppo',
    asCounterpart: 'GRSN version',
    experiment: { ...riddle, network: { ...small, memory: v1 } },
  },
  {
    name: 'riddle-qmix-gru',
    title: 'Three prisoners and a switch: GRU, QMIX',
    summary: `The same riddle with a GRU of as many units: after 121,000 steps it returned 0.22 and 0.41 here in two seeds; in three others nobody announced anything; five with a mixer that sees no state reached 0.45 in the mean. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    counterpart: 'riddle-qmix',
    experiment: { ...riddle, network: { ...small, memory: { kind: 'gru' } } },
  },
  {
    name: 'riddle-vdn',
    title: 'Three prisoners and a switch: GRSN, VDN',
    summary: `The same riddle by values that are added up: after 2.2 million steps five seeds reached 0.46 to 0.74 here, 0.57 in the mean, and a GRU 0.55. GRSN (released v1), by VDN. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    counterpart: 'riddle-ppo',
    experiment: {
      ...added,
      network: { ...small, observation: 16, reward: 0, memory: { kind: 'grsn', gates: 'input', gain: 3 } },
    },
  },
  {
    name: 'spread-vdn',
    title: 'Three agents spread over three landmarks: GRSN, VDN',
    summary: `Each is to stand at a landmark of its own, without bumping into another: actions at random bring -27, the best assignment -7.5. GRSN (released v1), by VDN. ${RECONSTRUCTION}`,
    experiment: {
      ...learning,
      data: three,
      encoder: { kind: 'direct', steps: 27 },
      algorithm: vdn,
      run: { epochs: 50, seed: 1 },
      network: { kind: 'agent', memory: v1 },
    },
  },
  {
    name: 'skirmish-3m',
    title: 'Three marines against three: GRSN, QMIX',
    summary: `A skirmish against a script: actions at random bring 0.15, the script itself 1.36. It is not SMAC. GRSN (released v1), by QMIX. After 102,000 steps it returned 1.31 here, and won 44 % of 64 fights. ${RECONSTRUCTION}`,
    asCounterpart: 'QMIX version',
    experiment: {
      ...learning,
      data: marines,
      encoder: { kind: 'direct', steps: 33 },
      algorithm: fight,
      run: { epochs: 100, seed: 1 },
      network: { kind: 'agent', memory: v1 },
    },
  },
  {
    name: 'skirmish-3m-ippo',
    title: 'Three marines against three: GRSN, IPPO',
    summary: `The same skirmish, each marine learning for itself with shared weights. After 246,000 steps GRSN won 74.8 % of all fights here, a GRU 72.5 %, agents without a memory 75.6 %. GRSN (released v1), by IPPO. ${RECONSTRUCTION}`,
    counterpart: 'skirmish-3m',
    asCounterpart: 'IPPO version',
    experiment: fought,
  },
  {
    name: 'skirmish-3m-ippo-long',
    title: 'Three marines, longer training: GRSN, IPPO',
    summary: `The same skirmish with three times the steps, a learning rate that falls to 0 and less entropy. After 739,000 steps the best weights of GRSN won 78.9 % of all fights here, of a GRU 84.7 %, in each of five seeds more, of LIF 82.4 %, and without a memory 77.2 %. GRSN (released v1), by IPPO. ${RECONSTRUCTION}`,
    experiment: {
      ...fought,
      algorithm: { ...fought.algorithm, entropyWeight: 0.005 },
      schedule: { kind: 'cosine' },
      run: { epochs: 74, seed: 1 },
    },
  },
  {
    name: 'skirmish-3m-qmix',
    title: 'Three marines against three: GRSN, QMIX, more updates',
    summary: `The same skirmish by values that a mixer combines, with eight updates a rollout. A sequence of 40 steps holds nearly every fight. After 307,000 steps GRSN and a GRU each won 70 % of all fights here, agents without a memory 74 %. GRSN (released v1), by QMIX. ${RECONSTRUCTION}`,
    counterpart: 'skirmish-3m-ippo',
    experiment: {
      ...learning,
      data: { ...marines, batch: 64, test: 256 },
      encoder: { kind: 'direct', steps: 33 },
      algorithm: { ...explored, length: 40, exploration: { start: 1, end: 0.05, over: 40 } },
      run: { epochs: 32, seed: 1 },
      network: joint,
    },
  },
  {
    name: 'remember-ippo',
    title: 'Two who remember for eight steps: GRSN, IPPO',
    summary: `Joint recall: each of two agents sees a sign of its own at the start, and eight steps later both have to say theirs in the same step. Guessing wins a quarter of all episodes. GRSN (released v1), by IPPO. ${RECONSTRUCTION}`,
    asCounterpart: 'Eight-step version',
    group: 'for a laptop',
    experiment: { ...recall(8), network: joint, run: { epochs: 30, seed: 1 } },
  },
  {
    name: 'remember-30-ippo',
    title: 'Two who remember for thirty steps: GRSN, IPPO',
    summary: `Joint recall with thirty steps between the signs and the question; guessing wins a quarter of all episodes. GRSN (released v1), by IPPO. ${RECONSTRUCTION}`,
    counterpart: 'remember-ippo',
    experiment: { ...recall(30), network: joint, run: { epochs: 150, seed: 1 } },
  },
  {
    name: 'hunt-ippo',
    title: 'Three predators and a prey: GRSN, IPPO',
    summary: `A prey on a board of 7 x 7 cells is caught if two predators beside it grab in the same step; each sees the cells around it. A test of cooperation rather than of memory. GRSN (released v1), by IPPO. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    asCounterpart: 'IPPO version',
    experiment: { ...together, network: joint, data: hunted, encoder: { kind: 'direct', steps: 42 }, run: { epochs: 50, seed: 1 } },
  },
  {
    name: 'hunt-qmix',
    title: 'Three predators and a prey: GRSN, QMIX',
    summary: `The same hunt, by values that a mixer combines, which sees all positions. After 262,000 steps GRSN won 97.4 % of all hunts here, a GRU 97.5 %, LIF 93.1 %, agents without a memory 91.2 %. GRSN (released v1), by QMIX. ${RECONSTRUCTION}`,
    group: 'for a laptop',
    counterpart: 'hunt-ippo',
    experiment: {
      ...learning,
      data: { ...hunted, batch: 64 },
      encoder: { kind: 'direct', steps: 42 },
      algorithm: explored,
      run: { epochs: 35, seed: 1 },
      network: { ...joint, units: 32, observation: 32, shortcut: 32, heads: [32] },
    },
  },
])
