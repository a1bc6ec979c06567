/** The equations of agents: those of the memory, and the output of each last layer, never a mean over steps. */
import { expect, test } from 'vitest'
import { buildExperiment } from '../../../experiments/build'
import type { Experiment } from '../../../experiments/schema'
import { layersOf } from '../../../networks/description'
import type { MembraneReading } from '../../../readings/membrane'
import { CONTROL } from '../../../tasks/control/presets'
import { controlSchema } from '../../../tasks/control/schema'
import { type AgentDraft, equationsOfAgent, equationsOfMemory, isAgent } from './memory-equations'

const of = (name: string, change: object = {}): AgentDraft => {
  const { experiment } = CONTROL.find((preset) => preset.name === name)!
  return controlSchema.parse({ ...experiment, ...change }) as AgentDraft
}
const words = (equations: readonly (readonly string[])[]) => equations.map((equation) => equation.join(' '))
const saidBy = (draft: AgentDraft) => {
  const { networks, inputShape } = buildExperiment(draft)
  return words(
    equationsOfAgent(
      draft,
      layersOf(
        networks.map(({ graph }) => graph),
        inputShape,
      ),
    ),
  )
}

test('gates, current, membrane and spikes of GRSN, or a GRU’s', () => {
  expect(words(equationsOfMemory(of('grsn-cart'), undefined))).toEqual([
    'F[t] = sigmoid(W_f x[t] + b_f)',
    'I[t] = max(0, W_i x[t] + b_i)',
    'c[t] = F[t] · c[t−1] + (1 − F[t]) · I[t]',
    'u[t] = {decay} · v[t−1] + (1 − {decay}) · c[t]',
    's[t] = 1 if u[t] ≥ {threshold}, else 0',
    'v[t] = u[t] − {threshold} · s[t]',
    'o = s[t]',
  ])
  expect(words(equationsOfMemory(of('gru-cart'), undefined))).toContain('o[t] = (1 − z) · n + z · o[t−1]')
  expect(equationsOfMemory(of('blind-cart'), undefined)).toEqual([])
})

test('spikes of inner steps are passed on as their mean; a learned decay is said as it is now', () => {
  expect(words(equationsOfMemory(of('inner-cart'), undefined))).toContain('o = 1/{innerSteps} · Σ over the inner steps of s[t]')
  const learned = of('eq17-cart', { neuron: { kind: 'plif', initialDecay: 0.5, inputGain: 0.5, reset: 'subtract' } })
  expect(words(equationsOfMemory(learned, { decay: 0.512 } as MembraneReading))).toContain(
    'β = sigmoid(d), one a neuron: ⟨0.51⟩ of the first',
  )
})

test('what each last layer says, by algorithm', () => {
  const beside = ': from o[t] and the observation'
  expect(saidBy(of('grsn-cart'))).toEqual([
    'x[t] = ReLU of observation, previous action, previous reward',
    `y[t] = policy (logits), value${beside}`,
  ])
  expect(saidBy(of('pendulum-angles'))[1]).toBe(`y[t] = policy (means), value${beside}`)
  expect(saidBy(of('sacd-cart'))[1]).toBe(`y[t] = actor.policy (logits), critic.q1 (action values), critic.q2 (action values)${beside}`)
  expect(saidBy(of('td3-pendulum'))[1]).toBe(`y[t] = actor.policy (actions), critic.q1 (value), critic.q2 (value)${beside}`)
  expect(saidBy(of('sac-pendulum'))[1]).toContain('actor.logDeviation (log σ)')
  expect(saidBy(of('riddle-qmix'))[1]).toBe(`y[t] = policy (action values)${beside}`)
})

test('other networks have none of it', () => {
  expect(isAgent({ network: { kind: 'layers' } } as unknown as Experiment)).toBe(false)
})
