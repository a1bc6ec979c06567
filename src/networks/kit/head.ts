/** The end of a network: its output layer, the readout over time, and the graph of all that was built. */
import type { Activation } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { readout as readoutOverTime, weightsOf } from '../../layers/readout/layer'
import { unroll } from '../../layers/readout/over-time'
import type { ReadoutSpec } from '../../layers/readout/schema'
import { descriptionOf, thresholdScale } from '../../neurons/descriptions'
import type { NetworkGraph } from '../graph'
import { append, type Kit, named } from './kit'
import { neurons } from './neurons'
import { linearWeights } from './weights'

/** The name of the output layer. */
const OUTPUT = 'output'

export interface Head {
  readonly outputs: number
  readonly bias: boolean
  readonly readout: ReadoutSpec
  /** Whether the loss receives the outputs of every step instead of those of the readout. */
  readonly everyStep?: boolean
}

/** Appends the output layer and the readout over time, and returns the graph. */
export function withHead(kit: Kit, hidden: Activation, { outputs: count, bias, readout, everyStep = false }: Head): NetworkGraph {
  const { context, settings, layers, spiking, prelude } = kit
  const { neuron } = settings
  // Outputs without neurons keep nothing of earlier steps, and neither does their gradient.
  const { trace: _, ...untraced } = hidden
  const from = readout.kind === 'spiking' ? hidden : untraced
  const seen = readout.kind === 'perStep' ? append(kit, unroll(context, named(kit, 'steps'), from)).outputs[0]! : from
  const { learning } = settings
  const broadcast = learning?.kind === 'eprop' ? learning.broadcast : undefined
  const last = linearWeights(kit, named(kit, OUTPUT), seen, count, { bias, unrolled: hidden, broadcast })
  const [product] = last.made.outputs
  // Neurons of a spiking readout have no recurrent input.
  const outputs = readout.kind === 'spiking' ? neurons(kit, named(kit, `${neuron.kind}Out`), product!, last) : product!
  const output = everyStep ? outputs : append(kit, readoutOverTime(context, named(kit, 'readout'), outputs, readout)).outputs[0]!
  prelude.push(...windowOps(kit))
  const after = afterOps(kit)
  return {
    layers,
    spiking,
    scores: kit.scores,
    outputs,
    output,
    readoutWeights: weightsOf(context, named(kit, 'readout'), outputs, readout),
    readouts: [last.weightLayer],
    prelude,
    ...(after.length > 0 && { after }),
    forward: [...prelude, ...layers.flatMap((l) => l.forward)],
  }
}

/** The ops before a forward pass on which the surrogates of all built layers depend: adaptive windows, and what formulas read. */
export const windowOps = ({ context: { network }, allFollowed }: Kit): Op[] =>
  allFollowed.flatMap(({ neuron, windows, measured }) => {
    const { decay, learnsDecay } = descriptionOf(neuron).rule
    const fixed = learnsDecay ? 0 : decay
    return [...windows.op(network, { threshold: thresholdScale(neuron), decay: fixed }), ...measured.before(network, fixed)]
  })

/** The ops behind a forward pass that keep what was measured for surrogates as formulas. */
export const afterOps = ({ context: { network }, allFollowed }: Kit): Op[] => allFollowed.flatMap(({ measured }) => measured.after(network))
