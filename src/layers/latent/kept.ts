/** What the walk of a latent model stores of every step, for the backward pass and for other readers: sections of one tensor. */
import type { Activation } from '../../engine/graph'
import { BORDER, padded, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import type { LatentSpec } from './schema'

export function keptOf(name: string, steps: number, rows: number, spec: LatentSpec) {
  const { latents, encoderHidden, cell, memoryHidden } = spec
  const size = padded(spec.size)
  const posterior = padded(2 * latents)
  const gates = memoryHidden || (cell === 'gru' || cell === 'lstm' ? 4 * size : 0)
  const widths = {
    keptMemory: [steps, size],
    keptAfter: [steps, size],
    keptCell: [cell === 'lstm' ? steps + 1 : 0, size],
    keptJoined: [latents > 0 ? steps : 0, padded(latents) + size],
    keptPosterior: [steps, posterior],
    keptLatent: [steps, padded(latents)],
    keptHidden: [steps, latents > 0 ? padded(encoderHidden) : 0],
    keptGates: [steps, padded(gates)],
  } as const
  let words = 0
  const starts = Object.fromEntries(
    Object.entries(widths).map(([section, [count, width]]) => {
      const start = words
      words += Math.ceil((count * rows * width) / BORDER) * BORDER
      return [section, start]
    }),
  ) as Record<keyof typeof widths, number>
  const whole = tensor(`${name}.kept`, 'f32', [rows, padded(Math.ceil(words / rows))])
  const flat = view(whole, [sizeOf(whole.shape)])
  const section = (what: keyof typeof widths) => {
    const [count, width] = widths[what]
    return view(flat, [count, rows, width], starts[what])
  }
  return {
    whole,
    section,
    places: Object.fromEntries(Object.entries(starts).map(([what, start]) => [what, start / 4])) as Record<keyof typeof widths, number>,
    latent: section('keptLatent'),
  }
}

export type Kept = ReturnType<typeof keptOf>

export function outputsOf(name: string, steps: number, rows: number, spec: LatentSpec, kept: Kept, reads: 'before' | 'after' | 'none') {
  const { latents, size } = spec
  const activation = (what: string, value: Tensor<'f32'>, features: number, learns: boolean): Activation => ({
    value,
    ...(learns && { grad: tensor(`${name}.${what}Grad`, 'f32', [steps, rows, value.shape[2]!]) }),
    form: 'dense',
    features,
  })
  return {
    posterior: activation('posterior', kept.section('keptPosterior'), 2 * latents, latents > 0),
    joined: activation('joined', kept.section('keptJoined'), padded(latents) + size, latents > 0),
    memory: activation('memory', kept.section(reads === 'after' ? 'keptAfter' : 'keptMemory'), size, reads !== 'none'),
  }
}
