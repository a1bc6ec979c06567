/** A network as boxes for a drawing, one for each layer, derived from the experiment without building anything. Pure. */

import { dataShape } from '../../../data/datasets/schema'
import { isInTime, receivedShape } from '../../../data/encoders/schema'
import type { Experiment } from '../../../experiments/schema'
import { type Shape, scaled, shapesOf } from '../../../layers/schema'
import type { AgentSpec } from '../../../networks/agent/schema'
import { type DetectorSpec, stagesOf } from '../../../networks/detector/schema'
import { channelsSeen, jointOf } from '../../../networks/fusion/schema'
import type { NetworkSpec } from '../../../networks/schema'
import { recurrenceOf } from '../../../neurons/recurrent-lif/schema'
import { inputsOf, outputsOf } from '../../state/labels/experiment-label'

export interface SketchBox {
  readonly kind: 'input' | 'dense' | 'conv' | 'residual' | 'pool' | 'output'
  /** The number of neurons, channels, or values that the label states. */
  readonly size: number
  readonly label: string
  /** The rows of its feature map, if it has one. */
  readonly rows?: number
  /** Set for a recurrent layer: it receives its spikes from the previous step, or over longer skips. */
  readonly recurrence?: 'vanilla' | 'skip'
  /** Each of the two streams has this layer. */
  readonly twice?: true
}

export function sketchOf(experiment: Experiment): readonly SketchBox[] {
  const { data, encoder, network } = experiment
  const { height, width, channels } = receivedShape(data, encoder)
  const flat = isInTime(encoder) || height === 1 || width === 1
  const inputs = inputsOf(experiment)
  const fusion = network.kind === 'layers' ? network.fusion : undefined
  const both = fusion && fusion.kind !== 'eventOnly' && fusion.kind !== 'frameOnly' ? ({ twice: true } as const) : {}
  const seen = channelsSeen(fusion, channels, dataShape(data).pictures?.channels ?? 0)
  const input: SketchBox = flat
    ? { kind: 'input', size: inputs, label: String(inputs) }
    : { kind: 'input', size: inputs, label: `${height}×${width}`, rows: height, ...both }
  const outputs = outputsOf(experiment)
  return [
    input,
    ...hiddenBoxes(network, { channels: seen, ...(!flat && { space: { height, width } }) }),
    { kind: 'output', size: outputs, label: String(outputs) },
  ]
}

/** The memory, then the layers of the policy’s head. */
const agentBoxes = ({ memory, units, heads }: AgentSpec): readonly SketchBox[] => {
  const dense = (size: number) => ({ kind: 'dense', size, label: String(size) }) as const
  return [...(memory.kind === 'none' ? [] : [{ ...dense(units), recurrence: 'vanilla' as const }]), ...heads.map(dense)]
}

function hiddenBoxes(network: NetworkSpec, received: Shape): readonly SketchBox[] {
  if (network.kind === 'latent') return latentBoxes(network)
  if (network.kind === 'detector') return detectorBoxes(network, received)
  if (network.kind === 'agent') return agentBoxes(network)
  const own = recurrenceOf(network)
  const recurrence = own && { recurrence: own.kind === 'vanilla' ? own.kind : ('skip' as const) }
  if (network.kind !== 'layers') {
    return network.hidden.map((size) => ({ kind: 'dense', size, label: String(size), ...recurrence }))
  }
  const joint = network.fusion && jointOf(network.fusion, network.layers.length)
  return shapesOf(network.layers, received, network.width, joint).flatMap((fitted, at): SketchBox[] => {
    const layer = network.layers[at]!
    const both = joint && at < joint.after ? ({ twice: true } as const) : {}
    if ('problem' in fitted) return []
    const { channels: size, space } = fitted.shape
    if (layer.kind === 'pool' || layer.kind === 'globalPool') return [{ kind: 'pool', size, label: '', rows: space?.height ?? 1, ...both }]
    const outputs = scaled(layer.outputs, network.width)
    const kind = layer.kind === 'linear' ? 'dense' : layer.kind
    return [
      { kind, size: outputs, label: String(outputs), ...(space && { rows: space.height }), ...both, ...(kind === 'dense' && recurrence) },
    ]
  })
}

/** Layers of the stimulus, the memory, and the latent variables. */
function latentBoxes({ stimulus, memory, latents }: Extract<NetworkSpec, { kind: 'latent' }>): readonly SketchBox[] {
  const dense = (size: number): SketchBox => ({ kind: 'dense', size, label: String(size) })
  return [
    ...(stimulus.kind === 'dense' ? stimulus.hidden : stimulus.channels).map(dense),
    ...(memory.kind === 'none' ? [] : [{ ...dense(memory.size), recurrence: 'vanilla' as const }]),
    ...(latents > 0 ? [dense(latents)] : []),
  ]
}

/** The stem, the stages, and one head that stands for the heads of all levels. */
function detectorBoxes(spec: DetectorSpec, { space }: Shape): readonly SketchBox[] {
  const conv = (channels: number, stride: number): SketchBox => ({
    kind: 'conv',
    size: channels,
    label: String(channels),
    ...(space && { rows: Math.max(1, space.height / stride) }),
  })
  return [
    conv(scaled(spec.stem, spec.width), 2),
    ...stagesOf(spec).map(({ channels, stride }) => conv(channels, stride)),
    conv(scaled(spec.head, spec.width), spec.strides[0]!),
  ]
}

export interface Placed extends SketchBox {
  readonly x: number
  readonly width: number
  readonly height: number
}
interface PlacedLabel {
  readonly x: number
  readonly text: string
}
export interface Placement {
  readonly boxes: readonly Placed[]
  readonly labels: readonly PlacedLabel[]
}

const WIDTHS = { input: 20, dense: 9, conv: 13, residual: 13, pool: 3, output: 9 } as const
/** The largest gap between two boxes. */
const MAX_GAP = 24
/** The width of a letter at the size of the labels, and the gap between two labels. */
const LETTER = 7
const APART = 5

/** Places boxes side by side. More neurons or a larger image make a box taller. A label that would touch the previous one is left out. */
export function placed(boxes: readonly SketchBox[], width: number, height: number): Placement {
  const taken = boxes.reduce((sum, { kind }) => sum + WIDTHS[kind], 0)
  const ends = (LETTER * Math.max(boxes[0]!.label.length, 2)) / 2
  const gap = Math.min(MAX_GAP, (width - 2 * ends - taken) / Math.max(1, boxes.length - 1))
  const squeeze = gap < 2 ? (width - 2 * ends - 2 * (boxes.length - 1)) / taken : 1
  let x = Math.max(0, ends - WIDTHS.input / 2)
  const out = boxes.map((box): Placed => {
    const wide = WIDTHS[box.kind] * squeeze
    const at = { ...box, x, width: wide, height: height * heightOf(box) }
    x += wide + Math.max(2, gap)
    return at
  })
  return { boxes: out, labels: labelsOf(out) }
}

/** A share of the full height from 0.2 to 1: by the logarithm of the neurons, or by the rows of the image. */
function heightOf({ kind, size, rows }: SketchBox): number {
  if (rows !== undefined && kind === 'input') return 0.6
  if (rows !== undefined) return Math.min(1, Math.max(0.2, 0.2 + rows / 60))
  return Math.min(1, Math.max(0.2, 0.2 + Math.log2(Math.max(1, size)) / 12.5))
}

/** One label for neighbors that are alike: "128 × 8" under their middle. Pooling layers in between have none. */
function labelsOf(boxes: readonly Placed[]): PlacedLabel[] {
  const groups: Placed[][] = []
  for (const box of boxes.filter(({ label }) => label !== '')) {
    const group = groups.at(-1)
    if (group && group[0]!.label === box.label && group[0]!.kind === box.kind && group[0]!.twice === box.twice) group.push(box)
    else groups.push([box])
  }
  const all = groups.map((group) => {
    const text = group.length > 1 ? `${group[0]!.label} × ${group.length}` : group[0]!.label
    return { text, x: (group[0]!.x + group.at(-1)!.x + group.at(-1)!.width) / 2 }
  })
  const half = ({ text }: PlacedLabel) => (LETTER * text.length) / 2
  // Place the first and last labels, the input and the output, before the others.
  const labels = [all[0]!, all.at(-1)!]
  const free = (label: PlacedLabel) => labels.every((other) => Math.abs(other.x - label.x) >= half(other) + half(label) + APART)
  for (const label of all.slice(1, -1)) if (free(label)) labels.push(label)
  return labels.sort((a, b) => a.x - b.x)
}
