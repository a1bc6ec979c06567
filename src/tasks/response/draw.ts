/** Draws trials of an open run: a movie chunk by chunk, with the state carried from each to the next. */
import { randomKey, streamOf, uniform } from '../../engine/random'
import { padded, sizeOf, type Tensor } from '../../engine/tensor'
import type { Raster } from '../../readings/spike-trains/trains'
import type { OnBatch, RunAccess } from '../built'
import type { Trials } from './detail'

/** Bins of a chunk: one submission, which takes some tens of milliseconds on a software adapter. */
export const CHUNK = 120

export interface Generated {
  /** [trials, cells, bins] */
  readonly model: Raster & { readonly counts: Uint8Array }
  /** [cells, bins], for a model that outputs rates: the mean over its trials. */
  readonly rate?: Float32Array
  readonly latent?: Trials['latent']
}

export interface Asked {
  /** The number of trials, up to the number of rows in the program. */
  readonly samples: number
  readonly seed: number
  /** The number of bins after which the state is reset; absent: never. */
  readonly piece?: number
  readonly latents?: boolean
  readonly onBatch?: OnBatch | undefined
}

export interface Program {
  readonly name: string
  readonly rows: number
  readonly cells: number
  readonly latents: number
  readonly saysRates: boolean
  /** A recorded bin has at most one spike. */
  readonly binary: boolean
  readonly clock: Tensor<'u32'>
  readonly start: Tensor<'u32'>
  readonly movie: Tensor<'u32'>
  readonly carried: Tensor<'f32'>
  readonly chunk: Tensor<'u32'>
  readonly neurons: Tensor<'f32'>
  /** [CHUNK, rows, padded cells]: spikes, or rates. */
  readonly output: Tensor<'f32'>
  readonly divergence: Tensor<'f32'>
  readonly posterior?: Tensor<'f32'> | undefined
  /** Settles when the last request has been answered. */
  readonly turn: { last: Promise<unknown> }
}

/**
 * Generates one movie at a time, since an evaluation and the views share one state.
 * @param frames [bins + window - 1, height, width]
 */
export function generate(run: RunAccess, program: Program, frames: Float32Array, bins: number, asked: Asked): Promise<Generated> {
  const { turn } = program
  const work = () => generateNow(run, program, frames, bins, asked)
  const made = turn.last.then(work, work)
  turn.last = made
  return made
}

async function generateNow(
  { gpu, compiled }: RunAccess,
  program: Program,
  frames: Float32Array,
  bins: number,
  asked: Asked,
): Promise<Generated> {
  const { rows, cells, latents, saysRates, output } = program
  const chunks = chunksOf(bins, asked.piece)
  const words = new Uint32Array(sizeOf(program.movie.shape))
  words.set(new Uint32Array(frames.buffer, frames.byteOffset, frames.length))
  compiled.write(program.movie, words)
  // Absent in a model that draws no random numbers.
  if (compiled.holds(program.clock)) compiled.write(program.clock, Uint32Array.of(asked.seed))
  const outputs = new Float32Array(rows * cells * bins)
  const latent =
    asked.latents && latents > 0
      ? { size: latents, mean: new Float32Array(bins * latents), kl: new Float32Array(bins * latents) }
      : undefined
  const columns = padded(cells)
  for (const [chunk, { start, count, begins }] of chunks.entries()) {
    if (begins) empty(compiled, program)
    compiled.write(program.start, Uint32Array.of(start))
    if (compiled.holds(program.chunk)) compiled.write(program.chunk, Uint32Array.of(chunk))
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs[program.name]!.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
    const values = new Float32Array(await compiled.read(output))
    for (let t = 0; t < count; t++)
      for (let row = 0; row < rows; row++)
        for (let cell = 0; cell < cells; cell++)
          outputs[(row * cells + cell) * bins + start + t] = values[(t * rows + row) * columns + cell]!
    if (latent) await readLatent({ gpu, compiled } as RunAccess, program, latent, start, count)
    await asked.onBatch?.(chunk + 1, chunks.length)
  }
  return { ...(saysRates ? drawn(outputs, program, bins, asked) : counted(outputs, program, bins, asked)), ...(latent && { latent }) }
}

interface Chunk {
  readonly start: number
  readonly count: number
  /** Whether the state starts empty here. */
  readonly begins: boolean
}

/** The chunks of a movie in order, cut where a program or a piece ends. */
export function chunksOf(bins: number, piece = bins): Chunk[] {
  const chunks: Chunk[] = []
  for (let start = 0; start < bins; start += chunks.at(-1)!.count)
    chunks.push({ start, count: Math.min(CHUNK, bins - start, piece - (start % piece)), begins: start % piece === 0 })
  return chunks
}

/** Clears the carried state, where the model has any. */
function empty(compiled: RunAccess['compiled'], { carried, neurons }: Program): void {
  for (const t of [carried, neurons]) if (compiled.holds(t)) compiled.write(t, new Float32Array(sizeOf(t.shape)))
}

async function readLatent(
  { compiled }: RunAccess,
  { rows, latents, posterior, divergence }: Program,
  latent: NonNullable<Trials['latent']>,
  start: number,
  count: number,
): Promise<void> {
  const statistics = new Float32Array(await compiled.read(posterior!))
  const units = new Float32Array(await compiled.read(divergence))
  const [wide, narrow] = [padded(2 * latents), padded(latents)]
  for (let t = 0; t < count; t++)
    for (let j = 0; j < latents; j++) {
      const at = (start + t) * latents + j
      latent.mean[at] = statistics[t * rows * wide + j]!
      for (let row = 0; row < rows; row++) latent.kl[at]! += units[(t * rows + row) * narrow + j]! / rows
    }
}

const counted = (outputs: Float32Array, { cells }: Program, bins: number, { samples }: Asked): Generated => ({
  model: { trials: samples, cells, bins, counts: Uint8Array.from(outputs.subarray(0, samples * cells * bins)) },
})

/** Trials of a model that outputs rates: in each bin a spike with that probability, or, where the recorded bins are counts, a Poisson count. */
function drawn(outputs: Float32Array, { rows, cells, binary }: Program, bins: number, { samples, seed }: Asked): Generated {
  const rate = new Float32Array(cells * bins)
  for (let row = 0; row < rows; row++) for (let i = 0; i < rate.length; i++) rate[i]! += outputs[row * rate.length + i]! / rows
  const key = randomKey(seed, streamOf('spikes of a rate'))
  const counts = new Uint8Array(samples * rate.length)
  const draw = binary ? (u: number, p: number) => Number(u < p) : poissonCount
  for (let i = 0; i < counts.length; i++) {
    const row = Math.floor(i / rate.length) % rows
    counts[i] = draw(uniform(key, i), outputs[row * rate.length + (i % rate.length)]!)
  }
  return { model: { trials: samples, cells, bins, counts }, rate }
}

/** The u-quantile of a Poisson distribution; at most 255, as counts are stored in bytes. */
function poissonCount(u: number, rate: number): number {
  let count = 0
  let probability = Math.exp(-rate)
  for (let sum = probability; u > sum && count < 255; sum += probability) probability *= rate / ++count
  return count
}
