/** Terms of agents, what they remember and how they learn. Data; base/glossary.ts says how it is read. */

import { memoryEquations } from '../../../../layers/memory/describe'
import { memorySchema } from '../../../../layers/memory/schema'
import type { Glossary } from '../../../base/glossary'

/** Terms of agents and environments. */
export const AGENTS: Glossary = {
  environment: {
    term: 'Environment',
    definition: 'The world that an agent acts in: at each step it takes an action, and gives an observation and a reward.',
    also: ['world', 'state'],
    see: 'control.md#environments',
  },
  observation: {
    term: 'Observation',
    definition: 'What an agent is given of the state. Where a part is hidden it has to remember: the task is partially observable.',
    also: ['POMDP', 'mask'],
    see: 'control.md#environments',
  },
  agent: {
    term: 'Agent',
    definition: 'Embeddings of observation, previous action and reward, a memory behind them, and heads that say a policy and a value.',
    equations: [['π, V', '=', 'heads(memory(embeddings), embedding of the observation)']],
    also: ['actor', 'critic', 'embedding'],
    see: 'control.md#model-and-learning',
  },
  episode: {
    term: 'Episode',
    definition:
      'From a start to where the environment, or a time limit, ends it. An evaluation plays episodes from the same starts each time, with deterministic actions.',
    also: ['rollout', 'environment step'],
    see: 'control.md#environments',
  },
  return: {
    term: 'Return',
    symbol: 'R',
    definition:
      'The sum of the rewards of an episode, as the environment pays them. The best mean of an evaluation decides which weights are kept.',
    equations: [['R', '=', 'Σ over t of r[t]']],
    also: ['reward'],
    see: 'control.md#model-and-learning',
  },
  grsn: {
    term: 'Gated recurrent spiking neuron (GRSN)',
    symbol: 'c, F, I',
    definition:
      'A spiking neuron whose current passes gates: the forget gate F keeps it from step to step, the input gate I lets in what is new.',
    equations: memoryEquations(memorySchema.parse({ kind: 'grsn' })).slice(0, 4),
    also: ['forget gate', 'input gate', 'GRU', 'LSTM'],
    see: 'model.md#memory-of-an-agent',
  },
  temporalAlignment: {
    term: 'Temporal alignment (TAP)',
    definition:
      'One step of the neurons is one step of the environment. Without it a step of the environment is several inner steps with the same input.',
    equations: [['o', '=', '1/K · Σ over the K inner steps of s']],
    also: ['TAP', 'inner steps'],
    see: 'model.md#memory-of-an-agent',
  },
  memoryReadout: {
    term: 'Read out of the memory',
    symbol: 'R²',
    definition:
      'What a linear map of the memory says of a hidden number, fitted on four fifths of the moments and judged on the fifth between them, in turn.',
    equations: [['R²', '=', '1 − mean of (said − true)² / variance of the true one']],
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
      'What an agent does: chances of actions, or a mean and a deviation. The policy loss falls where actions that brought more become likelier.',
    equations: [
      ['L', '=', '−mean of min(ρA, clamp(ρ, 1 ± ε) A), of PPO'],
      ['L', '=', 'mean of α ln π(a) − min Q(a), of SAC;  −mean of min Q(π), of TD3'],
    ],
    also: ['PPO', 'SAC', 'TD3', 'actor'],
    see: 'learning-by-trial.md',
  },
  discount: {
    term: 'Discount',
    symbol: 'γ',
    definition: 'What a reward counts that comes one step later. Nearer 1 looks farther ahead, and learns more slowly.',
    equations: [['V', '=', 'r[1] + γ · r[2] + γ² · r[3] + …']],
    see: 'learning-by-trial.md#ppo',
  },
  value: {
    term: 'Value',
    symbol: 'V',
    definition:
      'What a moment is thought to be worth: the discounted rewards from it on. The value loss is half its squared error, clipped as the policy is.',
    equations: [['L', '=', 'mean of 1/2 · max((V − return)², (V_old + clamp(V − V_old, ±ε) − return)²)']],
    also: ['critic', 'baseline'],
    see: 'learning-by-trial.md#ppo',
  },
  advantage: {
    term: 'Advantage (GAE)',
    symbol: 'A',
    definition: 'How much more an action brought than was expected: errors of the value, summed backwards with γλ a step.',
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
      'Several passes learn from one rollout; the ratio ρ of new to old chance has no gradient beyond 1 ± ε. Clipped is the share of such ratios.',
    equations: [
      ['ρ', '=', 'exp(ln π(a) − ln π_old(a))'],
      ['L', '=', '−mean of min(ρA, clamp(ρ, 1 ± ε) A) + c_V · value loss − c_H · entropy'],
    ],
    also: ['PPO', 'clip'],
    see: 'learning-by-trial.md#ppo',
  },
  policyDivergence: {
    term: 'KL from the policy that acted',
    definition: 'How far the policy has moved from the one whose rollout is learned from, in nats; estimated from the ratios ρ.',
    equations: [['KL', '≈', 'mean of ρ − 1 − ln ρ']],
    also: ['KL divergence'],
    see: 'learning-by-trial.md#ppo',
  },
  entropy: {
    term: 'Entropy',
    symbol: 'H',
    definition: 'How undecided a policy is, in nats: 0 where it always does the same. Its weight in the loss keeps it exploring.',
    equations: [['H', '=', '−Σ over a of π(a) ln π(a)']],
    see: 'learning-by-trial.md#ppo',
  },
  entropyTemperature: {
    term: 'Temperature (SAC)',
    symbol: 'α',
    definition: 'What a nat of entropy is worth in rewards. Learned, it moves until the policy has the target entropy.',
    equations: [['L', '=', 'α · (entropy − target entropy), by ln α']],
    also: ['SAC', 'target entropy'],
    see: 'learning-by-trial.md#td3-sac-and-discrete-sac',
  },
  actionValue: {
    term: 'Value of an action (Q)',
    symbol: 'Q',
    definition:
      'What an action at a moment is thought to be worth. Two critics learn it, and the smaller of the two is used: a value is overestimated less.',
    equations: [['L', '=', 'mean of (Q₁ − y)² + (Q₂ − y)²']],
    also: ['Q', 'critic'],
    see: 'learning-by-trial.md#td3-sac-and-discrete-sac',
  },
  criticTarget: {
    term: 'Target of the critics',
    symbol: 'y',
    definition:
      'What critics are moved towards: the reward, and what the next moment is worth by target networks. TD3 smooths it by noise on the action.',
    equations: [
      ['y[t]', '=', 'r[t+1] + γ · V(t+1)'],
      ['V', '=', 'min Q′(a) − α ln π(a), of SAC;  min Q′(π′ + noise), of TD3'],
    ],
    also: ['TD target', 'bootstrapping'],
    see: 'learning-by-trial.md#td3-sac-and-discrete-sac',
  },
  targetNetwork: {
    term: 'Target network',
    symbol: 'τ',
    definition: 'Weights that follow the learned ones, by which targets are computed: a little at each update, or by a copy now and then.',
    equations: [['target', '←', 'target + τ · (learned − target)']],
    see: 'learning-by-trial.md#td3-sac-and-discrete-sac',
  },
  exploration: {
    term: 'Exploration',
    symbol: 'ε, σ',
    definition:
      'What an agent does by chance while it acts: any action with chance ε, or its action with noise of deviation σ. Evaluations have none.',
    equations: [
      ['a', '=', 'argmax Q, or any with chance ε'],
      ['a', '=', 'clamp(π + σ · noise, −1, 1)'],
    ],
    also: ['epsilon-greedy'],
    see: 'learning-by-trial.md#acting',
  },
  rollout: {
    term: 'Rollout',
    definition:
      'The steps that all environments take between two rounds of learning. The memory is carried on to the next; gradients end with it.',
    also: ['moments'],
    see: 'control.md#environments',
  },
  replay: {
    term: 'Replay',
    definition:
      'The newest moments of every environment are kept, and updates learn from sequences that are drawn of them, each equally likely.',
    also: ['buffer', 'kept experience'],
    see: 'learning-by-trial.md#replay-buffer',
  },
  tdLambda: {
    term: 'Returns of several steps, TD(λ)',
    symbol: 'G',
    definition:
      'What the values of a team are learned towards: rewards that came, and behind them what the target network expects. λ is how far the rewards reach.',
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
      'Makes the values q of agents one of their team: their sum (VDN), or a network with weights that follow from the state and are not negative (QMIX).',
    equations: [
      ['total', '=', 'Σ q, of VDN'],
      ['total', '=', 'elu(|W₁|ᵀ q + b₁) · |w₂| + v, of QMIX'],
    ],
    also: ['QMIX', 'VDN', 'multi-agent'],
    see: 'learning-by-trial.md#returns-of-several-steps-and-teams',
  },
}
