/** What a network computes around its neurons: the parts of a latent model, and the output from spikes or currents. Pure. */
import { stepsOf } from '../../../data/encoders/schema'
import type { Experiment } from '../../../experiments/schema'
import { READOUT_EQUATIONS, readoutOf } from '../../../layers/readout/schema'
import type { DetectorSpec } from '../../../networks/detector/schema'
import type { LatentSpec } from '../../../networks/latent/schema'
import type { Equation } from '../../../schema'

const MEMORY = { tanh: 'tanh of', relu: 'ReLU of', gru: 'GRU of', lstm: 'LSTM of' } as const

/**
 * The parts in front of a latent model's output, a reconstruction of TeCoS-LVM. z is the latent, h the memory, x the input of the
 * output neurons or rates; other networks have none.
 */
export function latentEquations({ network }: Experiment): readonly Equation[] {
  if (network.kind !== 'latent') return []
  const { latents, memory, prior, encoderHidden, priorHidden, decoderHidden } = network
  const remembers = memory.kind !== 'none'
  const list = (...parts: readonly (string | false)[]) => parts.filter((part) => part !== false).join(', ')
  const before = remembers && 'h[t−1]'
  const linear = (hidden: number, inputs: string) => (hidden > 0 ? `linear in ReLUs of ${inputs}` : `linear in ${inputs}`)
  const latent: readonly Equation[] = [
    ['μ[t], ln σ²[t]', '=', linear(encoderHidden, list('f[t]', before))],
    ['z[t]', '=', 'μ[t] + σ[t] · ε,  ε ~ N(0, 1)'],
    ['prior', '=', prior === 'standard' ? 'N(0, 1)' : `N, ${linear(priorHidden, before || '0')}`],
  ]
  return [
    ['f[t]', '=', 'features of the stimulus'],
    ...(latents > 0 ? latent : []),
    ...(remembers ? [['h[t]', '=', `${MEMORY[memory.kind]} ${list('f[t]', latents > 0 && 'z[t]', 'h[t−1]')}`] as const] : []),
    ['x[t]', '=', linear(decoderHidden, decoded(network))],
  ]
}

function decoded({ latents, memory }: LatentSpec): string {
  if (latents > 0) return memory.kind === 'none' ? 'z[t]' : 'z[t], h[t−1]'
  return memory.kind === 'none' ? 'f[t]' : 'h[t]'
}

/** The loss's input, with numbers of steps and the readout's decay as in the draft. @param says what the last layer's outputs mean, as `LayerInfo` has it */
export function outputEquations(draft: Experiment, says?: string): readonly Equation[] {
  const { data, encoder, network } = draft
  if (network.kind === 'detector') return detectorEquations(network, stepsOf(data, encoder))
  if (network.kind === 'latent') return responseEquations(network, says)
  const readout = readoutOf(draft)
  if (readout.kind === 'last' && readout.steps === 1) return [['y', '=', 'z[T]']]
  const named = (right: string) => {
    if (readout.kind === 'last') return right.replaceAll(/\bk\b/g, String(readout.steps))
    return readout.kind === 'leaky' ? right.replace('d ·', `${readout.decay} ·`) : right
  }
  return READOUT_EQUATIONS[readout.kind].map(([left, relation, right]) => [
    left,
    relation,
    named(right).replace('1/T', `1/${stepsOf(data, encoder)}`),
  ])
}

function responseEquations({ output }: LatentSpec, says: string | undefined): readonly Equation[] {
  if (output === 'spikes') return [['y[t]', '=', 's[t], for each cell and bin']]
  return [['y[t]', '=', says === 'probability' ? 'sigmoid(x[t]), the probability of a spike' : 'softplus(x[t]), the rate of each cell']]
}

/** Every cell of every level has a box, an objectness and scores of the classes, as in YOLOX. @param steps of the spiking parts */
function detectorEquations({ spiking }: DetectorSpec, steps: number): readonly Equation[] {
  const mean: Readonly<Record<DetectorSpec['spiking'], readonly Equation[]>> = {
    none: [],
    backbone: [['features', '=', `1/${steps} · Σ over t of s[t]`]],
    neck: [['features', '=', `1/${steps} · Σ over t of s[t]`]],
    all: [['y', '=', `1/${steps} · Σ over t of y[t]`]],
  }
  return [
    ...(steps > 1 ? mean[spiking] : []),
    ['y', '=', 'a, b, w, h, objectness, classes of each cell'],
    ['center', '=', 'stride · (column + a, row + b)'],
    ['size', '=', 'stride · (exp w, exp h)'],
    ['score', '=', 'sigmoid(objectness) · sigmoid(class)'],
  ]
}
