/** Control: an agent acts in an environment and learns from its rewards. */
import * as z from 'zod'
import { dataKey } from '../../data/datasets/schema'
import { STEPS_A_PASS } from '../../data/experience/schema'
import { partsKey } from '../../data/parts/schema'
import { descriptionOf } from '../../neurons/descriptions'
import { type Metric, withValidationMetrics } from '../../readings/metrics'
import type { Task } from '../task'
import type { ControlDetail } from './detail'
import { testMetrics, trainMetrics } from './metrics'
import { CONTROL } from './presets'
import { problemsOf } from './problems'
import type { ControlSpec } from './schema'

const numbers = z.array(z.number()).max(1024)

export const control: Task<ControlSpec> = {
  kind: 'control',
  title: 'Control',
  formGroups: [
    { title: 'Environment', fields: ['data', 'validation', 'encoder'] },
    { title: 'Agent', fields: ['network', 'neuron', 'surrogate'] },
    { title: 'Learning', fields: ['algorithm', 'optimizer', 'schedule', 'warmUpSteps', 'clipNorm', 'average', 'groups'] },
    { title: 'Run', fields: ['run'] },
  ],
  presets: CONTROL,
  alsoCalled: ({ data, algorithm }) =>
    `reinforcement learning, RL, POMDP, partially observable, agent, policy, Gym, Gymnasium, ${data.environment.kind}, ${algorithm.kind}`,
  problems: problemsOf,
  follows: ({ neuron }, path) => (path === 'neuron.decay' ? ['neuron.inputGain', 1 - descriptionOf(neuron).rule.decay] : undefined),
  time: { name: 'environment step', names: 'environment steps', short: 'env. steps', inEpoch: STEPS_A_PASS },
  keepsBest: () => true,
  // The loss of the values grows with the returns.
  lossMayRise: true,
  metrics: (e): readonly Metric[] => withValidationMetrics(e.validation, [...trainMetrics(e), ...testMetrics(e)]),
  detail: z.object({ returns: numbers, lengths: numbers, wins: numbers.exactOptional() }) satisfies z.ZodType<ControlDetail>,
  needs: ({ data, validation }) => ({ key: partsKey(dataKey(data), validation) }),
}
