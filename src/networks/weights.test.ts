/** Weights as files: names and layouts of the paper's PyTorch modules, there and back, and the sentence where a file does not fit. */
import { describe, expect, test } from 'vitest'
import { presetNamed } from '../experiments/presets'
import type { Run } from '../experiments/run'
import { parseExperiment } from '../experiments/schema'
import { readSafetensors, writeSafetensors } from '../interop/safetensors'
import { layerSchema } from '../layers/schema'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { openFor, readWeights, writeWeights } from '../testing/open'

const gpu = await testGpu()

const narrow = (name: string) => {
  const { experiment } = presetNamed(name)!
  return parseExperiment({ ...experiment, data: { kind: 'mnist', batch: 4 }, network: { ...experiment.network, width: 1 / 16 } })
}
const recurrent = (sharedBy: 'layer' | 'network') =>
  small({
    network: { kind: 'recurrent', hidden: [6, 7], recurrence: { kind: 'adaptive', spans: 5, sharedBy } },
    surrogate: { kind: 'triangle' },
  })
const shapesOf = async (run: Run) =>
  Object.fromEntries(readSafetensors(await readWeights(run)).tensors.map(({ name, shape }) => [name, shape.join()]))

describe('names and shapes', () => {
  test.each([
    ['synapse', ['9,784', '14,9']],
    ['axon', ['784', '9']],
    ['neuron', ['9', '14']],
  ] as const)('of delays, one for each %s, which come back from their file', async (per, [first, second]) => {
    const network = { kind: 'mlp' as const, hidden: [9, 14], delays: { kind: 'learned' as const, per, max: 6 } }
    const e = small({ network, surrogate: { kind: 'atan', scale: 2 } })
    using run = await openFor(gpu, e, madeData(20, 10))
    expect(await shapesOf(run)).toMatchObject({ 'linear1.weight': '9,784', 'linear1.delay': first, 'linear2.delay': second })
    const delayOf = (file: ArrayBuffer) => readSafetensors(file).tensors.find(({ name }) => name === 'linear1.delay')!.data
    const before = await readWeights(run)
    run.submit(2)
    expect(delayOf(await readWeights(run))).not.toEqual(delayOf(before))
    writeWeights(run, before)
    expect(delayOf(await readWeights(run))).toEqual(delayOf(before))
  })

  test('of delays in a list of layers: of channels in front of convolutions, of inputs in front of linear layers', async () => {
    const conv = (outputs: number) => layerSchema.parse({ kind: 'conv', outputs, stride: 4 })
    const layers = [conv(3), conv(5), layerSchema.parse({ kind: 'linear', outputs: 4 })]
    const network = { kind: 'layers' as const, layers, delays: { kind: 'learned' as const, max: 6 } }
    using run = await openFor(gpu, small({ network, surrogate: { kind: 'atan', scale: 2 } }), madeData(20, 10))
    const shapes = Object.entries(await shapesOf(run)).filter(([name]) => name.endsWith('.delay'))
    expect(shapes.map(([, shape]) => shape)).toEqual(['1', '3', '20'])
    const before = await readWeights(run)
    const delaysOf = (file: ArrayBuffer) =>
      readSafetensors(file)
        .tensors.filter(({ name }) => name.endsWith('.delay'))
        .flatMap(({ data }) => [...data])
    run.submit(2)
    expect(delaysOf(await readWeights(run))).not.toEqual(delaysOf(before))
    writeWeights(run, before)
    expect(delaysOf(await readWeights(run))).toEqual(delaysOf(before))
  })

  test('of VGGSNN', async () => {
    using run = await openFor(gpu, narrow('vggsnn-narrow'), madeData(20, 10))
    const shapes = await shapesOf(run)
    expect(shapes).toMatchObject({
      'encode.0.layer.weight': '4,1,3,3',
      'encode.0.bn.running_var': '4',
      'encode.1.neuron.w': '',
      'features.0.layer.weight': '8,4,3,3',
      'features.3.layer.weight': '16,8,3,3',
      'features.5.bn.weight': '16',
      'features.15.layer.weight': '32,32,3,3',
      'features.16.neuron.w': '',
      'classifier.0.layer.weight': '10,32',
      'classifier.0.layer.bias': '10',
    })
    // Eight layers of a product, four vectors of a normalization, and a decay; the classifier has two tensors.
    expect(Object.keys(shapes)).toHaveLength(8 * 6 + 2)
  })

  test.each([
    ['layer', ['lif1.skip', 'lif2.skip']],
    ['network', ['all.skip']],
  ] as const)('of recurrent weights, to and from a layer, and of skip weights learned by a %s', async (sharedBy, skips) => {
    using run = await openFor(gpu, recurrent(sharedBy), madeData(40, 10))
    const shapes = await shapesOf(run)
    expect(shapes).toMatchObject({ 'linear1.weight': '6,784', 'lif1.recurrent': '6,6', 'lif2.recurrent': '7,7', 'linear2.weight': '7,6' })
    expect(Object.entries(shapes).filter(([name]) => name.endsWith('skip'))).toEqual(skips.map((name) => [name, '5']))
    const file = await readWeights(run)
    const { tensors } = readSafetensors(file)
    const { data } = tensors.find(({ name }) => name === 'lif2.recurrent')!
    // First values are orthonormal rows of the input.
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [3, 6],
    ] as const)
      expect(Array.from({ length: 7 }, (_, i) => data[a * 7 + i]! * data[b * 7 + i]!).reduce((x, y) => x + y)).toBeCloseTo(
        Number(a === b),
        5,
      )
    writeWeights(run, file)
    expect(new Uint8Array(await readWeights(run))).toEqual(new Uint8Array(file))
  })

  test('of ResNet-19', async () => {
    using run = await openFor(gpu, narrow('resnet19-narrow'), madeData(20, 10))
    const shapes = await shapesOf(run)
    expect(shapes).toMatchObject({
      'encode.0.layer.weight': '8,1,3,3',
      'ResNetBlocks.0.0.conv1.layer.weight': '8,8,3,3',
      'ResNetBlocks.0.0.spike2.neuron.w': '',
      'ResNetBlocks.3.0.conv1.layer.weight': '16,8,3,3',
      'ResNetBlocks.3.0.downsample.0.layer.weight': '16,8,1,1',
      'ResNetBlocks.3.0.downsample.0.bn.bias': '16',
      'ResNetBlocks.3.0.downsample.1.neuron.w': '',
      'ResNetBlocks.7.0.conv2.layer.weight': '32,32,3,3',
      'fc.0.layer.weight': '16,32',
      'fc.0.bn.weight': '16',
      'fc.1.neuron.w': '',
      'fc.2.layer.weight': '10,16',
    })
    expect(shapes).not.toHaveProperty('fc.2.layer.bias')
    // A stem, sixteen convolutions, two shortcuts, one linear layer; and the classifier.
    expect(Object.keys(shapes)).toHaveLength((1 + 16 + 2 + 1) * 6 + 1)
  })
})

describe('a small network', () => {
  const layers = [
    layerSchema.parse({ kind: 'conv', outputs: 3, stride: 2 }),
    layerSchema.parse({ kind: 'conv', outputs: 5, kernel: 2, stride: 7, padding: 0 }),
  ]
  const e = small({ network: { kind: 'layers', layers } })

  test('element [o, c, y, x] of a file is the weight from channel c at that place of the window to channel o', async () => {
    using run = await openFor(gpu, e, madeData(20, 10))
    const { parameters } = run.built.networks[0]!.network
    const weight = parameters.get('conv2.weight')!
    // [2, 2, 3 padded to 4, 5 padded to 8], numbered by place.
    expect(weight.value.shape).toEqual([2, 2, 4, 8])
    run.compiled.write(
      weight.value,
      Float32Array.from({ length: 128 }, (_, i) => i),
    )
    const output = parameters.get('output.weight')!
    // Two by two places of 8 stored channels.
    expect(output.value.shape).toEqual([32, 12])
    run.compiled.write(
      output.value,
      Float32Array.from({ length: 384 }, (_, i) => i),
    )
    const { tensors } = readSafetensors(await readWeights(run))
    const found = (name: string) => tensors.find((t) => t.name === name)!
    const conv = found('features.0.layer.weight')
    expect(conv.shape).toEqual([5, 3, 2, 2])
    const at = (o: number, c: number, y: number, x: number) => conv.data[((o * 3 + c) * 2 + y) * 2 + x]
    for (const [o, c, y, x] of [
      [0, 0, 0, 0],
      [4, 2, 1, 1],
      [3, 1, 0, 1],
    ] as const)
      expect(at(o, c, y, x)).toBe(((y * 2 + x) * 4 + c) * 8 + o)
    const linear = found('classifier.0.layer.weight')
    expect(linear.shape).toEqual([10, 20])
    // Input c * 4 + place of the file.
    for (const [o, c, place] of [
      [0, 0, 0],
      [9, 4, 3],
      [7, 2, 1],
    ] as const)
      expect(linear.data[o * 20 + c * 4 + place]).toBe((place * 8 + c) * 12 + o)
  })

  test('goes out and comes back to the same bits', async () => {
    using run = await openFor(gpu, e, madeData(40, 10))
    run.submit(3)
    const file = await readWeights(run, e)
    const trained = await run.read(run.built.networks[0]!.network.values)
    run.reset()
    expect(new Uint32Array(await run.read(run.built.networks[0]!.network.values))).not.toEqual(new Uint32Array(trained))
    writeWeights(run, file)
    expect(new Uint32Array(await readWeights(run, e))).toEqual(new Uint32Array(file))
    expect(new Uint32Array(await run.read(run.built.networks[0]!.network.values))).toEqual(new Uint32Array(trained))
    expect(JSON.parse(readSafetensors(file).metadata.experiment!)).toEqual(e)
  })

  test('refuses a file that does not fit, by tensor', async () => {
    using run = await openFor(gpu, e, madeData(20, 10))
    const { tensors } = readSafetensors(await readWeights(run))
    const other = (change: (t: (typeof tensors)[number]) => (typeof tensors)[number] | undefined) =>
      writeSafetensors(tensors.flatMap((t) => change(t) ?? []))
    const missing = other((t) => (t.name === 'encode.0.layer.weight' ? undefined : t))
    expect(() => writeWeights(run, missing)).toThrow('no tensor named encode.0.layer.weight; this network needs it as [3,1,3,3]')
    const transposed = other((t) => (t.name === 'features.0.layer.weight' ? { ...t, shape: [2, 2, 3, 5] } : t))
    expect(() => writeWeights(run, transposed)).toThrow('features.0.layer.weight is [2,2,3,5] in the file; this network needs [5,3,2,2]')
  })
})
