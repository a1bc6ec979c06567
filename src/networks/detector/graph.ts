/**
 * Builds a detector from its parts, as in YOLOX: Focus and stages of cross-stage-partial blocks, pyramid pooling, a neck from coarse to
 * fine and back, a head for each level. Spiking parts run over all steps; after the mean over time, everything has one step. Pure.
 */
import type { Activation, Context, Layer } from '../../engine/graph'
import { cells, type Level } from '../../layers/cells/layer'
import { concat } from '../../layers/join/layer'
import { pool2d } from '../../layers/pool2d/layer'
import { meanOverTime, overTime } from '../../layers/readout/over-time'
import { add, fork } from '../../layers/residual/layer'
import { scaled } from '../../layers/schema'
import { spaceToDepth } from '../../layers/space-to-depth/layer'
import { upsample } from '../../layers/upsample/layer'
import { thresholdScale } from '../../neurons/descriptions'
import type { NeuronSpec } from '../../neurons/schema'
import { SILU_SPEC } from '../../neurons/silu/schema'
import type { NetworkGraph, WeightLayer } from '../graph'
import { afterOps, windowOps } from '../kit/head'
import { append, createKit, type Kit, type KitSettings, named, withNeuron } from '../kit/kit'
import { convLayer } from '../kit/layers'
import { convWeights, type Window } from '../kit/weights'
import { blocksOf, type DetectorSpec, levelsOf, stagesOf } from './schema'

export interface DetectorParts extends Pick<KitSettings, 'prefix' | 'surrogate' | 'seed' | 'micro' | 'smooth'> {
  /** The neuron of the spiking parts. */
  readonly neuron: NeuronSpec
  /**
   * The layers in front of the detector, in order; the first output of the last one is the representation, a feature map
   * at one step, the same for all, or at every step. Where it has a gradient, it is written.
   */
  readonly input: readonly Layer[]
  readonly classes: number
}

export interface DetectorGraph extends NetworkGraph {
  /** [1, batch * cells, padded(5 + classes)]: tx, ty, tw, th, objectness, classes, of the levels' cells in order, row by row. */
  readonly raw: Activation
  readonly levels: ReturnType<typeof levelsOf>
}

/** The number of outputs of the box branch: four of the box, then the objectness. The classes follow. */
const BOX = 5
const OBJECTNESS = 4
/** The logit of a probability of 0.01, so that an untrained detector finds almost nothing. */
const RARE = -Math.log(99)

const ONE: Window = { kernel: 1, stride: 1, padding: 0 }
const THREE: Window = { kernel: 3, stride: 1, padding: 1 }
const HALVE: Window = { kernel: 3, stride: 2, padding: 1 }

/** @param context of as many steps as the spiking parts have. @throws where the representation has another number, or does not fit the strides */
export function detectorGraph(context: Context, spec: DetectorSpec, parts: DetectorParts): DetectorGraph {
  const kits = kitsOf(context, spec, parts)
  const representation = parts.input.map((made) => append(kits.backbone, made)).at(-1)!.outputs[0]!
  const { space } = representation
  if (!space || space.height % spec.strides.at(-1)! !== 0 || space.width % spec.strides.at(-1)! !== 0)
    throw new Error(`A detector of strides ${spec.strides} does not fit ${space?.height} x ${space?.width} pixels`)
  const seen = representationFor(kits.backbone, spec, representation)
  const features = across(kits.backbone, kits.neck, 'backbone', backbone(part(kits.backbone, 'backbone'), spec, seen))
  const joined = across(kits.neck, kits.head, 'neck', neck(part(kits.neck, 'neck'), spec, features))
  const readouts: WeightLayer[] = []
  const heads = joined.map((x, i) => head(part(kits.head, `head.stride${spec.strides[i]}`), spec, x, parts.classes, readouts))
  const raw = append(kits.head, cells(kits.head.context, `${parts.prefix ?? ''}raw`, heads)).outputs[0]!
  const { layers, spiking, scores } = kits.backbone
  const first = windowOps(kits.backbone)
  const after = afterOps(kits.backbone)
  return {
    layers,
    spiking,
    scores,
    readouts,
    outputs: raw,
    output: raw,
    raw,
    levels: levelsOf(spec, space),
    prelude: first,
    ...(after.length > 0 && { after }),
    forward: [...first, ...layers.flatMap((l) => l.forward)],
  }
}

// ---- spiking and analog parts

interface Kits {
  readonly backbone: Kit
  readonly neck: Kit
  readonly head: Kit
}

/** Kits for one network in which some parts spike at every step and the others are SiLUs at one step. */
function kitsOf(context: Context, spec: DetectorSpec, { input: _, classes: __, ...settings }: DetectorParts): Kits {
  const { normalization, initialization } = spec
  // Plain batch normalization, as in the paper: currents are not scaled by the threshold.
  const plain =
    normalization.kind === 'none' ? normalization : { ...normalization, alpha: normalization.alpha / thresholdScale(settings.neuron) }
  const shared = { ...settings, bias: normalization.kind === 'none', initialization, maxSpiking: maxSpiking(spec) }
  const spiking = createKit(context, { ...shared, normalization: plain })
  const analog = withNeuron(spiking, 'analog', { neuron: SILU_SPEC, normalization }, { ...context, steps: 1 })
  const count = ['none', 'backbone', 'neck', 'all'].indexOf(spec.spiking)
  const [forBackbone, forNeck, forHead] = [0, 1, 2].map((place) => (place < count ? spiking : analog)) as [Kit, Kit, Kit]
  return { backbone: forBackbone, neck: forNeck, head: forHead }
}

/** The maximum number of layers with neurons. */
function maxSpiking(spec: DetectorSpec): number {
  const stages = stagesOf(spec)
  const blocks = stages.reduce((sum, stage) => sum + stage.blocks, 0) + 2 * spec.strides.length * blocksOf(spec)
  return 3 + 4 * stages.length + 2 * blocks + (8 + 5 + stages.length) * spec.strides.length
}

/** The input of the first layer: every step, or only the first slice if there is one step. */
function representationFor(kit: Kit, { spiking }: DetectorSpec, x: Activation): Activation {
  const slices = x.value.shape[0]!
  const { steps } = kit.context
  if (slices === 1 || slices === steps) return x
  if (spiking !== 'none') throw new Error(`A representation of ${slices} slices is seen at one step or at ${slices}, not at ${steps}`)
  const weights = Array.from({ length: slices }, (_, t) => Number(t === 0))
  return append(kit, overTime(kit.context, named(kit, 'slice'), x, weights)).outputs[0]!
}

/** Converts spikes to rates, from a spiking part to an analog one. */
const across = (from: Kit, to: Kit, name: string, maps: readonly Activation[]): readonly Activation[] =>
  from === to ? maps : maps.map((x, i) => append(from, meanOverTime(from.context, named(from, `${name}.rate${i + 1}`), x)).outputs[0]!)

// ---- the three parts

/** The feature maps at the strides of the levels, finest first. */
function backbone(kit: Kit, spec: DetectorSpec, input: Activation): Activation[] {
  const stages = stagesOf(spec)
  const stem = part(kit, 'stem')
  const blocks = append(stem, spaceToDepth(kit.context, named(stem, 'focus'), input)).outputs[0]!
  let x = convLayer(stem, blocks, scaled(spec.stem, spec.width), THREE)
  const seen: Activation[] = []
  stages.forEach(({ stride, channels, blocks: count }, i) => {
    const own = part(kit, `stride${stride}`)
    const last = i === stages.length - 1
    const smaller = convLayer(own, x, channels, HALVE)
    const pooled = last && spec.pools.length > 0 ? pyramid(own, smaller, channels, spec.pools) : smaller
    const made = partial(own, pooled, channels, count, !last)
    const asked = spec.strides.includes(stride)
    const [next, away] = asked && !last ? parted(own, made, 2) : [made, made]
    x = next!
    if (asked) seen.push(away!)
  })
  return seen
}

/** Combines the features of all levels, from the coarsest to the finest and back (PAFPN). */
function neck(kit: Kit, spec: DetectorSpec, features: readonly Activation[]): Activation[] {
  const blocks = blocksOf(spec)
  const { strides } = spec
  const doublings = (k: number) => Math.log2(strides[k + 1]! / strides[k]!)
  const lateral: Activation[] = []
  let x = features.at(-1)!
  for (let k = features.length - 2; k >= 0; k--) {
    const own = part(kit, `up${strides[k]}`)
    const { features: channels } = features[k]!
    const [up, aside] = parted(own, convLayer(own, x, channels, ONE), 2)
    lateral[k] = aside!
    let larger = up!
    for (let i = 0; i < doublings(k); i++) larger = append(own, upsample(own.context, fresh(own, 'upsample'), larger)).outputs[0]!
    x = partial(own, together(own, larger, features[k]!), channels, blocks, false)
  }
  const made: Activation[] = []
  for (let k = 1; k < features.length; k++) {
    const own = part(kit, `down${strides[k]}`)
    const [away, down] = parted(own, x, 2)
    made.push(away!)
    let smaller = down!
    for (let i = 0; i < doublings(k - 1); i++) smaller = convLayer(own, smaller, features[k - 1]!.features, HALVE)
    x = partial(own, together(own, smaller, lateral[k - 1]!), features[k]!.features, blocks, false)
  }
  return [...made, x]
}

/** The outputs of each cell of a level: boxes with objectness, and classes, each behind a branch of its own. */
function head(kit: Kit, spec: DetectorSpec, x: Activation, classes: number, readouts: WeightLayer[]): Level {
  const channels = scaled(spec.head, spec.width)
  const branches = parted(kit, convLayer(kit, x, channels, ONE), 2)
  const [first, second] = (['box', 'class'] as const).map((name, i) => {
    const own = part(kit, name)
    const hidden = convLayer(own, convLayer(own, branches[i]!, channels, THREE), channels, THREE)
    const { made, weightLayer } = convWeights(own, named(own, 'output'), hidden, i === 0 ? BOX : classes, ONE, {
      bias: true,
      initialBias: (output, drawn) => (i === 0 && output !== OBJECTNESS ? drawn : RARE),
    })
    readouts.push({ ...weightLayer, says: i === 0 ? 'boxes, objectness' : 'class scores' })
    return made.outputs[0]!
  })
  return { first: first!, second: second! }
}

// ---- building blocks

/** Half of the channels pass through blocks, the other half bypasses them (CSPNet, Wang et al., 2020). */
function partial(kit: Kit, x: Activation, outputs: number, blocks: number, shortcut: boolean): Activation {
  const channels = Math.floor(outputs / 2)
  const [through, past] = parted(kit, x, 2)
  const entered = convLayer(kit, through!, channels, ONE)
  const aside = convLayer(kit, past!, channels, ONE)
  const blocked = Array.from({ length: blocks }).reduce<Activation>((made) => block(kit, made, channels, shortcut), entered)
  return convLayer(kit, together(kit, blocked, aside), outputs, ONE)
}

/** Two convolutions, with an optional shortcut that adds their input to their outputs, after the spikes of spiking parts (SEW-ADD). */
function block(kit: Kit, x: Activation, channels: number, shortcut: boolean): Activation {
  const [through, past] = shortcut ? parted(kit, x, 2) : [x, x]
  const made = convLayer(kit, convLayer(kit, through!, channels, ONE), channels, THREE)
  return shortcut ? append(kit, add(kit.context, fresh(kit, 'add'), made, past!)).outputs[0]! : made
}

/** A feature map next to its maxima over windows of several sizes (SPP, He et al., 2014). */
function pyramid(kit: Kit, x: Activation, outputs: number, sides: readonly number[]): Activation {
  const narrow = convLayer(kit, x, Math.floor(outputs / 2), ONE)
  const [same, ...others] = parted(kit, narrow, sides.length + 1)
  const maxima = sides.map((side, i) => {
    const window = { kernel: [side, side], stride: [1, 1], padding: [(side - 1) / 2, (side - 1) / 2] } as const
    return append(kit, pool2d(kit.context, fresh(kit, 'pool'), others[i]!, { kind: 'max', ...window })).outputs[0]!
  })
  return convLayer(
    kit,
    maxima.reduce((all, map) => together(kit, all, map), same!),
    outputs,
    ONE,
  )
}

const together = (kit: Kit, a: Activation, b: Activation): Activation =>
  append(kit, concat(kit.context, fresh(kit, 'concat'), a, b)).outputs[0]!

const parted = (kit: Kit, x: Activation, count: number): readonly Activation[] =>
  append(kit, fork(kit.context, fresh(kit, 'fork'), x, count)).outputs

/** A kit for the layers of one part, whose names start with that of the part and whose numbers count from 1. */
const part = (kit: Kit, name: string): Kit => ({
  ...kit,
  settings: { ...kit.settings, prefix: `${named(kit, name)}.`, uncounted: kit.spiking.length },
})

const fresh = (kit: Kit, what: string): string => named(kit, `${what}${kit.layers.length}`)
