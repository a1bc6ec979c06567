import type { Activation, Context } from '../../engine/graph'
import { copyOf, createNetwork, type Network, type NetworkCopy } from '../../engine/network'
import { persistent, type Tensor, view } from '../../engine/tensor'
import type { NetworkGraph } from '../../networks/graph'
import { headBias, hiddenLayers, kitFor } from '../../networks/hidden'
import { withHead } from '../../networks/kit/head'
import { append, type Kit } from '../../networks/kit/kit'
import { inputStep } from '../../networks/kit/neurons'
import type { LearningRule } from '../../neurons/online/schema'
import type { Control } from '../../optimizers/optimizer'
import type { AverageSpec } from '../../optimizers/schema'
import type { Metric } from '../../readings/metrics'
import type { BuildOptions } from '../built'
import type { Batch } from './batches'
import { UPDATE_METRICS } from './metrics'

import type { Supervised, SupervisedSpec } from './supervised'

/** The number of rows in the report's ring buffer. */
const REPORT_ROWS = 4096

/** What training on batches needs, for any task. */
export interface Trained {
  readonly name?: string
  readonly spec: {
    readonly data: { readonly batch: number }
    readonly run: { readonly seed: number }
    readonly average?: AverageSpec | undefined
  }
  /** Time steps of a sample. */
  readonly steps: number
  /** Training metrics that are means over the samples of a batch, the loss first. */
  readonly metrics: readonly Metric[]
}

/** What all programs of one experiment share. */
export interface Shared<S extends Trained> {
  readonly s: S
  readonly options: BuildOptions
  readonly network: Network
  /** The average of everything learned, where the experiment asks for one. */
  readonly average: NetworkCopy | undefined
  readonly control: Control
  readonly metrics: readonly Tensor<'f32'>[]
  /** [1], always 0: the clock of programs that do not train. */
  readonly still: Tensor<'u32'>
  readonly tuningSpace: Record<string, readonly string[]>
}

export function sharedParts<S extends Trained>(s: S, options: BuildOptions): Shared<S> {
  const { batch: total } = s.spec.data
  const { name = 'network' } = s
  const network = createNetwork(name)
  // Every metric begins at a multiple of 256 bytes, so that it can be bound by itself.
  const stride = Math.ceil(total / 64) * 64
  const metrics = persistent(`${name}.figures`, 'f32', [s.metrics.length, stride])
  return {
    s,
    options,
    network,
    average: s.spec.average && copyOf(network, 'average'),
    control: {
      clock: persistent(`${name}.clock`, 'u32', [1]),
      micro: persistent(`${name}.micro`, 'u32', [1]),
      halted: persistent(`${name}.halted`, 'u32', [4]),
      metrics,
      report: persistent(s.name ? `${name}.report` : 'report', 'f32', [REPORT_ROWS, s.metrics.length + UPDATE_METRICS.length]),
      batch: total,
    },
    metrics: s.metrics.map((_, i) => view(metrics, [total], i * stride)),
    still: persistent(`${name}.still`, 'u32', [1]),
    tuningSpace: {},
  }
}

export function contextOf<S extends Trained>(
  { s, options, network, control, still, tuningSpace }: Shared<S>,
  mode: Context['mode'],
  batch: number,
): Context {
  return {
    mode,
    network,
    steps: s.steps,
    batch,
    random: { seed: s.spec.run.seed, clock: mode === 'train' ? control.clock : still },
    profile: options.profile ?? 'gpu',
    subgroups: options.subgroups,
    tunedVariants: options.tunedVariants ?? {},
    ...(mode === 'train' && {
      onVariant: (key, variants, taken) => {
        tuningSpace[key] = [taken, ...variants.filter((variant) => variant !== taken)]
      },
    }),
  }
}

/** The context of an evaluation on test data. It uses the averaged weights where there are any; live views do not. */
export function evaluationContext<S extends Trained>(shared: Shared<S>, batch: number): Context {
  const context = contextOf(shared, 'evaluate', batch)
  return { ...context, network: shared.average ?? context.network }
}

/** Inputs that only some evaluations have. */
interface Evaluated {
  /** [1]: not 0 if the evaluation mixes learned skips as training does. */
  readonly mixed?: Tensor<'u32'> | undefined
  /** [1]: the index of the batch, which noisy neurons use for their random draws; 0 by default. */
  readonly number?: Tensor<'u32'>
  /** Builds a backward pass as in training, for gradient tests. */
  readonly smooth?: boolean | undefined
}

/** The network over a batch, from its input to the outputs that the loss sees. */
export function graphOf<Spec extends SupervisedSpec>(
  shared: Shared<Supervised<Spec>>,
  context: Context,
  batch: Batch,
  evaluated: Evaluated = {},
): NetworkGraph {
  const kit = kitOver(shared, context, evaluated)
  return ended(shared, kit, append(kit, shared.s.input(context, batch)).outputs)
}

/**
 * One time step of the network, for a scan over the steps of an input.
 * @param learning the rule of its gradients. @param lasting whether its states last from one sequence to the next
 */
export function stepGraphOf<Spec extends SupervisedSpec>(
  shared: Shared<Supervised<Spec>>,
  context: Context,
  input: Activation,
  learning: LearningRule,
  lasting = false,
): NetworkGraph {
  const kit = kitOver(shared, { ...context, steps: 1 }, { learning, lasting })
  return ended(shared, kit, [inputStep(kit, input)])
}

function kitOver<Spec extends SupervisedSpec>(
  { s: { name, spec, counts }, options, control, still }: Shared<Supervised<Spec>>,
  context: Context,
  { mixed, number, smooth, learning, lasting }: Evaluated & { readonly learning?: LearningRule; readonly lasting?: boolean },
): Kit {
  const training = context.mode === 'train'
  return kitFor(context, {
    prefix: name ? `${name}.` : '',
    ...spec,
    seed: spec.run.seed,
    micro: training ? control.micro : (number ?? still),
    time: { clock: control.clock, batch: spec.data.batch, samples: counts.train, ...(mixed && { soft: mixed }) },
    smooth: training ? options.smooth : smooth,
    noise: options.noise,
    learning,
    lasting,
  })
}

const ended = <Spec extends SupervisedSpec>({ s }: Shared<Supervised<Spec>>, kit: Kit, inputs: readonly Activation[]): NetworkGraph =>
  withHead(kit, hiddenLayers(kit, s.spec.network, inputs), {
    outputs: s.outputs,
    bias: headBias(s.spec.network),
    readout: s.spec.readout,
    everyStep: s.everyStep,
  })
