/** Layers with weights and without neurons: weight layers, each with an optional function of its outputs. Pure. */
import type { Activation } from '../engine/graph'
import type { Initialize } from '../engine/network'
import { padded } from '../engine/tensor'
import { activate } from '../layers/activation/layer'
import type { ActivationKind } from '../layers/activation/schema'
import { initializeBias, initializeWeight, linearFan } from '../layers/initialize'
import { linear } from '../layers/linear/layer'
import type { Matrix, WeightLayer } from './graph'
import { append, type Kit } from './kit/kit'

/** The weights of layers without neurons that are built so far. */
export interface Analog {
  readonly matrices: Matrix[]
  readonly convolutions: WeightLayer[]
}

/** Initial values that replace PyTorch's defaults. */
export interface Drawn {
  readonly initialize: Initialize
  readonly initializeBias: Initialize
}

/** A linear layer with a bias over all steps, and an optional activation after it. */
export function dense(
  kit: Kit,
  analog: Analog,
  name: string,
  x: Activation,
  outputs: number,
  then?: ActivationKind,
  drawn: Partial<Drawn> = {},
): Activation {
  const { context, settings } = kit
  const fan = linearFan(x.features, outputs, 1, padded(x.features))
  const made = append(
    kit,
    linear(context, name, x, {
      outputs,
      bias: true,
      initialize: initializeWeight('pytorch', fan, settings.seed),
      initializeBias: initializeBias('pytorch', fan, settings.seed),
      ...drawn,
    }),
  )
  const [weight, bias] = made.parameters
  analog.matrices.push({ parameter: weight!, inputs: x.features, outputs }, { parameter: bias!, inputs: 1, outputs })
  return then ? append(kit, activate(context, `${name}.${then}`, made.outputs[0]!, then)).outputs[0]! : made.outputs[0]!
}
