/** Gated recurrent spiking neurons and leaky ones as a memory: tensors and ops of their walk. */
import { type Activation, type Context, layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { constant, padded, tensor, view } from '../../engine/tensor'
import { summedGradient, weightGradient } from '../linear/layer'
import { seesSpikes, statesOf } from './describe'
import { biasBlocks, orthogonalBlocks } from './initialize'
import { keptOf } from './kept'
import * as kernels from './kernels'
import { GATE_KINDS, type SpikingSpec } from './schema'
import { type Memory, type MemoryInputs, type MemoryOptions, placesOf, shapeOf, zerosOf } from './walk'

type SpikingOptions = MemoryOptions & { readonly surrogate: NonNullable<MemoryOptions['surrogate']> }

export function spikingMemory(context: Context, name: string, spec: SpikingSpec, inputs: MemoryInputs, options: SpikingOptions): Memory {
  const { size, surrogate, smooth = false } = options
  const made = makeWalk(context, name, spec, options)
  const { learned, kept } = made
  const nothing = zerosOf(context)
  const forward = kernels.memorySpikingForward(
    {
      drive: inputs.drive.value,
      starts: inputs.starts,
      recurrent: learned.recurrent?.value ?? view(nothing, [1, 4]),
      bias: learned.bias?.value ?? nothing,
      decay: made.decay,
      carried: inputs.carried,
      kept: kept.whole,
    },
    { inner: spec.innerSteps, features: size, threshold: spec.threshold, surrogateScale: surrogate.scale, ...kept.places },
    { ...made.constants, ...shapeOf(context, size, seesSpikes(spec) ? padded(size) : 0) },
  )
  const output: Activation = {
    value: kept.section(spec.innerSteps > 1 ? 'keptOutput' : 'keptSpikes'),
    grad: placesOf(options).grad(`${name}.outputGrad`, [context.steps, context.batch, padded(size)]),
    form: smooth || spec.innerSteps > 1 ? 'dense' : 'binary',
    features: size,
  }
  return {
    ...layer(name, {
      outputs: [output],
      parameters: Object.values(learned),
      forward: [forward],
      ...(context.mode === 'train' && backwardOf(context, name, spec, inputs, options, made, output)),
      visible: {
        membrane: kept.section('keptMembrane'),
        spikes: kept.section('keptSpikes'),
        ...(spec.kind === 'grsn' && {
          current: kept.section('keptCurrent'),
          forgetGate: kept.section('keptForget'),
          inputGate: kept.section('keptInput'),
        }),
      },
    }),
    output,
    decay: made.decay,
  }
}

/** What the forward and the backward walk share. */
function makeWalk(context: Context, name: string, spec: SpikingSpec, options: SpikingOptions) {
  const { size, seed, surrogate, smooth = false } = options
  const learned = weightsOf(context, name, spec, size, seed)
  const columns = padded(size)
  const walked = [context.steps * spec.innerSteps, context.batch, columns]
  const gated = spec.kind === 'grsn' ? walked : [0]
  return {
    learned,
    decay: learned.decayLogit?.value ?? fixedDecay(context, spec.decay, columns),
    kept: keptOf(
      name,
      {
        keptMembrane: walked,
        keptSpikes: walked,
        keptCurrent: gated,
        keptForget: gated,
        keptInput: gated,
        keptBefore: seesSpikes(spec) ? walked : [0],
        keptOutput: spec.innerSteps > 1 ? [context.steps, context.batch, columns] : [0],
        keptInitial: [context.batch, statesOf(spec, size)],
      },
      placesOf(options).value,
    ),
    constants: {
      GATES: GATE_KINDS.indexOf(spec.kind === 'grsn' ? spec.gates : 'none'),
      PROJECTION: Number(spec.kind === 'lif' || spec.projection),
      HARD: Number(spec.reset === 'zero'),
      ZEROED: Number(spec.innerState === 'zeroed'),
      LEARNED: Number(spec.learnDecay),
      SURROGATE: surrogate.kind,
      SMOOTH: Number(smooth),
    },
  }
}

interface Learned {
  readonly recurrent?: Parameter
  readonly bias?: Parameter
  readonly decayLogit?: Parameter
}

function weightsOf({ network }: Context, name: string, spec: SpikingSpec, size: number, seed: number): Learned {
  const columns = padded(size)
  const gates = ['forget', 'input'] as const
  const logit = Math.log(spec.decay / (1 - spec.decay))
  const upToSize = (shape: readonly number[]) => new Float32Array(shape[0]!).fill(logit, 0, size)
  return {
    ...(seesSpikes(spec) && {
      recurrent: network.parameter(
        `${name}.recurrent`,
        [columns, 2 * columns],
        'weight',
        orthogonalBlocks(gates, size, size, seed),
        2 * size * size,
      ),
    }),
    ...(spec.kind === 'grsn' &&
      spec.gates === 'spike' && {
        bias: network.parameter(`${name}.bias`, [2 * columns], 'weight', biasBlocks(gates, size, spec), 2 * size),
      }),
    ...(spec.learnDecay && { decayLogit: network.parameter(`${name}.decayLogit`, [columns], 'neuron', upToSize, size) }),
  }
}

const fixedDecay = ({ network }: Context, decay: number, columns: number) => {
  const name = `decays of a memory ${decay} ${columns}`
  return network.shared(name, () => constant(name, new Float32Array(columns).fill(decay)))
}

function backwardOf(
  context: Context,
  name: string,
  spec: SpikingSpec,
  inputs: MemoryInputs,
  { size, surrogate, smooth = false }: SpikingOptions,
  { learned, decay, kept, constants }: ReturnType<typeof makeWalk>,
  output: Activation,
): { backwardInput: Op[]; backwardParameters: Op[] } {
  const { steps, batch: rows } = context
  const columns = padded(size)
  const sees = seesSpikes(spec)
  const gateGrads = tensor(`${name}.gateGrads`, 'f32', sees ? [steps * spec.innerSteps, rows, 2 * columns] : [1, 1, 4])
  const decayPartial = tensor(`${name}.decayPartial`, 'f32', learned.decayLogit ? [rows, columns] : [1, 4])
  const backward = kernels.memorySpikingBackward(
    {
      kept: kept.whole,
      starts: inputs.starts,
      recurrent: learned.recurrent?.value ?? view(zerosOf(context), [1, 4]),
      decay,
      outputGrad: output.grad!,
      driveGrad: inputs.drive.grad ?? tensor(`${name}.driveGrad`, 'f32', inputs.drive.value.shape),
      gateGrads,
      decayPartial,
    },
    {
      inner: spec.innerSteps,
      features: size,
      states: statesOf(spec, size),
      threshold: spec.threshold,
      surrogateScale: surrogate.scale,
      ...kept.places,
    },
    { ...constants, ...shapeOf(context, size, sees ? 2 * columns : 0) },
  )
  const before: Activation | undefined = sees
    ? { value: kept.section('keptBefore'), form: smooth ? 'dense' : 'binary', features: size }
    : undefined
  return {
    backwardInput: [backward],
    backwardParameters: [
      ...(before && learned.recurrent ? weightGradient(context, `${name}.recurrent`, before, gateGrads, learned.recurrent) : []),
      ...(learned.bias ? summedGradient(`${name}.bias`, gateGrads, learned.bias) : []),
      ...(learned.decayLogit ? summedGradient(`${name}.decay`, decayPartial, learned.decayLogit) : []),
    ],
  }
}
