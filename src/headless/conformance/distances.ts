/** The conformance op of distances between spike trains: computed in float64, without a shader. */
import { isiDistance, spikeDistance } from '../../readings/spike-trains/profiles'
import { vanRossumDistance } from '../../readings/spike-trains/van-rossum'
import { victorPurpuraDistance } from '../../readings/spike-trains/victor-purpura'
import { type SpikeDistanceAttributes, spikeDistanceAttributes } from './attributes'
import type { Computed } from './compare'
import { type Case, need } from './read'

/** The distance of every spike train from every one, including itself: [trains, trains]. An undefined distance is NaN, which fails. */
export function runSpikeDistance(c: Case): Computed {
  const attributes = spikeDistanceAttributes.parse(c.attrs)
  const trains = trainsOf(c)
  const distances = trains.flatMap((a) => trains.map((b) => distanceOf(attributes, a, b) ?? Number.NaN))
  return { outputs: { distances }, gradients: {} }
}

function distanceOf(attributes: SpikeDistanceAttributes, a: Float64Array, b: Float64Array): number | null {
  switch (attributes.kind) {
    case 'vanRossum':
      return vanRossumDistance(a, b, attributes.tau)
    case 'victorPurpura':
      return victorPurpuraDistance(a, b, attributes.cost)
    case 'isi':
      return isiDistance(a, b, attributes.interval)
    case 'spike':
      return spikeDistance(a, b, attributes.interval)
  }
}

/** Files have the times of all trains one after another, and how many each has. */
function trainsOf({ inputs }: Case): Float64Array[] {
  const times = Float64Array.from(need(inputs, 'times').data)
  let from = 0
  const trains = need(inputs, 'counts').data.map((count) => {
    from += count
    return times.subarray(from - count, from)
  })
  if (from !== times.length) throw new Error(`the counts add up to ${from}, there are ${times.length} times`)
  return trains
}
