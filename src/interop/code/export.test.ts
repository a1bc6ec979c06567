/** Code from experiments: every preset that has labels becomes a file for every framework; what it says of neurons, names and what is not the same. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PRESETS, presetNamed } from '../../experiments/presets'
import type { Experiment } from '../../experiments/schema'
import { anyNeuronSchema } from '../../neurons/schema'
import { type ClassificationSpec, classificationSchema } from '../../tasks/classification/schema'
import { VERSION } from '../../tasks/version'
import { exportCode, FRAMEWORK_NAMES, FRAMEWORKS, type FrameworkName } from './export'
import { isExported } from './plan'

const of = (more: object = {}): ClassificationSpec => classificationSchema.parse({ version: VERSION, task: 'classification', ...more })

function written(experiment: ClassificationSpec, framework: FrameworkName) {
  const code = exportCode(experiment, framework, 'A test')
  if ('refused' in code) throw new Error(code.refused)
  return code
}

test('where the code reads arrays it says of what shape a sample is in them', () => {
  const arrays = (data: object, encoder: object) => written(of({ data, encoder }), 'norse').arrays
  expect(arrays({ kind: 'mnist' }, { kind: 'direct' })).toBeUndefined()
  expect(arrays({ kind: 'nMnist' }, { kind: 'frames' })).toEqual([10, 34, 34, 2])
  expect(arrays({ kind: 'spokenDigits' }, { kind: 'rows' })).toEqual([101, 40])
  const { text, notes } = written(of({ data: { kind: 'spokenDigits' }, encoder: { kind: 'rows' } }), 'norse')
  expect(text).toContain('images as bytes [samples, 101 steps, 40 channels]')
  expect(notes.join(' ')).toContain('are saved in Membrane, next to this code')
})

test('how many presets are exported, and use neurons of the framework, is what the docs say', () => {
  const own = { spikingJelly: /\bneuron\.\w+\(/, snnTorch: /\bsnn\.Leaky\(/, norse: /\blif_box_feed_forward_step\(/ }
  const codeFor = (framework: keyof typeof own): string[] =>
    PRESETS.flatMap(({ title, experiment }) => {
      const code = exportCode(experiment, framework, title)
      return 'refused' in code ? [] : [code.text.replaceAll(/"""[\s\S]*?"""|#.*/g, '')]
    })
  const [jelly, torch, norse] = (['spikingJelly', 'snnTorch', 'norse'] as const).map((framework) => {
    const all = codeFor(framework)
    return { all: all.length, own: all.filter((code) => own[framework].test(code)).length }
  }) as [Count, Count, Count]
  expect(norse.all).toBe(torch.all)
  expect(readFileSync(new URL('../../../docs/taking-away.md', import.meta.url), 'utf8')).toContain(
    `Of the ${jelly.all} presets that are exported for SpikingJelly, ${jelly.own} use its neurons (one of them FlexSN); of ${torch.all}, ${torch.own} use snnTorch's and ${norse.own} Norse's`,
  )
})
type Count = Readonly<Record<'all' | 'own', number>>

describe.each(FRAMEWORK_NAMES)('for %s', (framework) => {
  test('every preset is code, or a sentence that says why not', () => {
    const refused: string[] = []
    for (const { name, title, experiment } of PRESETS) {
      const code = exportCode(experiment, framework, title)
      if ('refused' in code) {
        expect(code.refused, name).toMatch(/^[A-Z].*\.$/)
        if (isExported(experiment)) refused.push(name)
        continue
      }
      expect(code.text, name).toContain(`exported from Membrane for ${FRAMEWORKS[framework].title}.`)
      expect(code.text, name).not.toMatch(/undefined|\[object|NaN|null\b/)
      expect(code.text.split('"""').length % 2, `${name}: docstrings end`).toBe(1)
      for (const line of code.text.split('\n')) expect((line.length - line.trimStart().length) % 2, `${name}: ${line}`).toBe(0)
      for (const note of code.notes) expect(note, name).toMatch(/\.$/)
    }
    expect(refused.sort()).toEqual([
      'cma-signs',
      'concat-signs',
      'dvs-slr',
      'events-signs',
      'frames-signs',
      'lights-off',
      // SpikingJelly alone has parallel neurons.
      ...(framework === 'spikingJelly' ? [] : ['parallel-s-mnist-small']),
      'simulated-n-mnist',
    ])
  })

  test('what is imported is used, and only what is imported is needed', () => {
    for (const { name, title, experiment } of PRESETS) {
      const exported = exportCode(experiment, framework, title)
      if ('refused' in exported) continue
      const code = exported.text.replaceAll(/"""[\s\S]*?"""|#.*/g, '')
      const imported = [...code.matchAll(/^(?:from (\S+) )?import (.+)$/gm)]
      const names = imported.flatMap(([, , list]) => list!.split(', ').map((item) => item.split(' as ').at(-1)!))
      for (const word of names)
        expect(
          code
            .split('\n')
            .filter((line) => !/^(from|import) /.test(line))
            .join('\n'),
          `${name}: ${word}`,
        ).toMatch(new RegExp(`\\b${word}\\b`))
      const packages = imported.map(([, from, list]) => (from ?? list!).split(/[. ]/)[0])
      const needs = exported.text.match(/^Needs (.*)\.$/m)![1]!
      for (const other of ['numpy', 'spikingjelly', 'snntorch', 'norse'])
        expect(needs.includes(other), `${name} needs ${needs}`).toBe(packages.includes(other))
    }
  })

  test('all numbers of neurons, surrogates, learning and data are in it', () => {
    const experiment = of({
      data: { kind: 'fashionMnist', batch: 64, crop: 2, flip: true, normalize: true },
      network: { kind: 'mlp', hidden: [30, 20], dropout: 0.3, normalization: { kind: 'tdBatchNorm', alpha: 0.7, momentum: 0.2 } },
      neuron: { kind: 'lif', decay: 0.75, threshold: 1.25, inputGain: 0.6 },
      optimizer: { kind: 'adamw', rate: 0.003, weightDecay: 0.02 },
      schedule: { kind: 'oneCycle' },
      groups: { norm: { rateFactor: 3 } },
      clipNorm: 2.5,
      run: { epochs: 7, seed: 11, microBatches: 4 },
    })
    const { text } = written(experiment, framework)
    for (const line of [
      'DECAY = 0.75',
      'THRESHOLD = 1.25',
      'GAIN = 0.6',
      'NORM_SCALE = 0.875',
      'NORM_MOMENTUM = 0.2',
      'BATCH = 64',
      'EPOCHS = 7',
      'SEED = 11',
      'RATE = 0.003',
      "'weight_decay': 0.02, 'factor': 3.0",
      'nn.utils.clip_grad_norm_(net.parameters(), 2.5)',
      'for part in range(4):',
      'image.flip(-2)',
      'standard(images)',
    ])
      expect(text).toContain(line)
    expect(text.match(/dropout\(self\.norm\d\(self\.linear\d\(/g)).toHaveLength(2)
  })

  test('a title or a name cannot end the text that it stands in', () => {
    const named = of({ data: { kind: 'own', batch: 10, name: '"""\nimport os\n\\' } })
    const code = exportCode(named, framework, '"""\nimport os')
    if ('refused' in code) throw new Error(code.refused)
    expect(code.text.split('"""').length % 2).toBe(1)
    expect(code.text).not.toMatch(/^import os$/m)
  })
})

test.each([
  ['hard', { reset: 'zero' }, 'neuron.LIFNode(', "reset_mechanism='zero', reset_delay=False"],
  ['hard, detached', { reset: 'zero', detachReset: true }, 'detach_reset=True', "reset_mechanism='zero', reset_delay=True"],
  ['soft', { reset: 'subtract' }, 'v_reset=None', 'membrane = membrane - THRESHOLD * s'],
  ['soft, detached', { reset: 'subtract', detachReset: true }, 'detach_reset=True', 'membrane = membrane - THRESHOLD * s.detach()'],
  [
    'soft, delayed, with gradients',
    { reset: 'subtractDelayed' },
    'self.node(x - (1 - DECAY) * THRESHOLD * s)',
    'self.leaky(x - THRESHOLD * s, membrane)',
  ],
  [
    'soft, delayed',
    { reset: 'subtractDelayed', detachReset: true },
    'self.node(x - (1 - DECAY) * THRESHOLD * s.detach())',
    "reset_mechanism='subtract', reset_delay=True",
  ],
  ['none', { reset: 'none' }, 'self.node(x + DECAY * THRESHOLD * s.detach())', "reset_mechanism='none'"],
  ['to a value', { reset: 'zero', resetTo: -0.5 }, 'self.node(x - (1 - DECAY) * RESET_TO)', 'membrane = membrane * (1 - s) + RESET_TO * s'],
  ['without memory', { decay: 0 }, 'functional.reset_net(self.node)\n            s = self.node(x)', 'self.leaky(x, membrane)'],
  ['without a leak', { decay: 1 }, 'neuron.IFNode(', 'beta=DECAY'],
  ['input scaled by the leak', { decay: 0.8, inputGain: 0.2 }, 'decay_input=True', 'self.leaky(GAIN * x, membrane)'],
])('reset %s: by the framework where it has it, else written out', (_, neuron, spikingJelly, snnTorch) => {
  const experiment = of({ neuron: { kind: 'lif', decay: 0.5, ...neuron }, surrogate: { kind: 'atan', scale: 2 } })
  const [jelly, torch] = (['spikingJelly', 'snnTorch'] as const).map((framework) => written(experiment, framework))
  expect(jelly!.text).toContain(spikingJelly)
  expect(torch!.text).toContain(snnTorch)
  for (const { text, notes } of [jelly!, torch!])
    expect(notes.some((note) => note.includes('written out'))).toBe(!/neuron\.(LIF|IF)Node|snn\.Leaky\(/.test(text))
})

test('Norse has neurons of its own where its surrogate and reset are the lab’s', () => {
  const experiment = (kind: string) => of({ neuron: { kind: 'lif', decay: 0.5 }, surrogate: { kind, scale: 1 } })
  expect(written(experiment('fastSigmoid'), 'norse').text).toContain('norse.lif_box_feed_forward_step(x / leak')
  const reset = (more: object) =>
    written(of({ neuron: { kind: 'lif', decay: 0.5, ...more }, surrogate: { kind: 'fastSigmoid' } }), 'norse').text
  expect(reset({ detachReset: true })).toContain('reset_method=lambda z, *rest: reset_value(z.detach(), *rest),')
  expect(reset({ reset: 'none' })).toContain('reset_method=lambda z, v, *rest: v,')
  expect(reset({ reset: 'none' })).not.toContain('import reset_')
  const { text, notes } = written(experiment('atan'), 'norse')
  expect(text).not.toContain('import norse')
  expect(notes[0]).toBe('Norse has no neurons with such a surrogate, and takes no other: they are written out in plain PyTorch.')
})

test('own neurons are used in all presets but equations, and, in Norse, other surrogates', () => {
  const used = FRAMEWORK_NAMES.map((framework) => {
    const codes = PRESETS.map(({ experiment, title }) => exportCode(experiment, framework, title))
    return codes.filter((code) => 'text' in code && /snn\.Leaky\(|neuron\.\w+Node\(|norse\.lif_box/.test(code.text)).length
  })
  expect(used).toEqual([38, 39, 19])
})

test('SpikingJelly files say which version they need', () => {
  expect(written(of(), 'spikingJelly').text).toContain(
    'Needs torch and spikingjelly 2 or newer (0.0.0.0.14 has no surrogate.Rect or SuperSpike).',
  )
})

test.each([
  ['spikingJelly', 'fastSigmoid', 1, 'surrogate_function=surrogate.SuperSpike(alpha=1.0)'],
  ['spikingJelly', 'fastSigmoid', 2, 'surrogate_function=surrogate.SoftSign(alpha=SCALE)'],
  ['spikingJelly', 'fastSigmoid', 5, 'surrogate_function=Spike.apply'],
  ['norse', 'sigmoid', 4, "method='tanh', alpha=SCALE / 2,"],
  ['norse', 'sigmoid', 5, 'Norse has no neurons with such a surrogate'],
  ['snnTorch', 'sigmoid', 4, 'The sigmoid of snnTorch is not a number'],
] as const)('in %s the surrogate %s of scale %f is its own where that is the same function', (framework, kind, scale, expected) => {
  const { text } = written(of({ neuron: { kind: 'lif', decay: 0.5 }, surrogate: { kind, scale } }), framework)
  expect(text.replaceAll('\n  ', '')).toContain(expected)
})

test('the weights of a file are checked by name and shape, and training saves what it learned', () => {
  const { text } = written(presetNamed('resnet19-narrow')!.experiment as ClassificationSpec, 'spikingJelly')
  for (const line of [
    "problems.append(f'{name} is not a part of this network')",
    "problems.append(f'{name} is {list(tensor.shape)}, not {list(here[key].shape)}')",
    "problems += [f'{key} is missing' for key in sorted(missing)]",
    "return [key for key in net.state_dict() if key in parameters or '.running_' in key]",
    'save_weights(net, options.save)',
    'torch.set_default_device(options.device)',
  ])
    expect(text).toContain(line)
  // The lab's files hold a learned decay as [1], those of a list of layers as [].
  expect(text).not.toContain('shape = [1]')
  const learned = of({ neuron: { kind: 'plif' }, surrogate: { kind: 'atan' } })
  expect(written(learned, 'spikingJelly').text.match(/tensor = -tensor/g)).toHaveLength(2)
  expect(written(learned, 'norse').text).toContain("shape = [1] if key.endswith('.w') else list(tensor.shape)")
})

test('windows that follow a normalization are given to the neurons of SpikingJelly and snnTorch at every step', () => {
  for (const framework of ['spikingJelly', 'snnTorch'] as const) {
    const { text } = written(presetNamed('window')!.experiment as ClassificationSpec, framework)
    for (const line of [
      'self.lif1(self.norm1(',
      'lambda x: Spike.apply(x, self.width)',
      'first = 2 * gamma.detach().mean().clamp(min=0.001) * THRESHOLD',
      'self.width = first if t == 0 else later',
    ])
      expect(text).toContain(line)
  }
})

test('spikes that are drawn are those of snn.Leaky without its reset, which would draw again', () => {
  const { text } = written(presetNamed('noisy-lif-mnist')!.experiment as ClassificationSpec, 'snnTorch')
  expect(text).toContain("spike_grad=Spike.apply,\n            reset_mechanism='none'")
  expect(text).toContain('membrane = membrane * (1 - s)')
})

test.each(['lif', 'plif'])('potentials stored in half precision are said to be kept in full: %s', (kind) => {
  const notes = (more: object) =>
    written(of({ neuron: { kind, ...more } }), 'norse').notes.filter((note) => note.includes('half precision'))
  expect(notes({})).toEqual([])
  expect(notes({ storedPotentials: { kind: 'half' } })).toHaveLength(1)
})

test('what no framework has is written out: spikes by chance, learned skips, a ReLU', () => {
  const noisy = written(presetNamed('noisy-lif-mnist')!.experiment as ClassificationSpec, 'spikingJelly')
  expect(noisy.text).toContain('torch.rand_like(x) < 0.5 * (1 + torch.erf(')
  expect(noisy.notes.join(' ')).toContain('as likely as in Membrane, not the same ones')
  const skips = written(presetNamed('s-mnist-small')!.experiment as ClassificationSpec, 'norse').text
  expect(skips).toContain('torch.softmax(self.skip / self.temperature, 0)')
  expect(skips).toContain("'factor': 10.0")
  expect(written(of({ neuron: { kind: 'relu' } }), 'spikingJelly').text).toContain('x = F.relu(self.linear1(')
})

const ALIF = `param lambda = 0.9 in 0..1 learned per neuron
param theta = 1 # learned
b = 0.97*b[t-1] + s[t-1]
v = lambda*v[t-1] + x - theta*s[t-1]
s = spike(v - theta - b)`

test('neurons as equations are a class of a few lines, with what they learn under the names of a file of weights', () => {
  const experiment = of({
    network: { kind: 'mlp', hidden: [30, 20] },
    neuron: { kind: 'equations', text: ALIF },
    surrogate: { kind: 'fastSigmoid', scale: 5 },
    groups: { neuron: { rateFactor: 0.1 } },
  })
  for (const framework of FRAMEWORK_NAMES) {
    const { text, notes } = written(experiment, framework)
    expect(text.slice(text.indexOf('class Neurons'), text.indexOf('class Network('))).toMatchSnapshot('class')
    for (const line of [
      'self.equations1 = Neurons(30)',
      'self.equations2 = Neurons(20)',
      "'equations2.lambda': 'equations2.lambda_'",
      'module.keep_ranges()',
      "if name.startswith('equations') and not name.endswith(('.recurrent', '.skip')):  # parameters of neurons",
      'return grad * (1 / (1 + SCALE * x.abs()) ** 2)',
    ])
      expect(text).toContain(line)
    expect(text).not.toContain('# learned\n')
    expect(notes[0]).toMatch(/has no neurons with equations .*: they are written out in plain PyTorch\.$/)
  }
})

test('FlexSN of SpikingJelly takes equations without learned parameters', () => {
  const equations = (text: string) => written(of({ neuron: { kind: 'equations', text } }), 'spikingJelly')
  const { text, notes } = equations('param theta = 1\nv = 0.9*v[t-1] + x\ns = spike(v - theta)')
  expect(text).toContain("return neuron.FlexSN(step, num_inputs=1, num_states=1, num_outputs=1, step_mode='m', backend='torch')")
  expect(text).toContain('def step(x, v):')
  expect(text).toContain('    return s, v\n')
  expect(text).toContain('functional.reset_net(self)')
  expect(notes[0]).toContain('a function for FlexSN')
  for (const other of ['init v = 0.5\nv = v[t-1] + x\ns = spike(v - 1)', 's = spike(x - t/T)', 'param a = 1 learned\ns = spike(x - a)'])
    expect(equations(other).text).not.toContain('FlexSN(')
})

test('equations in feature maps have values per channel, and their names in a file of weights are those of the lab', () => {
  const text = 'param a = uniform(0.1, 0.9) learned per channel\nv = a*v[t-1] + x\ns = spike(v - 1)'
  const code = written(of({ ...presetNamed('resnet19-narrow')!.experiment, neuron: { kind: 'equations', text } }), 'norse').text
  expect(code).toContain('self.a = nn.Parameter(torch.empty(features).uniform_(0.1, 0.9))')
  expect(code).toContain('a = self.a.view(-1, *[1] * (xs.dim() - 3))')
  expect(code).toContain("'encode.0.layer': 'conv1'")
  expect(code).not.toContain('.neuron')
})

describe('delays', () => {
  const code = (delays: object, kind = 'mlp') => written(of({ network: { kind, delays } }), 'snnTorch').text

  test('that are learned narrow while they train, and stay between 0 and the longest', () => {
    const text = code({ kind: 'learned', per: 'neuron', max: 9, sigma: 3, narrowing: 40, rateFactor: 50 })
    expect(text).toContain('self.delay = nn.Parameter(LONGEST_DELAY * torch.rand(outputs))\n        self.sigma = SIGMA')
    expect(text).toContain('lags_of(self.delay.unsqueeze(1), self.sigma, self.training)')
    expect(text).toContain('module.sigma = SIGMA * (0.5 / SIGMA) ** min(1, step / 40)')
    expect(text).toContain('parameter.clamp_(0, LONGEST_DELAY)')
    expect(text).toContain("{'params': role['delay'], 'weight_decay': 0.0, 'factor': 50.0}")
  })

  test('that are drawn or fixed learn nothing, and are whole in training too', () => {
    const [drawn, fixed] = [code({ kind: 'random', per: 'axon', max: 9 }), code({ kind: 'fixed', steps: 3 })]
    expect(drawn).toContain('self.delay = nn.Parameter(LONGEST_DELAY * torch.rand(inputs), requires_grad=False)')
    expect(fixed).toContain('self.delay = nn.Parameter(torch.full((outputs,), float(LONGEST_DELAY)), requires_grad=False)')
    for (const text of [drawn, fixed]) expect(text).not.toMatch(/SIGMA|clamp_|role\[/)
  })

  test('are of the channels of a convolution, which sees a whole sequence', () => {
    const text = code({ kind: 'learned', max: 4, interpolation: 'linear' }, 'layers')
    expect(text).toContain('self.conv1 = DelayedConv2d(')
    expect(text).toContain('self.conv1(x)')
    expect(text).not.toContain('each_step(self.conv1')
  })
})

test('equations whose surrogate follows the potentials are refused', () => {
  const text = 'surrogate(z) = (abs(z) < std)/(2*std)\nv = 0.9*v[t-1] + x\ns = spike(v - 1)'
  const code = (text: string) => exportCode(of({ neuron: { kind: 'equations', text } }), 'norse', 'A test')
  expect(code(text)).toEqual({ refused: 'A surrogate that follows std, which training measures, is not exported as code yet.' })
  expect(code(`param std = 1\n${text}`)).toHaveProperty('text')
})

describe('a surrogate as a formula', () => {
  const surrogate = (text: string) => ({ kind: 'formula', text: `param w = 0.5\nsurrogate(z) = ${text}` })
  const lif = (text: string) => of({ neuron: { kind: 'lif', decay: 0.5 }, surrogate: surrogate(text) })

  test.each(['spikingJelly', 'snnTorch', 'norse'] as const)('is the derivative of the spike function in %s', (framework) => {
    const { text } = written(lif('max(0, w - abs(z))/T'), framework)
    expect(text).toContain('return grad * (larger(0, 0.5 - torch.abs(x)) / STEPS)')
    expect(text).toMatch(/^def larger\(a, b\):$/m)
    expect(text).toMatch(/^STEPS = /m)
    expect(text).toContain('Spike.apply')
  })

  test.each(['spikingJelly', 'snnTorch', 'norse'] as const)('is that of equations without their own in %s', (framework) => {
    const text = 'v = 0.9*v[t-1] + x\ns = spike(v - 1)'
    const code = written(of({ neuron: { kind: 'equations', text }, surrogate: surrogate('w + t') }), framework).text
    expect(code).toContain('slope = 0.5 + t')
  })

  test('is refused where it follows what training measures, or the step, or has a fault', () => {
    const refused = (text: string) => exportCode(lif(text), 'norse', 'A test')
    expect(refused('std')).toEqual({ refused: 'A surrogate that follows std, which training measures, is not exported as code yet.' })
    expect(refused('t')).toEqual({
      refused: expect.stringMatching(/^A surrogate that depends on the step t is exported with equations alone/),
    })
    expect(refused('expp(z)')).toEqual({ refused: expect.stringContaining('expp is not a function; exp is') })
  })
})

test('where the threshold of equations moves, a normalization has the scale 1, as in the lab', () => {
  const network = { kind: 'mlp', hidden: [9], normalization: { kind: 'tdBatchNorm', alpha: 0.7 } }
  const scaled = (text: string) => written(of({ network, neuron: { kind: 'equations', text } }), 'norse').text
  expect(scaled(ALIF)).toContain('NORM_SCALE = 0.7 ')
  expect(scaled('v = 0.9*v[t-1] + x\ns = spike(v - 0.5)')).toContain('NORM_SCALE = 0.35 ')
})

test('equations with a fault are refused with the fault', () => {
  expect(exportCode(of({ neuron: { kind: 'equations', text: 's = expp(x)' } }), 'norse', 'A test')).toEqual({
    refused: 'The equations have no meaning yet: line 1, column 5: expp is not a function; exp is.',
  })
})

test('a list of layers reads the names of its file of weights', () => {
  const { text } = written(presetNamed('resnet19-narrow')!.experiment as ClassificationSpec, 'spikingJelly')
  for (const line of [
    "'encode.0.layer': 'conv1'",
    "'ResNetBlocks.3.0.downsample.0.layer': 'conv10'",
    "'ResNetBlocks.0.0.spike2.neuron': 'plif3.node'",
    "'fc.2.layer': 'output'",
  ])
    expect(text).toContain(line)
})

test('experiments of other tasks are refused, with what is exported', () => {
  const code = exportCode(presetNamed('noisy-sine')!.experiment, 'snnTorch', 'Sine')
  expect(code).toEqual({
    refused: 'Code is written for classification, where samples have labels. Experiments of other tasks are not exported as code.',
  })
})

test('the whole of a small file', () => {
  expect(
    written(of({ data: { kind: 'mnist', batch: 50 }, neuron: { kind: 'plif' }, surrogate: { kind: 'atan' } }), 'snnTorch').text,
  ).toMatchSnapshot()
})

describe('layers with different neurons', () => {
  const alif = { kind: 'equations', text: 'param a = 0.7 in 0..1 learned per channel\nv = a*v[t-1] + x - s[t-1]\ns = spike(v - 0.5)' }
  const layers = [
    { kind: 'conv', outputs: 5, stride: 2, neuron: alif },
    { kind: 'conv', outputs: 6, neuron: { kind: 'relu', inputGain: 0.7 } },
    { kind: 'residual', outputs: 8, stride: 2, neuron: { kind: 'lif', decay: 0.3, threshold: 0.6 } },
    { kind: 'linear', outputs: 9 },
  ]
  const lif = { kind: 'lif', decay: 0.6, threshold: 0.8 }
  const mixed = of({
    network: { kind: 'layers', layers },
    neuron: lif,
    surrogate: { kind: 'atan', scale: 2 },
    readout: { kind: 'spiking' },
  })

  test.each(FRAMEWORK_NAMES)('are a class each, with numbers of their own and one spike function: %s', (framework) => {
    const { text, notes } = written(mixed, framework)
    expect(notes).toContain('Layers have different neurons: all of them are written out in plain PyTorch.')
    expect([...text.matchAll(/^class (\w+)/gm)].map(([, name]) => name)).toEqual([
      'Spike',
      'Neurons',
      'Neurons_3',
      'Neurons_4',
      'TdBatchNorm',
      'Network',
    ])
    for (const line of [
      'THRESHOLD_3 = 0.6',
      'NORM_SCALE_4 = 0.8  # alpha times the threshold',
      'self.norm1 = TdBatchNorm(5)',
      'self.norm3 = TdBatchNorm(8, NORM_SCALE_3)',
      'self.equations1 = Neurons(5)',
      'self.lif3 = Neurons_3()',
      'self.lifOut = Neurons_4()',
      's = Spike.apply(u - THRESHOLD_4)',
      'if isinstance(module, Neurons):',
    ])
      expect(text).toContain(line)
    expect(text).toMatch(/x = F\.relu\(GAIN_2 \* self\.norm2\(.*conv2.*\)\)/)
  })

  test('receive their own spikes where they are linear, with weights under their names in the lab', () => {
    const recurrence = { kind: 'skip', span: 3 }
    const plif = { kind: 'plif', initialDecay: 0.4, threshold: 0.6 }
    const network = {
      kind: 'layers',
      recurrence,
      layers: [
        { kind: 'conv', outputs: 5 },
        { kind: 'linear', outputs: 9, neuron: plif },
      ],
    }
    const { text } = written(of({ network, neuron: lif, surrogate: { kind: 'atan', scale: 2 } }), 'norse')
    for (const line of ['self.lif1 = Neurons()', 'self.plif2 = Neurons_2(9)', "'plif2.recurrent': 'plif2.recurrent',", 'SKIP = 3'])
      expect(text).toContain(line)
  })

  test('are refused where one of them is', () => {
    const refusedOf = (neuron: object, surrogate: object = { kind: 'atan', scale: 2 }) => {
      const network = { kind: 'layers', layers: [layers[0], { kind: 'linear', outputs: 9, neuron }] }
      return exportCode(of({ network, neuron: { kind: 'relu' }, surrogate }), 'norse', 'A test')
    }
    expect(refusedOf({ kind: 'equations', text: 's = expp(x)' })).toMatchObject({ refused: expect.stringContaining('no meaning yet') })
    expect(refusedOf({ kind: 'lif' }, { kind: 'formula', text: 'surrogate(z) = (abs(z) < std)/std' })).toMatchObject({
      refused: expect.stringContaining('follows std'),
    })
    // A parameter that a linear layer learns per neuron is accepted.
    expect(refusedOf({ ...alif, text: alif.text.replace('per channel', 'per neuron') })).toHaveProperty('text')
  })
})

test('online learning is SpikingJelly’s own, step by step; elsewhere training goes back through time, and the file says so', () => {
  const preset = presetNamed('ottt-mnist')!.experiment as Extract<Experiment, { readonly learning?: unknown }>
  const of = (framework: (typeof FRAMEWORK_NAMES)[number], change: object = {}) => {
    const code = exportCode({ ...preset, ...change } as Experiment, framework, 'Online')
    return 'text' in code ? code.text : code.refused
  }
  const ottt = of('spikingJelly')
  for (const line of [
    'neuron.OTTTLIFNode(',
    'layer.OTTTSequential(self.linear1, self.lif1',
    'for outputs in net.steps(',
    'yield self.output(now)',
  ])
    expect(ottt).toContain(line)
  expect(ottt).not.toContain('BPTT')
  expect(ottt.match(/optimizer\.step\(\)/g)).toHaveLength(1)
  const sltt = of('spikingJelly', { learning: { kind: 'sltt', updates: { kind: 'step' } } })
  expect(sltt).toContain('neuron.SLTTLIFNode(')
  expect(sltt).toContain('nn.Sequential(self.linear1, self.lif1')
  expect(sltt).toContain('            optimizer.step()\n            optimizer.zero_grad()')
  const through = 'online learning, as the experiment has it, is not'
  expect(of('snnTorch').replace(/\s+/g, ' ')).toContain(through)
  for (const change of [{ learning: { kind: 'eprop', broadcast: 'random' } }, { neuron: { ...preset.neuron, reset: 'none' } }])
    expect(of('spikingJelly', change).replace(/\s+/g, ' ')).toContain(through)
  expect(of('spikingJelly', { learning: undefined })).not.toContain('online learning')
})

test('parallel neurons are SpikingJelly’s own, and refused elsewhere with a reason', () => {
  const { experiment } = presetNamed('parallel-s-mnist-small')!
  const of = (neuron: object, framework: (typeof FRAMEWORK_NAMES)[number] = 'spikingJelly') => {
    const code = exportCode({ ...experiment, neuron: anyNeuronSchema.parse({ kind: 'psn', ...neuron }) } as Experiment, framework, 'PSN')
    return 'refused' in code ? code.refused : code.text
  }
  const fires = 'surrogate_function=surrogate.ATan(alpha=SCALE)'
  expect(of({ form: 'full' })).toContain(`return neuron.PSN(49, ${fires})`)
  expect(of({ form: 'masked', order: 5, masking: 0.5 })).toContain(
    `return neuron.MaskedPSN(5, 49, lambda_init=0.5, ${fires}, step_mode='m')`,
  )
  expect(of({ form: 'sliding', order: 5 })).toContain(`return neuron.SlidingPSN(5, ${fires}, step_mode='m')`)
  expect(of({}, 'norse')).toContain('exported to SpikingJelly alone')
})
