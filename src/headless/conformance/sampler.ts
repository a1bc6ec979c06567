/** The conformance ops of event representations and of samplers, through their own kernels and layer. */
import { eventBins, eventMap, type PixelEvents } from '../../data/pixel-events/represent'
import { MAP_CHANNELS } from '../../data/pixel-events/schema'
import type { Gpu } from '../../engine/device'
import { type Activation, activation } from '../../engine/graph'
import type { Parameter } from '../../engine/network'
import { persistent } from '../../engine/tensor'
import { sampler } from '../../layers/sampler/layer'
import type { FiringSpec } from '../../layers/sampler/schema'
import { type Inspection, inspect } from '../readable-tensors'
import { arsnnAttributes, eventBinsAttributes } from './attributes'
import type { Computed } from './compare'
import { type CaseImage, imageOf } from './images'
import { channelsFirst, channelsLast, padRows, trimRows, windowFirst, windowLast } from './layout'
import { contextFor } from './neurons'
import { type Case, need } from './read'

type Numbers = ArrayLike<number>

/** Converts a list of events (x, y, time, polarity) to events by pixel, with as many slots as the busiest pixel has events. */
function byPixel({ shape, data }: { readonly shape: readonly number[]; readonly data: readonly number[] }, height: number, width: number) {
  const pixels = height * width
  const lists = Array.from({ length: pixels }, (): number[] => [])
  for (let i = 0; i < shape[0]!; i++) {
    const [x, y, time, polarity] = data.slice(4 * i, 4 * i + 4) as [number, number, number, number]
    lists[y * width + x]!.push(((time << 1) | polarity) >>> 0)
  }
  const slots = Math.max(1, ...lists.map((list) => list.length))
  const events = Uint32Array.from({ length: slots * pixels }, (_, i) => lists[i % pixels]![Math.floor(i / pixels)] ?? 0)
  const from: PixelEvents = {
    events: persistent('events', 'u32', [1, slots, pixels], events),
    eventCounts: persistent(
      'eventCounts',
      'u32',
      [1, pixels],
      Uint32Array.from(lists, (list) => list.length),
    ),
    height,
    width,
  }
  return from
}

export async function runEventBins(gpu: Gpu, c: Case): Promise<Computed> {
  const a = eventBinsAttributes.parse(c.attrs)
  const from = byPixel(need(c.inputs, 'events'), a.height, a.width)
  const pixels = a.height * a.width
  const made =
    a.kind === 'bins'
      ? eventBins('made', from, a.bins)
      : eventMap('made', from, a.kind === 'timeSurface' ? { kind: a.kind, bins: a.bins, tau: a.tau / 1000 } : a)
  using bench = await inspect(gpu, made.ops)
  bench.run()
  const rows = trimRows(await bench.f32(made.activation.value), made.activation.features)
  // [bins, pixels, 2] for bins, [pixels, bins * channels] for an image.
  const representation = a.kind === 'bins' ? channelsFirst(rows, 2, pixels) : channelsFirst(rows, MAP_CHANNELS[a.kind] * a.bins, pixels)
  return { outputs: { representation }, gradients: {} }
}

export async function runArsnn(gpu: Gpu, c: Case): Promise<Computed> {
  const a = arsnnAttributes.parse(c.attrs)
  const bins = need(c.inputs, 'bins')
  const image = imageOf(bins)
  const { steps, batch, height, width, positions } = image
  const { sampler: kind, surrogate, ...fields } = a
  const spec = { kind, bins: steps, alpha: 1 / surrogate.width, ...fields } as FiringSpec
  const input: Activation = { ...activation('bins', [steps, batch, 2 * positions], 'sparse', false), space: { height, width, channels: 2 } }
  const made = sampler(contextFor('train', steps, batch), 'sampler', input, spec, { seed: 0 })
  using bench = await inspect(gpu, [...made.forward, ...made.backwardParameters])
  for (const parameter of made.parameters) bench.write(parameter.value, toMemory(parameter, need(c.inputs, nameOf(parameter)).data))
  bench.write(input.value, padRows(channelsLast(bins.data, 2, positions), 2 * positions))
  const output = made.outputs[0]!
  if (c.cotangents.representation) bench.write(output.grad!, padRows(channelsLast(c.cotangents.representation.data, 2, positions), 2))
  bench.run()
  const gradients: Record<string, Numbers> = {}
  for (const parameter of made.parameters) gradients[nameOf(parameter)] = toFile(parameter, await bench.f32(parameter.grad))
  const representation = channelsFirst(trimRows(await bench.f32(output.value), 2), 2, positions)
  return { outputs: { representation, ...(await visibleOf(bench, made.visible, image)) }, gradients }
}

/** The name in the case: inputWeight1, gateBias2 and decayLogit for sampler.input1.weight, sampler.gate2.bias and sampler.decayLogit. */
function nameOf({ name }: Parameter): string {
  const [, stack, what] = name.split('.') as [string, string, string?]
  return what ? `${stack.slice(0, -1)}${what[0]!.toUpperCase()}${what.slice(1)}${stack.at(-1)}` : stack
}

/** The output and input channels of a weight. A sampler without gates has two of each, stored as four except for the input of the bins themselves. */
function sizesOf({ value: { shape }, count }: Parameter) {
  const [height, width, inputs, columns] = shape as readonly [number, number, number, number]
  const places = height * width
  const outputs = count === places * inputs * columns ? columns : 2
  return { outputs, channels: count / (places * outputs), stored: inputs }
}

function toMemory(parameter: Parameter, data: readonly number[]): Float32Array<ArrayBuffer> {
  if (data.length !== parameter.count) throw new Error(`${data.length} values for ${nameOf(parameter)} [${parameter.value.shape}]`)
  if (parameter.value.shape.length === 1) return padRows(data, parameter.count)
  const { outputs, channels, stored } = sizesOf(parameter)
  return windowLast(data, outputs, channels, stored)
}

function toFile(parameter: Parameter, data: Numbers): Numbers {
  if (parameter.value.shape.length === 1) return trimRows(data, parameter.count)
  const { outputs, channels, stored } = sizesOf(parameter)
  return windowFirst(data, outputs, channels, stored)
}

/** Files contain spikes in the order of processing, the newest bin first. */
async function visibleOf(bench: Inspection, visible: Readonly<Record<string, Parameters<Inspection['f32']>[0]>>, image: CaseImage) {
  const { steps, positions } = image
  const spikes = channelsFirst(trimRows(await bench.f32(visible.spikes!), 2 * positions), 2, positions)
  const size = spikes.length / steps
  const newestFirst = Float64Array.from(spikes, (_, i) => spikes[(steps - 1 - Math.floor(i / size)) * size + (i % size)]!)
  if (!visible.counts) return { spikes: newestFirst }
  return { spikes: newestFirst, counts: channelsFirst(trimRows(await bench.u32(visible.counts), 2 * positions), 2, positions) }
}
