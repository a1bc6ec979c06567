/** The estimated cost of an experiment includes every network that is trained and every dispatch of a step. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { DeviceInfo } from '../engine/device'
import { buildExperiment } from '../experiments/build'
import { PRESETS } from '../experiments/presets'
import { predictRunBytes } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { layersOf, otherPartsOf } from '../networks/description'
import { costOf } from './describe'

const LIMITS = { maxStorageBufferBindingSize: 2 ** 30, maxBufferSize: 2 ** 30, maxComputeWorkgroupsPerDimension: 65535 }
const cost = (e: Experiment) => {
  const built = buildExperiment(e)
  return costOf(built, predictRunBytes(built), { limits: LIMITS } as unknown as DeviceInfo)
}
const table = readFileSync('src/headless/bench/dispatches.txt', 'utf8')
const preset = (of: string) => PRESETS.find(({ name }) => name === of)!.experiment

// Counted by hand, or by PyTorch of the same network (the detector of docs/measurements.md).
test.each([
  ['blank', 784 * 128 + 128 + 128 * 10 + 10],
  ['arsnn-shapes', 181_704],
] as const)('%s learns as many parameters as its layers have', (name, parameters) => {
  expect(cost(preset(name)).parameters).toBe(parameters)
})

test('a critic is learned, too, and its target is not', () => {
  const actorCritic = cost(preset('td3-pendulum')).parameters
  const { networks } = buildExperiment(preset('td3-pendulum'))
  const stored = networks.map(({ network }) => network.values.shape[0]!)
  expect(networks.length).toBe(2)
  expect(actorCritic).toBeGreaterThan(stored[0]!)
  expect(actorCritic).toBeLessThanOrEqual(stored[0]! + stored[1]!)
})

test.each(['csnn', 'ottt-mnist', 'td3-pendulum', 'vggsnn-narrow'])('the dispatches of %s are those of the table', (name) => {
  const [, count] = new RegExp(`^${name} +(\\d+) `, 'm').exec(table)!
  expect(cost(preset(name)).dispatches).toBe(Number(count))
})

test('every micro-batch takes its dispatches', () => {
  const once = preset('blank')
  const of = (microBatches: number) => cost({ ...once, run: { ...once.run, microBatches } } as Experiment).dispatches
  // The ratio is not exact, since small networks are computed with other variants.
  expect(of(2)).toBeGreaterThan(1.5 * of(1))
  expect(of(8)).toBeGreaterThan(1.5 * of(4))
})

test.each([
  ['window', []],
  ['tecos-lvm', ['features 1', 'encoder', 'memory', 'prior']],
  ['eas-shapes', []],
  ['snn-shapes', []],
  ['count-shapes', []],
  ['grsn-cart', ['observation embedding', 'action embedding', 'reward embedding', 'shortcut', 'policy 1, 2', 'value 1, 2']],
  ['sacd-cart', ['actor', 'critic']],
  ['riddle-qmix-gru', ['observation embedding', 'action embedding', 'reward embedding', 'memory', 'shortcut', 'policy 1', 'mixer']],
] as const)('what %s learns is in its layers and in the other parts, once', (name, parts) => {
  const { networks, inputShape } = buildExperiment(preset(name))
  const graphs = networks.map(({ graph }) => graph)
  const others = otherPartsOf(networks)
  expect(others.map((part) => part.name)).toEqual(parts)
  const counted = [...layersOf(graphs, inputShape), ...others].reduce((sum, { parameters }) => sum + parameters, 0)
  expect(counted).toBe(cost(preset(name)).parameters)
})

test('a sampler that learns is a layer between the input and the detector; a fixed one is not', () => {
  const layers = (name: string) => {
    const { networks, inputShape } = buildExperiment(preset(name))
    return layersOf([networks[0]!.graph], inputShape)
  }
  // One convolution of the events and one of the spikes, from 2 channels to 4 over 5 x 5 pixels, each with 4 biases.
  const sampler = { kind: 'sampler', shape: [64, 64, 2], product: 'conv', kernel: [5, 5], inputs: 50, parameters: 2 * (50 * 4 + 4) }
  expect(layers('eas-shapes')[1]).toEqual({ name: 'sampler', ...sampler, watchable: [] })
  expect(layers('count-shapes').some(({ kind }) => kind === 'sampler')).toBe(false)
})
