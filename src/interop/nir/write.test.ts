/** Writes networks as graphs: what each target writes, what is folded, what is lost, what is refused. */
import { describe, expect, test } from 'vitest'
import { parseExperiment } from '../../experiments/schema'
import { layerSchema } from '../../layers/schema'
import { synapticText } from '../../neurons/equations/synaptic'
import { small } from '../../testing/data'
import type { NamedTensor } from '../safetensors'
import { exportable, exportWarnings } from './exported'
import { type NirValue, numbersIn } from './graph'
import { fromNir } from './read'
import { NIR_TARGETS, type NirTarget } from './targets'
import { toNir } from './write'

const tensor = (name: string, shape: number[], at: (i: number) => number): NamedTensor => ({
  name,
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => at(i)),
})
const lif = { kind: 'lif', decay: 0.5, threshold: 2, inputGain: 0.25 } as const
const dense = small({ network: { kind: 'mlp', hidden: [3] }, neuron: lif, readout: { kind: 'spiking' } })
const denseWeights = [
  tensor('linear1.weight', [3, 784], (i) => (i % 7) - 3),
  tensor('linear1.bias', [3], (i) => i),
  tensor('output.weight', [10, 3], (i) => i),
  tensor('output.bias', [10], () => 1),
]
const numbers = (value: NirValue | undefined) => (typeof value === 'object' ? Array.from(numbersIn(value)) : value)
const fieldOf = (experiment: unknown, tensors: readonly NamedTensor[], target: NirTarget, node: string, field: string) =>
  numbers(toNir(experiment, tensors, target).graph.nodes.get(node)?.fields[field])

describe('what a target writes', () => {
  test.each([
    // dt / (1 - 0.5); the gain left is 0.25 / (1 - 0.5).
    ['euler', 2e-4, 1, 0.5],
    ['steps', 1 / Math.log(2), 1, 0.25],
    ['generic', 2e-3, 0.5, 1],
  ] as const)('%s: time constant, R, and the gain in the weights', (target, tau, r, factor) => {
    const all = (node: string, field: string) => fieldOf(dense, denseWeights, target, node, field)
    expect(all('lif1', 'tau')).toEqual([tau, tau, tau].map((value) => expect.closeTo(value, 12)))
    expect(all('lif1', 'r')).toEqual([r, r, r])
    expect(all('lif1', 'v_threshold')).toEqual([2, 2, 2])
    expect(all('linear1', 'weight')).toEqual([...denseWeights[0]!.data].map((value) => factor * value))
    expect(all('linear1', 'bias')).toEqual([0, factor, 2 * factor])
  })

  test('nodes in order from the input, and what is next to them', () => {
    const { graph } = toNir(dense, denseWeights, 'euler')
    expect([...graph.nodes].map(([name, { type }]) => `${name} ${type}`)).toEqual([
      'input Input',
      'linear1 Affine',
      'lif1 LIF',
      'linearOut Affine',
      'lifOut LIF',
      'output Output',
    ])
    expect(graph.edges).toEqual([
      ['input', 'linear1'],
      ['linear1', 'lif1'],
      ['lif1', 'linearOut'],
      ['linearOut', 'lifOut'],
      ['lifOut', 'output'],
    ])
    expect(numbers(graph.nodes.get('input')!.fields.shape)).toEqual([784])
    expect(graph.metadata).toMatchObject({ generator: 'Membrane', target: 'euler', reset: 'zero', readout: 'spiking' })
  })

  test('without a leak an integrator, whose step adds what comes in', () => {
    const never = small({ network: { kind: 'mlp', hidden: [3] }, neuron: { kind: 'lif', decay: 1 }, readout: { kind: 'spiking' } })
    expect(toNir(never, denseWeights, 'euler').graph.nodes.get('lif1')!.type).toBe('IF')
    expect(fieldOf(never, denseWeights, 'euler', 'lif1', 'r')).toEqual([1e4, 1e4, 1e4])
  })

  test('a leaky readout is a leaky integral, other readouts end in weights', () => {
    const leaky = small({ network: { kind: 'mlp', hidden: [3] }, neuron: lif, readout: { kind: 'leaky', decay: 0.75 } })
    expect(fieldOf(leaky, denseWeights, 'generic', 'liOut', 'r')).toEqual(Array(10).fill(4))
    expect(toNir(small({ network: { kind: 'mlp', hidden: [3] }, neuron: lif }), denseWeights, 'euler').graph.edges.at(-1)).toEqual([
      'linearOut',
      'output',
    ])
  })

  test('time constants, R and gains are the decimals that they stand for', () => {
    const nine = small({
      network: { kind: 'mlp', hidden: [3] },
      neuron: { ...lif, decay: 0.9, inputGain: 0.1 },
      readout: { kind: 'spiking' },
    })
    expect(fieldOf(nine, denseWeights, 'generic', 'lif1', 'r')).toEqual([1, 1, 1])
    expect(fieldOf(nine, denseWeights, 'generic', 'lif1', 'tau')).toEqual([0.01, 0.01, 0.01])
    expect(fieldOf(nine, denseWeights, 'euler', 'linear1', 'weight')).toEqual([...denseWeights[0]!.data])
  })

  test('the readout over the last steps comes back', () => {
    const last = small({ network: { kind: 'mlp', hidden: [3] }, neuron: lif, readout: { kind: 'last', steps: 2 } })
    expect(fromNir(toNir(last, denseWeights, 'euler').graph).parts.readout).toEqual({ kind: 'last', steps: 2 })
  })

  test('averages where evaluations use them', () => {
    const averages = denseWeights.map((one) => ({ ...one, name: `average.${one.name}`, data: one.data.map(() => 8) }))
    expect(fieldOf(dense, [...denseWeights, ...averages], 'generic', 'linear1', 'bias')).toEqual([8, 8, 8])
  })
})

const delayed = (delays: object) => ({ kind: 'mlp', hidden: [3], delays }) as never

describe('delays', () => {
  const [weight, bias, ...rest] = denseWeights as [NamedTensor, NamedTensor, ...NamedTensor[]]
  const file = (delay: NamedTensor) => [weight, bias, delay, ...rest]
  const axons = file(tensor('linear1.delay', [784], (i) => (i % 9) + 0.4))

  test('of axons are a Delay of whole steps in front of the weights', () => {
    const of = small({ network: delayed({ kind: 'learned', per: 'axon', max: 9 }), neuron: lif, readout: { kind: 'spiking' } })
    const { graph, warnings } = toNir(of, axons, 'generic')
    expect(graph.edges.slice(0, 3)).toEqual([
      ['input', 'delay1'],
      ['delay1', 'linear1'],
      ['linear1', 'lif1'],
    ])
    expect(numbers(graph.nodes.get('delay1')!.fields.delay)).toEqual(Array.from({ length: 784 }, (_, i) => (i % 9) / 1000))
    expect(warnings).toContain('Delays are Delay nodes of whole steps, as evaluations here use them.')
    expect(toNir(of, axons, 'euler').warnings.join(' ')).toMatch(/snnTorch refuse the file: they have no Delay/)
  })

  test('that are the same everywhere are one of the inputs, too', () => {
    const of = small({ network: delayed({ kind: 'fixed', steps: 3 }), neuron: lif, readout: { kind: 'spiking' } })
    const neurons = file(tensor('linear1.delay', [3], () => 3))
    expect(fieldOf(of, neurons, 'euler', 'delay1', 'delay')).toEqual(Array(784).fill(3e-4))
  })
})

test('delays of channels are a Delay in front of a convolution, at each position of a channel, and behind Flatten in front of a linear layer', () => {
  const listed = {
    kind: 'layers' as const,
    layers: [
      layerSchema.parse({ kind: 'conv', outputs: 2, kernel: 1, padding: 0 }),
      layerSchema.parse({ kind: 'conv', outputs: 1, kernel: 1, padding: 0 }),
      layerSchema.parse({ kind: 'linear', outputs: 3 }),
    ],
    normalization: { kind: 'none' as const },
    delays: { kind: 'learned' as const, per: 'axon' as const, max: 9 },
  }
  const weights = [
    tensor('0.layer.weight', [2, 1, 1, 1], () => 1),
    tensor('0.layer.delay', [1], () => 2.4),
    tensor('1.layer.weight', [1, 2, 1, 1], () => 1),
    tensor('1.layer.delay', [2], (i) => 3 + i),
    tensor('2.layer.weight', [3, 784], () => 1),
    tensor('2.layer.delay', [784], (i) => i % 9),
    tensor('3.weight', [10, 3], () => 1),
  ]
  const of = small({ network: listed, neuron: lif, readout: { kind: 'spiking' } })
  const { graph } = toNir(of, weights, 'generic')
  expect([...graph.nodes.keys()].slice(0, 10)).toEqual(
    ['input', 'delay1', 'conv1', 'lif1', 'delay2', 'conv2', 'lif2', 'flatten', 'delay3', 'linear3'], // in the order of the chain
  )
  const steps = (name: string) => (numbers(graph.nodes.get(name)!.fields.delay) as number[]).map((seconds) => Math.round(1000 * seconds))
  expect(steps('delay1')).toEqual(Array(784).fill(2))
  expect(steps('delay2')).toEqual([...Array(784).fill(3), ...Array(784).fill(4)])
  expect(steps('delay3')).toEqual(Array.from({ length: 784 }, (_, i) => i % 9))
})

describe('a recurrent network', () => {
  const weights = [
    tensor('linear1.weight', [3, 784], (i) => (i % 7) - 3),
    tensor('linear1.bias', [3], (i) => i),
    tensor('lif1.recurrent', [3, 3], (i) => i),
    ...denseWeights.slice(2),
  ]
  const of = (recurrence: object) =>
    small({ network: { kind: 'recurrent', hidden: [3], recurrence } as never, neuron: lif, readout: { kind: 'spiking' } })

  test('is a cycle over its weights, with the gain that is left', () => {
    const { graph } = toNir(of({ kind: 'vanilla' }), weights, 'euler')
    expect(graph.nodes.get('recurrent1')!.type).toBe('Linear')
    expect(graph.edges).toEqual([
      ['input', 'linear1'],
      ['linear1', 'lif1'],
      ['lif1', 'recurrent1'],
      ['recurrent1', 'lif1'],
      ['lif1', 'linearOut'],
      ['linearOut', 'lifOut'],
      ['lifOut', 'output'],
    ])
    expect(fieldOf(of({ kind: 'vanilla' }), weights, 'euler', 'recurrent1', 'weight')).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4])
  })

  test('a skip is a Delay of as many steps in the cycle', () => {
    const skip = of({ kind: 'skip', span: 3 })
    expect(toNir(skip, weights, 'generic').graph.edges.slice(2, 5)).toEqual([
      ['lif1', 'delay1'],
      ['delay1', 'recurrent1'],
      ['recurrent1', 'lif1'],
    ])
    expect(fieldOf(skip, weights, 'generic', 'delay1', 'delay')).toEqual([0.003, 0.003, 0.003])
    expect(fieldOf(skip, weights, 'euler', 'delay1', 'delay')).toEqual([3e-4, 3e-4, 3e-4])
  })

  test('is the same graph as a list of linear layers that receive their own spikes', () => {
    const listed = {
      kind: 'layers' as const,
      layers: [layerSchema.parse({ kind: 'linear', outputs: 3 })],
      normalization: { kind: 'none' as const },
      bias: true,
      recurrence: { kind: 'skip', span: 3 },
    }
    const inList = toNir(small({ network: listed as never, neuron: lif, readout: { kind: 'spiking' } }), weights, 'generic').graph
    const recurrent = toNir(of({ kind: 'skip', span: 3 }), weights, 'generic').graph
    const nodes = [...inList.nodes.keys()].filter((name) => name !== 'flatten')
    expect(nodes).toEqual([...recurrent.nodes.keys()])
    expect(inList.edges.filter((edge) => edge.includes('recurrent1'))).toEqual(
      recurrent.edges.filter((edge) => edge.includes('recurrent1')),
    )
  })

  test('without its recurrent weights is refused', () => {
    expect(() => toNir(of({ kind: 'vanilla' }), denseWeights, 'euler')).toThrow(/no recurrent weights/)
  })
})

describe('neurons as equations', () => {
  const text = synapticText(
    { synapse: 0.75, decay: 0.5, inputGain: 0.25, threshold: 2, reset: 'zero', resetTo: -1 },
    { alpha: true, beta: false },
  )
  const typed = (neuron: string) =>
    small({ network: { kind: 'mlp', hidden: [3] }, neuron: { kind: 'equations', text: neuron }, readout: { kind: 'spiking' } })
  const weights = [
    ...denseWeights.slice(0, 2),
    tensor('equations1.alpha', [1], () => 0.75),
    tensor('equationsOut.alpha', [1], () => 0.5),
    ...denseWeights.slice(2),
  ]

  test.each([
    // R and w_in are 1 / (1 - 0.5) and 1 / (1 - 0.75), for gains of 1; the gain of 0.25 is in the weights, or in w_in.
    ['euler', 4e-4, 2e-4, 4, 0.25],
    ['generic', 4e-3, 2e-3, 1, 1],
  ] as const)('with a synaptic current are CubaLIF: %s', (target, tauSyn, tauMem, weight, factor) => {
    const all = (node: string, field: string) => fieldOf(typed(text), weights, target, node, field)
    expect(toNir(typed(text), weights, target).graph.nodes.get('lif1')!.type).toBe('CubaLIF')
    expect(all('lif1', 'tau_syn')).toEqual([tauSyn, tauSyn, tauSyn])
    expect(all('lif1', 'tau_mem')).toEqual([tauMem, tauMem, tauMem])
    expect(all('lif1', 'r')).toEqual([2, 2, 2])
    expect(all('lif1', 'w_in')).toEqual([weight, weight, weight])
    expect(all('lif1', 'v_threshold')).toEqual([2, 2, 2])
    expect(all('lif1', 'v_reset')).toEqual([-1, -1, -1])
    expect(all('linear1', 'weight')).toEqual([...denseWeights[0]!.data].map((value) => factor * value))
    // The last layer has learned another decay.
    expect((all('lifOut', 'tau_syn') as number[])[0]).toBe(tauSyn / 2)
  })

  test('without one are LIF', () => {
    const lif = typed(
      synapticText({ synapse: 0, decay: 0.5, inputGain: 1, threshold: 1, reset: 'subtract', resetTo: 0 }, { alpha: false, beta: false }),
    )
    const { graph, warnings } = toNir(lif, denseWeights, 'steps')
    expect(graph.nodes.get('lif1')!.type).toBe('LIF')
    expect(graph.metadata).toMatchObject({ reset: 'subtract' })
    expect(warnings.join(' ')).toMatch(/Sinabs subtracts/)
  })

  test('say what their readers do', () => {
    expect(exportWarnings(exportable(typed(text), 'euler'), 'euler').join('\n')).toMatch(
      /Neurons are CubaLIF.*\nSpikingJelly refuses the file: it has no CubaLIF/s,
    )
    expect(exportWarnings(exportable(typed(text), 'generic'), 'generic').join('\n')).not.toMatch(/no CubaLIF/)
  })

  test.each<[string, string, NirTarget, RegExp]>([
    ['of another kind', 'v = 0.5*v[t-1]^2 + x\ns = spike(v - 1)', 'euler', /no neurons that are given as equations, but for LIF/],
    ['with a synaptic current, for Sinabs', text, 'steps', /Sinabs reads no neurons with a synaptic current/],
    ['with a value for each neuron', text.replace('learned', 'learned per neuron'), 'euler', /alpha has several/],
    ['whose current never leaks', text.replace('alpha = 0.75', 'alpha = 1'), 'euler', /both of its decays have a time constant/],
    ['whose potential grows', text.replace('beta = 0.5 in 0..1', 'beta = 1.5'), 'euler', /a decay that no time constant has/],
  ])('%s are refused', (_, neuron, target, sentence) => {
    expect(() => exportable(typed(neuron), target)).toThrow(sentence)
  })
})

describe('a list of layers', () => {
  const layers = [
    { kind: 'conv' as const, outputs: 2, kernel: 3 },
    { kind: 'pool' as const, how: 'average' as const, size: 2 },
    { kind: 'linear' as const, outputs: 3 },
  ]
  const maps = small({ network: { kind: 'layers', layers }, neuron: { ...lif, inputGain: 1 }, readout: { kind: 'spiking' } })
  const norm = (name: string, count: number) => [
    tensor(`${name}.weight`, [count], () => 3),
    tensor(`${name}.bias`, [count], () => 0.5),
    tensor(`${name}.running_mean`, [count], () => 0.25),
    tensor(`${name}.running_var`, [count], () => 4 - 1e-5),
  ]
  const weights = [
    tensor('encode.0.layer.weight', [2, 1, 3, 3], (i) => i),
    ...norm('encode.0.bn', 2),
    tensor('fc.0.layer.weight', [3, 392], () => 1),
    ...norm('fc.0.bn', 3),
    tensor('fc.2.layer.weight', [10, 3], () => 1),
    tensor('fc.2.layer.bias', [10], () => 0),
  ]

  test('normalizations are in weights and biases', () => {
    // gamma alpha threshold / standard deviation = 3 * 2 / 2.
    expect(fieldOf(maps, weights, 'generic', 'conv1', 'weight')).toEqual(Array.from({ length: 18 }, (_, i) => expect.closeTo(3 * i, 4)))
    expect(fieldOf(maps, weights, 'generic', 'conv1', 'bias')).toEqual([-0.25, -0.25].map((value) => expect.closeTo(value, 5)))
  })

  test('maps are flattened in front of a linear layer, without the batch', () => {
    const { graph } = toNir(maps, weights, 'euler')
    expect([...graph.nodes.keys()]).toEqual([
      'input',
      'conv1',
      'lif1',
      'pool2',
      'flatten',
      'linear2',
      'lif2',
      'linearOut',
      'lifOut',
      'output',
    ])
    const { start_dim, end_dim, input_type } = graph.nodes.get('flatten')!.fields
    expect([start_dim, end_dim, input_type].map(numbers)).toEqual([[0], [-1], [2, 14, 14]])
    expect(numbers(graph.nodes.get('lif1')!.fields.r)).toHaveLength(2 * 28 * 28)
  })

  test('pools are averages, or for readers of steps sums with the weights behind them divided', () => {
    const weightOf = (target: NirTarget) => (fieldOf(maps, weights, target, 'linear2', 'weight') as number[])[0]!
    expect(toNir(maps, weights, 'generic').graph.nodes.get('pool2')!.type).toBe('AvgPool2d')
    expect(toNir(maps, weights, 'steps').graph.nodes.get('pool2')!.type).toBe('SumPool2d')
    expect(weightOf('steps')).toBeCloseTo(weightOf('generic') / 4, 5)
  })
})

describe('what is lost is said, what cannot be said is refused', () => {
  const net = { kind: 'mlp' as const, hidden: [3] }
  const recurrent = { kind: 'recurrent' as const, hidden: [3] }
  const skipping = { ...recurrent, recurrence: { kind: 'skip' as const, span: 3 } }
  const learned = { ...recurrent, recurrence: { kind: 'adaptive' as const } }
  test.each<[string, Parameters<typeof small>[0], NirTarget, RegExp]>([
    ['a soft reset', { network: net, neuron: { kind: 'lif', reset: 'subtract' } }, 'euler', /soft reset/],
    ['a delayed reset', { network: net, neuron: { kind: 'lif', reset: 'subtractDelayed' } }, 'euler', /one step later is lost/],
    ['a delayed reset, for Sinabs', { network: net, neuron: { kind: 'lif', reset: 'subtractDelayed' } }, 'steps', /one step later is lost/],
    ['ties', { network: net }, 'generic', /fires above the threshold, this lab at it/],
    ['the surrogate', { network: net }, 'generic', /Surrogate, encoder, loss, dropout/],
    ['the readout', { network: net, readout: { kind: 'last', steps: 2 } }, 'euler', /mean of the outputs of the last steps/],
    ['a value to reset to', { network: net, neuron: { kind: 'lif', reset: 'zero', resetTo: -1 } }, 'euler', /other than 0/],
    [
      'maps of leaky neurons, for Sinabs',
      { network: { kind: 'layers', layers: [{ kind: 'conv' }] } },
      'steps',
      /fails over LIF nodes of maps/,
    ],
    [
      'no memory',
      { network: net, neuron: { kind: 'lif', decay: 0 } },
      'euler',
      /^SpikingJelly refuses the file: neurons with a decay of 0/m,
    ],
    [
      'a leaky readout',
      { network: net, readout: { kind: 'leaky' } },
      'euler',
      /^SpikingJelly and snnTorch refuse the file: its last node is an LI/m,
    ],
    ['when spikes come back', { network: recurrent }, 'generic', /does not say when a spike comes back/],
    ['the state of recurrent networks', { network: recurrent }, 'euler', /^Norse and SpikingJelly.*state/m],
    ['a recurrent network in snnTorch', { network: recurrent }, 'euler', /^snnTorch.*through its recurrent weights/m],
    ['a skip', { network: skipping }, 'generic', /Delay of 3 Δt/],
    ['a skip, where no reader has a Delay', { network: skipping }, 'euler', /they have no Delay/],
    ['integrators', { network: net, neuron: { kind: 'lif', decay: 1 } }, 'euler', /snnTorch refuses them/],
  ])('%s', (_, change, target, sentence) => {
    expect(exportWarnings(exportable(small(change), target), target).join('\n')).toMatch(sentence)
  })

  test.each<[string, Parameters<typeof small>[0], NirTarget, RegExp]>([
    [
      'learned skips',
      { network: learned, encoder: { kind: 'direct', steps: 30 } },
      'generic',
      /no recurrent input that weights several delays/,
    ],
    ['a recurrent network, for Sinabs', { network: recurrent }, 'steps', /not written for Sinabs.*no spike comes back/],
    ['residual blocks', { network: { kind: 'layers', layers: [{ kind: 'conv' }, { kind: 'residual' }] } }, 'euler', /Residual blocks/],
    [
      'maximum pooling',
      { network: { kind: 'layers', layers: [{ kind: 'conv' }, { kind: 'pool', how: 'max' }] } },
      'euler',
      /no maximum pooling/,
    ],
    ['neurons of chance', { network: net, neuron: { kind: 'noisyLif' } }, 'euler', /at random/],
    ['analog neurons', { network: net, neuron: { kind: 'relu' } }, 'euler', /analog/],
    ['neurons without a reset', { network: net, neuron: { kind: 'lif', reset: 'none' } }, 'euler', /reset by its spike/],
    ['weights for every step', { network: net, readout: { kind: 'perStep' } }, 'euler', /weights that differ by step/],
    ['no memory, in steps', { network: net, neuron: { kind: 'lif', decay: 0 } }, 'steps', /has no time constant/],
    [
      'delays of synapses',
      { network: delayed({ kind: 'learned' }) },
      'generic',
      /one delay for each input of a layer, and not for each synapse/,
    ],
    ['delays of neurons', { network: delayed({ kind: 'random', per: 'neuron' }) }, 'euler', /would delay its bias too/],
    ['delays, for Sinabs', { network: delayed({ kind: 'fixed' }) }, 'steps', /not written for Sinabs, which has no Delay/],
    ['a readout that keeps all', { network: net, readout: { kind: 'leaky', decay: 1 } }, 'euler', /never leaks/],
  ])('%s', (_, change, target, sentence) => {
    expect(() => exportable(small(change), target)).toThrow(sentence)
  })

  test('another kind of experiment', () => {
    const agent = parseExperiment({ version: dense.version, task: 'control' })
    for (const target of NIR_TARGETS) expect(() => exportable(agent, target)).toThrow(/this kind of experiment has another/)
  })
})

describe('layers with neurons of their own', () => {
  const plif = { kind: 'plif', initialDecay: 0.5, threshold: 3 } as const
  const list = (own: object, network: object = lif) =>
    small({
      network: {
        kind: 'layers',
        layers: [
          { kind: 'linear', outputs: 3 },
          { kind: 'linear', outputs: 2, neuron: own },
        ].map((layer) => layerSchema.parse(layer)),
        normalization: { kind: 'none' },
        bias: false,
      },
      neuron: network as never,
    })
  const weights = [
    tensor('linear1.weight', [3, 784], () => 1),
    tensor('linear2.weight', [2, 3], () => 1),
    tensor('plif2.w', [], () => Math.log(3)),
    tensor('output.weight', [10, 2], () => 1),
    tensor('output.bias', [10], () => 0),
  ]

  test('are written with their own constants, learned ones too', () => {
    const at = (node: string, field: string) => fieldOf(list(plif), weights, 'generic', node, field)
    expect(at('lif1', 'v_threshold')).toEqual([2, 2, 2])
    expect(at('lif2', 'v_threshold')).toEqual([3, 3])
    // The step, 1 ms, over 1 − the decay: 0.5, and what was learned, 0.75.
    expect(at('lif1', 'tau')).toEqual([2e-3, 2e-3, 2e-3].map((tau) => expect.closeTo(tau, 9)))
    expect(at('lif2', 'tau')).toEqual([4e-3, 4e-3].map((tau) => expect.closeTo(tau, 9)))
  })

  test('are refused where NIR has one of them not, and not for a neuron that no layer has', () => {
    const some = weights.filter(({ name }) => name !== 'plif2.w')
    expect(() => toNir(list({ kind: 'relu' }), some, 'generic')).toThrow('NIR has no analog neurons.')
    expect(() => toNir(list(lif, { kind: 'relu' }), some, 'generic')).toThrow('NIR has no analog neurons.')
    const { network } = list(lif)
    const layers = network.kind === 'layers' ? network.layers.map((layer) => layerSchema.parse({ ...layer, neuron: lif })) : []
    const own = { ...list(lif, { kind: 'relu' }), network: { ...network, layers } }
    expect(toNir(own, some, 'generic').graph.nodes.get('lif1')!.type).toBe('LIF')
  })
})
