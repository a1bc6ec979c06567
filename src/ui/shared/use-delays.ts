/** The delays of a layer as they are now, and what the layers at both ends of them fired for the shown sample. */
import type { DelayedSynapses } from '../../readings/layers'
import { newestFrame } from '../base/frames'
import { sampleLayer, useFrames } from '../state/session/frame-hooks'
import { useAnswer } from '../state/session/use-answer'
import { worker } from '../state/session/worker-connection'
import type { Fired } from './hops'

/**
 * Asked for when the weights have changed, at most twice a second; those of another layer are not shown until these have arrived.
 * @param layer null asks for none
 */
export function useDelays(layer: string | null): DelayedSynapses | null {
  const tick = useFrames(['membrane', 'state'], 500)
  const synapses = useAnswer(() => (layer === null ? undefined : worker().delays(layer)), [layer, tick])
  return synapses?.layer === layer ? synapses : null
}

/** As long as the sequence; null if the layer before is an input without steps, or a pooling follows it. */
export function firedNow({ layer, inputs, outputs, channels }: DelayedSynapses, before: string): { before: Fired; after: Fired } | null {
  const own = sampleLayer(layer)
  const frame = newestFrame('sample')?.frame
  const known = sampleLayer(before) ?? (frame?.input && { steps: frame.input.steps, neurons: inputs, spikes: frame.input.data })
  if (!own || !known || known.steps !== own.steps) return null
  if (channels) return { before: channelsOf(known, inputs), after: channelsOf(own, outputs) }
  if (known.spikes.length !== known.steps * inputs) return null
  // Synapses that are not read have no way to draw.
  const spikes = own.neurons === outputs ? own.spikes : own.spikes.filter((_, at) => at % own.neurons < outputs)
  return { before: { ...known, neurons: inputs }, after: { steps: own.steps, neurons: outputs, spikes } }
}

/** A channel fires where one of its positions does. @param spikes [steps, positions * channels] */
export function channelsOf({ steps, spikes }: Pick<Fired, 'steps' | 'spikes'>, channels: number): Fired {
  const fired = new Uint8Array(steps * channels)
  const size = spikes.length / steps
  for (let i = 0; i < spikes.length; i++) if (spikes[i]! > 0) fired[Math.floor(i / size) * channels + (i % channels)] = 1
  return { steps, neurons: channels, spikes: fired }
}
