/** The loss between spike trains in float64, from sums over pairs of trains, and its gradient from the effect of each spike. For tests. */

export interface SpikeTrainSize {
  readonly steps: number
  readonly sets: number
  readonly samples: number
  readonly trials: number
  readonly cells: number
}

export interface SpikeTrainOptions {
  readonly tau: number
  readonly first: number
  readonly unbiased: boolean
}

/** @param spikes [steps, sets, samples, cells] @param recorded [steps, sets, trials, cells] */
export function spikeTrainLossOf(
  size: SpikeTrainSize,
  spikes: ArrayLike<number>,
  recorded: ArrayLike<number>,
  { tau, first, unbiased }: SpikeTrainOptions,
) {
  const { steps, sets, samples, trials, cells } = size
  const loss = new Float64Array(sets)
  const spikesGrad = new Float64Array(steps * sets * samples * cells)
  /** f of one train, from its definition as a sum over earlier bins. */
  const potentials = (y: (t: number) => number) =>
    Array.from({ length: steps }, (_, t) => {
      let sum = 0
      for (let s = 0; s <= t; s++) sum += (y(s) * (1 - 1 / tau) ** (t - s)) / tau
      return sum
    })
  const product = (f: number[], g: number[]) => f.reduce((sum, x, t) => (t < first ? sum : sum + x * g[t]!), 0)
  /** The weight of each pair of one set. */
  const pair = (n: number, k: number, count: number) => (unbiased ? (n === k ? 0 : 1 / (count * (count - 1))) : 1 / (count * count))
  for (let set = 0; set < sets; set++)
    for (let cell = 0; cell < cells; cell++) {
      const trainsOf = (from: ArrayLike<number>, count: number) =>
        Array.from({ length: count }, (_, n) => potentials((t) => from[((t * sets + set) * count + n) * cells + cell]!))
      const [f, g] = [trainsOf(spikes, samples), trainsOf(recorded, trials)]
      f.forEach((a, n) => {
        f.forEach((b, k) => {
          loss[set]! += pair(n, k, samples) * product(a, b)
        })
        for (const b of g) loss[set]! -= (2 * product(a, b)) / (samples * trials)
      })
      g.forEach((a, n) => {
        g.forEach((b, k) => {
          loss[set]! += pair(n, k, trials) * product(a, b)
        })
      })
      f.forEach((_, n) => {
        for (let s = 0; s < steps; s++)
          for (let t = Math.max(s, first); t < steps; t++) {
            const own = f.reduce((sum, b, k) => sum + 2 * pair(n, k, samples) * b[t]!, 0)
            const other = g.reduce((sum, b) => sum + (2 * b[t]!) / (samples * trials), 0)
            spikesGrad[((s * sets + set) * samples + n) * cells + cell]! += ((own - other) * (1 - 1 / tau) ** (t - s)) / tau / sets
          }
      })
    }
  return { loss, spikesGrad }
}
