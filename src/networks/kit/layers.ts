/** Layers of neurons: weights, the normalization, dropout, neurons; and the block of them with a shortcut. */
import type { Activation } from '../../engine/graph'
import { dropout } from '../../layers/dropout/layer'
import { add as addSpikes, fork } from '../../layers/residual/layer'
import { residualNeedsShortcut } from '../../layers/schema'
import { tdBatchNorm } from '../../layers/td-batch-norm/layer'
import { descriptionOf, thresholdScale } from '../../neurons/descriptions'
import { append, type Kit, named, nextNumber } from './kit'
import { neurons } from './neurons'
import { channelsOf, convWeights, linearWeights, type Weighted, type Window } from './weights'

/** One spiking layer: weights, the normalization, dropout, neurons. */
function spikingLayer(kit: Kit, weighted: Weighted, dropoutRate: number): Activation {
  const { context, settings } = kit
  const n = nextNumber(kit)
  const { normalization, neuron } = settings
  const [product] = weighted.made.outputs
  const norm =
    normalization.kind === 'tdBatchNorm'
      ? append(kit, tdBatchNorm(context, named(kit, `norm${n}`), product!, { ...normalization, threshold: thresholdScale(neuron) }))
      : undefined
  const current = append(kit, dropout(context, named(kit, `dropout${n}`), norm?.outputs[0] ?? product!, dropoutRate, settings.micro))
  const recurrent = weighted.weightLayer.kind === 'linear' ? settings.recurrent : undefined
  return neurons(kit, named(kit, `${neuron.kind}${n}`), current.outputs[0]!, weighted, { norm, recurrent })
}

export function linearLayer(kit: Kit, x: Activation, outputs: number, dropoutRate: number, initialScale = 1): Activation {
  const { delays, learning, neuron } = kit.settings
  const gradientElsewhere = learning !== undefined && descriptionOf(neuron).text !== undefined
  const options = { initialScale, delays, gradientElsewhere }
  return spikingLayer(kit, linearWeights(kit, named(kit, `linear${nextNumber(kit)}`), x, outputs, options), dropoutRate)
}

export const convLayer = (kit: Kit, x: Activation, outputs: number, window: Window, dropoutRate = 0): Activation =>
  spikingLayer(
    kit,
    convWeights(kit, named(kit, `conv${nextNumber(kit)}`), x, outputs, window, { delays: kit.settings.delays }),
    dropoutRate,
  )

/** Two convolutions next to a shortcut, added after the spikes (SEW-ADD, Fang et al., NeurIPS 2021). */
export function residualBlock(kit: Kit, x: Activation, outputs: number, stride: number): Activation {
  const { context } = kit
  const n = nextNumber(kit)
  const [through, past] = append(kit, fork(context, named(kit, `fork${n}`), x, 2)).outputs as readonly [Activation, Activation]
  const inner = convLayer(kit, through, outputs, { kernel: 3, stride, padding: 1 })
  const spikes = convLayer(kit, inner, outputs, { kernel: 3, stride: 1, padding: 1 })
  const shortcut = residualNeedsShortcut(outputs, stride, { channels: channelsOf(x) })
    ? convLayer(kit, past, outputs, { kernel: 1, stride, padding: 0 })
    : past
  return append(kit, addSpikes(context, named(kit, `add${n}`), spikes, shortcut)).outputs[0]!
}
