/** The equations around the neurons say what the network of the preset computes: latent models, detectors, readouts. */
import { expect, test } from 'vitest'
import { stepsOf } from '../../../data/encoders/schema'
import { presetNamed } from '../../../experiments/presets'
import { experimentSchema } from '../../../experiments/schema'
import { latentEquations, outputEquations } from './output-equations'

const of = (name: string, network: object = {}) => {
  const { experiment } = presetNamed(name)!
  return experimentSchema.parse({ ...experiment, network: { ...experiment.network, ...network } })
}
const lines = (equations: readonly (readonly string[])[]) => equations.map((equation) => equation.join(' '))

test('a latent model has its latent, prior, memory and an output for every bin', () => {
  const tecos = of('tecos-lvm')
  expect(lines(latentEquations(tecos))).toEqual([
    'f[t] = features of the stimulus',
    'μ[t], ln σ²[t] = linear in f[t], h[t−1]',
    'z[t] = μ[t] + σ[t] · ε,  ε ~ N(0, 1)',
    'prior = N, linear in h[t−1]',
    'h[t] = GRU of f[t], z[t], h[t−1]',
    'x[t] = linear in z[t], h[t−1]',
  ])
  expect(lines(outputEquations(tecos))).toEqual(['y[t] = s[t], for each cell and bin'])
})

test('what is left of a latent model without a latent, a memory or spikes', () => {
  expect(lines(latentEquations(of('tecos-lvm', { latents: 0, decoderHidden: 8 })))).toEqual([
    'f[t] = features of the stimulus',
    'h[t] = GRU of f[t], h[t−1]',
    'x[t] = linear in ReLUs of h[t]',
  ])
  const plain = of('tecos-lvm', { memory: { kind: 'none' }, prior: 'standard' })
  expect(lines(latentEquations(plain))).toEqual([
    'f[t] = features of the stimulus',
    'μ[t], ln σ²[t] = linear in f[t]',
    'z[t] = μ[t] + σ[t] · ε,  ε ~ N(0, 1)',
    'prior = N(0, 1)',
    'x[t] = linear in z[t]',
  ])
  expect(lines(outputEquations(of('tecos-lvm', { output: 'rate' })))).toEqual(['y[t] = softplus(x[t]), the rate of each cell'])
  expect(lines(outputEquations(of('tecos-lvm', { output: 'rate' }), 'probability'))).toEqual([
    'y[t] = sigmoid(x[t]), the probability of a spike',
  ])
})

test('a detector has boxes, objectness and classes, and a mean over steps only where it has several', () => {
  const detector = lines(outputEquations(of('eas-shapes')))
  expect(detector).toContain('score = sigmoid(objectness) · sigmoid(class)')
  expect(detector).toContain('center = stride · (column + a, row + b)')
  expect(detector.join()).not.toContain('1/1')
})

test('other networks have their readout with the steps of the experiment, and no latent', () => {
  const window = of('window')
  expect(latentEquations(window)).toEqual([])
  expect(lines(outputEquations(window))).toEqual([`y = 1/${stepsOf(window.data, window.encoder)} · Σ over t of z[t]`])
})
