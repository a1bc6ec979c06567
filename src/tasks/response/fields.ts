/**
 * The stimulus features of a cell: the average of the frames before its recorded spikes, and the gradient of its output in the model, by
 * one backward pass from the last bin of test clips to the stimulus.
 */
import { movieShape } from '../../data/response/schema'
import type { SampleSet } from '../../data/streams'
import type { Op } from '../../engine/kernel'
import { persistent, sizeOf, type Tensor, view } from '../../engine/tensor'
import { carry } from '../../layers/kernels'
import { gaussianKl } from '../../losses/gaussian-kl/loss'
import { throughNetwork } from '../../networks/attribution'
import { latentGraph } from '../../networks/latent/graph'
import type { RunAccess } from '../built'
import { contextOf, type Shared } from '../supervised/shared'
import type { Fields } from './detail'
import { movieInput, noiseFor, type ResponseParts, responseKit, statesFor } from './parts'

/** The number of frames shown, up to and including that of the spike. */
const LAGS = 20

export interface FieldProgram {
  readonly ops: readonly Op[]
  /** [steps, rows, padded cells]: the gradient of the output, which selects a cell. */
  readonly chosen: Tensor<'f32'>
  /** The number of rows that hold clips. */
  readonly count: number
  /** [steps, rows, inputs] */
  readonly gradient: Tensor<'f32'>
}

/** @param clips [rows, words]: clips of the test movie, of which the first `count` are looked at */
export function fieldProgram(shared: Shared<ResponseParts>, clips: Tensor<'u32'>, count: number): FieldProgram {
  const { s, still, control } = shared
  const { spec, cells } = s
  const rows = clips.shape[0]!
  // Built as in training, for the backward pass; it is neither tuned nor learned from.
  const { onVariant: _, ...context } = contextOf(shared, 'train', rows)
  const steps = context.steps
  const kit = responseKit(shared, context)
  const states = statesFor(spec)
  const carried = persistent('fields.state', 'f32', [rows, states])
  const nothing = persistent('fields.nothing', 'f32', [1, rows, states])
  const goesOn = persistent('fields.begins', 'u32', [rows])
  const empty = carry({ source: nothing, begins: goesOn, carried: view(carried, [1, rows, states]) }, {})
  const kl = persistent('fields.kl', 'f32', [rows])
  const unweighted = { beta: 0, warmUpSteps: 0 }
  const input = movieInput(context, spec, clips, still, true)
  const graph = latentGraph(kit, kit, spec.network, {
    input,
    cells,
    carried,
    noise: noiseFor(context, spec, still, still),
    // The divergence has no weight here.
    divergence: (posterior, prior) => [gaussianKl('fields', posterior, prior, unweighted, { clock: control.clock, micro: still, kl })],
  })
  const gradient = input.outputs[0]!.grad!
  const inputs = sizeOf(gradient.shape) / (steps * rows)
  return {
    ops: [empty, ...throughNetwork(graph)],
    chosen: graph.output.grad!,
    count,
    gradient: view(gradient, [steps, rows, inputs]),
  }
}

export async function fieldsOf(
  { gpu, compiled }: RunAccess,
  { chosen, gradient, count }: FieldProgram,
  spec: ResponseParts['spec'],
  recording: SampleSet,
  cell: number,
): Promise<Fields> {
  const { height, width, cells } = movieShape(spec.data)
  if (!(cell >= 0 && cell < cells)) throw new Error(`There are ${cells} cells.`)
  const [steps, rows] = gradient.shape as readonly [number, number, number]
  const columns = chosen.shape[2]!
  const frames = Math.min(LAGS, steps + spec.encoder.window - 1)
  const wanted = new Float32Array(sizeOf(chosen.shape))
  for (let row = 0; row < count; row++) wanted[((steps - 1) * rows + row) * columns + cell] = 1
  compiled.write(chosen, wanted)
  const encoder = gpu.device.createCommandEncoder()
  compiled.programs.fields!.encode(encoder)
  gpu.device.queue.submit([encoder.finish()])
  const values = new Float32Array(await compiled.read(gradient))
  return {
    cell,
    frames,
    height,
    width,
    average: averageOf(recording, cell, frames),
    gradient: byLag(values, gradient.shape as readonly [number, number, number], spec, frames).map((g) => g / count),
  }
}

/** The gradient of each frame by its lag to the last bin, summed over rows, steps and positions in the window. */
function byLag(
  values: Float32Array,
  [steps, rows, inputs]: readonly [number, number, number],
  { data, encoder, network }: ResponseParts['spec'],
  frames: number,
): Float32Array {
  const { height, width } = movieShape(data)
  const pixels = height * width
  const channels = network.stimulus.kind === 'conv'
  const stored = inputs / pixels
  const field = new Float32Array(frames * pixels)
  for (let t = 0; t < steps; t++)
    for (let row = 0; row < rows; row++)
      for (let frame = 0; frame < encoder.window; frame++) {
        const lag = steps - 1 - t + (encoder.window - 1 - frame)
        if (lag >= frames) continue
        for (let p = 0; p < pixels; p++) {
          const at = (t * rows + row) * inputs + (channels ? p * stored + frame : frame * pixels + p)
          field[(frames - 1 - lag) * pixels + p]! += values[at]!
        }
      }
  return field
}

/** The spike-triggered average over all trials of a recording, less the mean frame. */
function averageOf({ streams }: SampleSet, cell: number, frames: number): Float32Array {
  const [trials, cells, bins] = streams.responses!.shape as readonly [number, number, number]
  const [, height, width] = streams.stimulus!.shape as readonly [number, number, number]
  const pixels = height * width
  const movie = streams.stimulus!.values as Float32Array
  const counts = streams.responses!.values as Uint8Array
  const spikes = new Float64Array(bins)
  for (let trial = 0; trial < trials; trial++) for (let t = 0; t < bins; t++) spikes[t]! += counts[(trial * cells + cell) * bins + t]!
  const [sum, mean] = [new Float64Array(frames * pixels), new Float64Array(pixels)]
  let total = 0
  for (let t = 0; t < bins; t++) for (let p = 0; p < pixels; p++) mean[p]! += movie[t * pixels + p]! / bins
  for (let t = frames - 1; t < bins; t++) {
    if (spikes[t] === 0) continue
    total += spikes[t]!
    for (let i = 0; i < sum.length; i++) sum[i]! += spikes[t]! * movie[(t - frames + 1) * pixels + i]!
  }
  return Float32Array.from(sum, (value, i) => (total > 0 ? value / total - mean[i % pixels]! : 0))
}
