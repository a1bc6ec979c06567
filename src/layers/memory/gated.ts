/** A GRU or an LSTM as a memory: tensors and ops of their walk. */
import { type Activation, type Context, layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { padded, sizeOf, tensor } from '../../engine/tensor'
import { summedGradient, weightGradient } from '../linear/layer'
import { drivesOf } from './describe'
import { biasBlocks, orthogonalBlocks } from './initialize'
import { keptOf } from './kept'
import * as kernels from './kernels'
import type { GatedSpec } from './schema'
import { type Memory, type MemoryInputs, type MemoryOptions, placesOf, shapeOf, zerosOf } from './walk'

export function gatedMemory(context: Context, name: string, spec: GatedSpec, inputs: MemoryInputs, options: MemoryOptions): Memory {
  const { size } = options
  const made = makeWalk(context, name, spec, options)
  const { learned, kept, places } = made
  const forward = kernels.memoryGatedForward(
    {
      drive: inputs.drive.value,
      starts: inputs.starts,
      recurrent: learned.recurrent.value,
      bias: learned.bias?.value ?? zerosOf(context),
      carried: inputs.carried,
      kept: kept.whole,
    },
    places,
    { LSTM: made.LSTM, ...shapeOf(context, size, padded(size)) },
  )
  const output: Activation = {
    value: kept.section('keptAfter'),
    grad: placesOf(options).grad(`${name}.outputGrad`, [context.steps, context.batch, padded(size)]),
    form: 'dense',
    features: size,
  }
  const [first, second, third, fourth] = (['gate0', 'gate1', 'gate2', 'gate3'] as const).map(kept.section)
  return {
    ...layer(name, {
      outputs: [output],
      parameters: Object.values(learned),
      forward: [forward],
      ...(context.mode === 'train' && backwardOf(context, name, inputs, options, made, output)),
      visible: made.LSTM
        ? { inputGate: first!, forgetGate: second!, candidate: third!, outputGate: fourth!, cell: kept.section('keptCell') }
        : { resetGate: first!, updateGate: second!, candidate: third! },
    }),
    output,
  }
}

function makeWalk(context: Context, name: string, spec: GatedSpec, options: MemoryOptions) {
  const { size, seed } = options
  const { network, steps, batch: rows } = context
  const columns = padded(size)
  const gates = drivesOf(spec)
  const wide = gates.length * columns
  const weights = gates.length * size * size
  const recurrent = network.parameter(`${name}.recurrent`, [columns, wide], 'weight', orthogonalBlocks(gates, size, size, seed), weights)
  // An LSTM only has the biases of its drive. A GRU needs recurrent ones, since its reset gate multiplies them.
  const bias =
    spec.kind === 'gru' ? network.parameter(`${name}.bias`, [wide], 'weight', biasBlocks(gates, size, spec), 3 * size) : undefined
  const walked = [steps, rows, columns]
  const ofCell = spec.kind === 'lstm'
  const kept = keptOf(
    name,
    {
      gate0: walked,
      gate1: walked,
      gate2: walked,
      gate3: walked,
      keptBefore: walked,
      keptAfter: walked,
      keptCell: ofCell ? walked : [0],
      keptInitial: ofCell ? [rows, columns] : [0],
    },
    placesOf(options).value,
  )
  const { gate0, gate1, gate2: _, gate3: __, ...others } = kept.places
  return {
    learned: { recurrent, ...(bias && { bias }) },
    kept,
    places: { ...others, keptGates: gate0, gateStride: gate1 - gate0 },
    LSTM: Number(ofCell),
  }
}

function backwardOf(
  context: Context,
  name: string,
  inputs: MemoryInputs,
  { size }: MemoryOptions,
  { learned, kept, places, LSTM }: ReturnType<typeof makeWalk>,
  output: Activation,
): { backwardInput: Op[]; backwardParameters: Op[] } {
  const { steps, batch: rows } = context
  const columns = padded(size)
  const driveGrad = inputs.drive.grad ?? tensor(`${name}.driveGrad`, 'f32', inputs.drive.value.shape)
  const gateGrads = tensor(`${name}.gateGrads`, 'f32', LSTM ? [1, 1, 4] : [steps, rows, 3 * columns])
  const backward = kernels.memoryGatedBackward(
    { kept: kept.whole, starts: inputs.starts, recurrent: learned.recurrent.value, outputGrad: output.grad!, driveGrad, gateGrads },
    places,
    { LSTM, ...shapeOf(context, size, sizeOf(learned.recurrent.value.shape) / columns) },
  )
  const products = LSTM ? driveGrad : gateGrads
  const before: Activation = { value: kept.section('keptBefore'), form: 'dense', features: size }
  return {
    backwardInput: [backward],
    backwardParameters: [
      ...weightGradient(context, `${name}.recurrent`, before, products, learned.recurrent),
      ...(learned.bias ? summedGradient(`${name}.bias`, products, learned.bias) : []),
    ],
  }
}
