/** Terms of agents, what they remember and how they learn. Data; base/glossary.ts says how it is read. */

import { memoryEquations } from '../../../../layers/memory/describe'
import { memorySchema } from '../../../../layers/memory/schema'
import type { Glossary } from '../../../base/glossary'

/** Terms of agents and environments. */
export const AGENTS: Glossary = {
  environment: {
    term: 'Environment',
    definition: 'The world in which an agent acts: at each step it receives an action, and returns an observation and a reward.',
    also: ['world', 'state'],
    see: 'control.md#environments',
  },
  observation: {
    term: 'Observation',
    definition:
      'The part of the state that an agent receives. If a part is hidden, the agent has to remember: the task is partially observable.',
    also: ['POMDP', 'mask'],
    see: 'control.md#environments',
  },
  agent: {
    term: 'Agent',
    definition: 'Embeddings of observation, previous action and reward, followed by a memory, and heads that output a policy and a value.',
    equations: [['π, V', '=', 'heads(memory(embeddings), embedding of the observation)']],
    also: ['actor', 'critic', 'embedding'],
    see: 'control.md#model-and-learning',
  },
  episode: {
    term: 'Episode',
    definition:
      'The steps from a start until the environment, or a time limit, ends it. Each evaluation plays episodes from the same starts, with deterministic actions.',
    also: ['rollout', 'environment step'],
    see: 'control.md#environments',
  },
  return: {
    term: 'Return',
    symbol: 'R',
    definition:
      'The sum of the rewards of an episode, undiscounted. Where episodes cannot be won, the evaluation with the best mean decides which weights are saved.',
    equations: [['R', '=', 'Σ over t of r[t]']],
    also: ['reward'],
    see: 'control.md#model-and-learning',
  },
  mappo: {
    term: 'IPPO and MAPPO',
    definition:
      'PPO for a team whose agents share their weights. With IPPO each agent learns from values of what it observes itself; with MAPPO a critic values the state of the environment. Either way agents act on what they observe.',
    also: ['multi-agent', 'critic', 'centralized training', 'decentralized execution'],
    see: 'learning-by-trial.md#what-teams-learn-from',
  },
  winRate: {
    term: 'Win rate',
    definition:
      'The share of evaluation episodes that are won: the prey is caught, all prisoners are free, the other side is beaten, the sign is right. The evaluation with the best win rate decides which weights are saved, and between equal ones the return.',
    also: ['success rate', 'won'],
    see: 'control.md#what-is-measured',
  },
  grsn: {
    term: 'Gated recurrent spiking neuron (GRSN)',
    symbol: 'c, F, I',
    definition:
      'A spiking neuron whose current passes gates: the forget gate F keeps it from step to step, the input gate I admits new input.',
    equations: memoryEquations(memorySchema.parse({ kind: 'grsn' })).slice(0, 4),
    also: ['forget gate', 'input gate', 'minGRU', 'GRU', 'LSTM'],
    see: 'model.md#memory-of-an-agent',
  },
  temporalAlignment: {
    term: 'Temporal alignment (TAP)',
    definition:
      'One step of the neurons is one step of the environment. Without alignment, a step of the environment is several inner steps with the same input.',
    equations: [['o', '=', '1/K · Σ over the K inner steps of s']],
    also: ['TAP', 'inner steps'],
    see: 'model.md#memory-of-an-agent',
  },
  memoryReadout: {
    term: 'Linear readout of the memory',
    symbol: 'R²',
    definition:
      'How well a linear map of the memory predicts a hidden variable, fitted on four fifths of the time steps, or of a team’s episodes, and tested on the remaining fifth (five-fold cross-validation).',
    equations: [['R²', '=', '1 − mean of (predicted − true)² / variance of the true values']],
    also: ['ridge regression', 'decoding'],
    see: 'control.md#views',
  },
}

/** Terms of reinforcement learning. */
export const REWARDS: Glossary = {
  policy: {
    term: 'Policy',
    symbol: 'π',
    definition:
      'How an agent chooses actions: their probabilities, or a mean and a standard deviation. The policy loss falls as actions with a higher return become more probable.',
    equations: [
      ['L', '=', '−mean of min(ρA, clamp(ρ, 1 ± ε) A), for PPO'],
      ['L', '=', 'mean of α ln π(a) − min Q(a), for SAC;  −mean of min Q(π), for TD3'],
    ],
    also: ['PPO', 'SAC', 'TD3', 'actor'],
    see: 'learning-by-trial.md',
  },
  discount: {
    term: 'Discount',
    symbol: 'γ',
    definition: 'The weight of a reward that comes one step later. Closer to 1, the agent looks farther ahead and learns more slowly.',
    equations: [['V', '=', 'r[1] + γ · r[2] + γ² · r[3] + …']],
    see: 'learning-by-trial.md#ppo',
  },
  value: {
    term: 'Value',
    symbol: 'V',
    definition: 'The expected discounted rewards from a time step on. The value loss is half the squared error, clipped like the policy.',
    equations: [['L', '=', 'mean of 1/2 · max((V − return)², (V_old + clamp(V − V_old, ±ε) − return)²)']],
    also: ['critic', 'baseline'],
    see: 'learning-by-trial.md#ppo',
  },
  advantage: {
    term: 'Advantage (GAE)',
    symbol: 'A',
    definition: 'How much more an action brought than expected: errors of the value, summed backwards with a factor γλ per step.',
    equations: [
      ['δ[t]', '=', 'r[t+1] + γ V[t+1] − V[t]'],
      ['A[t]', '=', 'δ[t] + γλ A[t+1]'],
    ],
    also: ['GAE', 'λ', 'trace'],
    see: 'learning-by-trial.md#ppo',
  },
  ppo: {
    term: 'Clipped objective (PPO)',
    symbol: 'ε',
    definition:
      'Several passes learn from one rollout; the ratio ρ of new to old probability has no gradient beyond 1 ± ε. Clipped is the fraction of such ratios.',
    equations: [
      ['ρ', '=', 'exp(ln π(a) − ln π_old(a))'],
      ['L', '=', '−mean of min(ρA, clamp(ρ, 1 ± ε) A) + c_V · value loss − c_H · entropy'],
    ],
    also: ['PPO', 'clip'],
    see: 'learning-by-trial.md#ppo',
  },
  policyDivergence: {
    term: 'KL from the policy that acted',
    definition: 'How far the policy has moved from the one that collected the rollout, in nats; estimated from the ratios ρ.',
    equations: [['KL', '≈', 'mean of ρ − 1 − ln ρ']],
    also: ['KL divergence'],
    see: 'learning-by-trial.md#ppo',
  },
  entropy: {
    term: 'Entropy',
    symbol: 'H',
    definition: 'How undecided a policy is, in nats: 0 if it always does the same. Its weight in the loss encourages exploration.',
    equations: [['H', '=', '−Σ over a of π(a) ln π(a)']],
    see: 'learning-by-trial.md#ppo',
  },
  entropyTemperature: {
    term: 'Temperature (SAC)',
    symbol: 'α',
    definition: 'How much reward a nat of entropy is worth. If learned, it changes until the policy has the target entropy.',
    equations: [['L', '=', 'α · (entropy − target entropy), by ln α']],
    also: ['SAC', 'target entropy'],
    see: 'learning-by-trial.md#td3-sac-and-discrete-sac',
  },
  actionValue: {
    term: 'Value of an action (Q)',
    symbol: 'Q',
    definition:
      'The expected return of an action in a state. Two critics learn it, and the smaller of the two is used, which reduces overestimation.',
    equations: [['L', '=', 'mean of (Q₁ − y)² + (Q₂ − y)²']],
    also: ['Q', 'critic'],
    see: 'learning-by-trial.md#td3-sac-and-discrete-sac',
  },
  criticTarget: {
    term: 'Target of the critics',
    symbol: 'y',
    definition:
      'What critics learn to predict: the reward plus the value of the next time step by target networks. TD3 smooths it by noise on the action.',
    equations: [
      ['y[t]', '=', 'r[t+1] + γ · V(t+1)'],
      ['V', '=', 'min Q′(a) − α ln π(a), for SAC;  min Q′(π′ + noise), for TD3'],
    ],
    also: ['TD target', 'bootstrapping'],
    see: 'learning-by-trial.md#td3-sac-and-discrete-sac',
  },
  targetNetwork: {
    term: 'Target network',
    symbol: 'τ',
    definition:
      'Weights that follow the learned ones and are used to compute targets: they move a little at each update, or are copied periodically.',
    equations: [['target', '←', 'target + τ · (learned − target)']],
    see: 'learning-by-trial.md#td3-sac-and-discrete-sac',
  },
  exploration: {
    term: 'Exploration',
    symbol: 'ε, σ',
    definition:
      'Randomness in an agent’s actions during training: a random action with probability ε, or noise with standard deviation σ. Evaluations have none.',
    equations: [
      ['a', '=', 'argmax Q, or a random one with probability ε'],
      ['a', '=', 'clamp(π + σ · noise, −1, 1)'],
    ],
    also: ['epsilon-greedy'],
    see: 'learning-by-trial.md#acting',
  },
  rollout: {
    term: 'Rollout',
    definition:
      'The steps that all environments take between two rounds of learning. The memory continues into the next rollout; gradients do not.',
    also: ['time steps'],
    see: 'control.md#environments',
  },
  replay: {
    term: 'Replay',
    definition: 'The newest time steps of every environment are stored, and updates learn from sequences sampled uniformly from them.',
    also: ['buffer', 'replay buffer'],
    see: 'learning-by-trial.md#replay-buffer',
  },
  tdLambda: {
    term: 'Returns of several steps, TD(λ)',
    symbol: 'G',
    definition:
      'The targets for the values of a team: rewards that were received, followed by what the target network expects. λ sets how far the rewards reach.',
    equations: [
      ['G[t]', '=', 'r[t+1] + γ · ((1 − λ) V[t+1] + λ G[t+1])'],
      ['L', '=', 'mean of (total − G)²'],
    ],
    also: ['TD(λ)', 'double Q-learning'],
    see: 'learning-by-trial.md#returns-of-several-steps-and-teams',
  },
  mixer: {
    term: 'Mixer of a team (QMIX, VDN)',
    definition:
      'Combines the values q of agents into one for their team: by their sum (VDN), or by a network with non-negative weights computed from the state (QMIX).',
    equations: [
      ['total', '=', 'Σ q, for VDN'],
      ['total', '=', 'elu(|W₁|ᵀ q + b₁) · |w₂| + v, for QMIX'],
    ],
    also: ['QMIX', 'VDN', 'multi-agent'],
    see: 'learning-by-trial.md#returns-of-several-steps-and-teams',
  },
}
