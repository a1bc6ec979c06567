/** Takes the looks of `readings/looks` at an open run, for studies that train in the page, in a terminal or on a cluster. No weight changes. */

import { messageOf } from '../problem'
import { factorOf, type GradientFlow, leftOf, stepsReached } from '../readings/gradient-flow'
import type { Look, Looked, LookedLayer, LookedValue, LookKind } from '../readings/looks'
import { type Compared, compareWithTruth, type Progress } from './comparing-gradients'
import type { Run } from './run'

/** The layers and values that a look finds, or why there are none. */
type Found = readonly LookedLayer[] | { readonly why: string }

const TAKEN: Readonly<Record<LookKind, (run: Run, compared: Compared, look: Look, progress: Progress) => Promise<Found>>> = {
  reach: async (run, compared, _, progress) => reachOf(await flowsOf(run, compared, progress)),
  truth: (_, compared, look, progress) => truthOf(compared, look, progress),
}

/**
 * @param comparedOf what is built over so many samples
 * @throws where it is stopped, or the device is lost
 */
export async function takeLook(run: Run, comparedOf: (samples: number) => Compared, look: Look, progress: Progress = {}): Promise<Looked> {
  const { kind } = look
  try {
    const compared = comparedOf(Math.min(look.samples, run.built.pinned.count))
    const found = await TAKEN[kind](run, compared, look, progress)
    return 'why' in found ? { kind, why: found.why } : { kind, samples: compared.samples.length, layers: found.map(finite) }
  } catch (error) {
    if (run.gpu.isLost() || progress.signal?.aborted) throw error
    return { kind, why: messageOf(error) }
  }
}

/** Drops numbers that JSON cannot hold, such as the logarithm of a zero gradient. */
const finite = ({ layer, values }: LookedLayer): LookedLayer => ({
  layer,
  values: Object.fromEntries(
    Object.entries(values).map(([key, one]) => [key, one && [one.value, one.error ?? 0].every(Number.isFinite) ? one : null]),
  ),
})

/** The gradient over time in every layer, of each sample. @throws with a sentence where it cannot be followed */
export async function flowsOf(
  { gpu, built, compiled }: Run,
  { layers, samples, weights }: Compared,
  { onProgress, signal }: Progress = {},
): Promise<GradientFlow[]> {
  if (!built.gradientFlow) throw new Error('The gradient of this experiment is not followed over time: it has no loss of one sample.')
  const flows: GradientFlow[] = []
  for (const layer of layers)
    for (const sample of samples) {
      signal?.throwIfAborted()
      flows.push(await built.gradientFlow({ gpu, compiled, data: weights.data }, layer, sample))
      onProgress?.(flows.length, layers.length * samples.length, 'looks')
    }
  return flows
}

/** Means over the samples. */
function reachOf(flows: readonly GradientFlow[]): LookedLayer[] {
  return [...new Set(flows.map(({ layer }) => layer))].map((layer) => {
    const own = flows.filter((flow) => flow.layer === layer)
    const mean = (of: (flow: GradientFlow) => number): LookedValue => ({ value: own.reduce((sum, flow) => sum + of(flow), 0) / own.length })
    return {
      layer,
      values: {
        lyapunovExponent: mean(({ exponents }) => exponents[0]!),
        gradientFactor: mean(factorOf),
        gradientLeftLog10: mean(leftOf),
        stepsReached: mean((flow) => stepsReached(flow)),
      },
    }
  })
}

/** Every layer, then all of them. */
async function truthOf(compared: Compared, { draws = 1024, sigma }: Look, progress: Progress): Promise<Found> {
  const noise = sigma === undefined ? undefined : ({ kind: 'gaussian', sigma } as const)
  const truth = await compareWithTruth(compared, { draws, noise, alone: true }, progress)
  if ('why' in truth) return truth
  return truth.rows[0]!.layers.map(({ cosine, ratio }, i) => ({
    layer: compared.layers[i] ?? 'all layers',
    values: { trueCosine: cosine, trueNormRatio: ratio },
  }))
}
