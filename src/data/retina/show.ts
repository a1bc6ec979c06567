/** A retina on the GPU: given movies, it returns spikes and the quantities behind them. */
import type { Gpu } from '../../engine/device'
import { compile } from '../../engine/plan'
import { constant, padded, persistent, type Tensor, tensor, view } from '../../engine/tensor'
import { RECOVERY, type Retina } from './cells'
import { retinaDrive, retinaMovie, retinaProject, retinaRates, retinaSpikes } from './kernels'
import { type Movie, PIXELS, retinaKey, WAVES } from './movie'

const SQUARES = PIXELS / 4

export interface RetinaSizes {
  /** The number of movies shown at once. */
  readonly movies: number
  /** The number of frames of each movie. */
  readonly frames: number
  readonly trials: number
}

/** All stages, one dispatch each, with the tensors that they read and write. */
export function retinaOps(retina: Retina, { movies, frames, trials }: RetinaSizes) {
  const { cells, shares, depth, slowShare, divisor } = retina
  const perFrame = (name: string, width: number) => tensor(name, 'f32', [movies, frames, width])
  const kept = (name: string, shape: readonly number[]) => persistent(`retina.${name}`, 'f32', [movies, ...shape])
  const given = {
    waves: kept('waves', [WAVES, PIXELS]),
    phases: kept('phases', [frames, WAVES]),
    contrast: kept('contrast', [frames]),
    seeds: persistent('retina.seeds', 'u32', [movies]),
  }
  const inside = {
    movie: perFrame('retina.movie', PIXELS),
    seen: perFrame('retina.seen', shares.length * cells),
    drive: perFrame('retina.drive', cells),
  }
  const made = {
    stimulus: kept('stimulus', [frames, SQUARES]),
    slow: kept('slow', [frames, cells]),
    rate: kept('rate', [frames, cells]),
    spikes: persistent('retina.spikes', 'u32', [movies, trials, cells, Math.ceil(frames / 4)]),
  }
  const { waves, phases, contrast, seeds } = given
  const { movie, seen, drive } = inside
  const { stimulus, slow, rate, spikes } = made
  const [, family] = retinaKey(0)
  const bySubunit = view(seen, [movies, frames, shares.length, cells])
  const ops = [
    retinaMovie({ waves, phases, contrast, movie, stimulus }, {}),
    retinaProject({ movie, fields: fieldsBySquare(retina), seen }, {}),
    retinaDrive(
      { seen: bySubunit, shares: constant('retina.shares', shares), impulse: constant('retina.impulse', retina.impulse), drive },
      {},
    ),
    retinaRates({ drive, slow, rate }, { slowShare, divisor }),
    retinaSpikes({ rate, seeds, spikes }, { family, depth, recovery: RECOVERY }),
  ]
  return { ops, given, inside, made }
}

/** [SQUARES, subunits * cells, 4] */
function fieldsBySquare({ fields }: Retina): Tensor<'f32'> {
  const count = fields.length / PIXELS
  const values = Float32Array.from({ length: fields.length }, (_, i) => {
    const square = Math.floor(i / (4 * count))
    return fields[(Math.floor(i / 4) % count) * PIXELS + 4 * square + (i % 4)]!
  })
  return persistent('retina.fields', 'f32', [SQUARES, count, 4], values)
}

/** The responses to movies of equal length, one after the other. */
export interface RetinaResponses {
  /** [movies, frames, SQUARES] */
  readonly stimulus: Float32Array
  /** [movies, frames, cells] */
  readonly slow: Float32Array
  /** [movies, frames, cells], in spikes per bin. */
  readonly rate: Float32Array
  /** [movies, trials, cells, frames], 0 or 1. */
  readonly spikes: Uint8Array
}

export interface RetinaView {
  /** The maximum number of movies in a call. */
  readonly maxMovies: number
  /** @param seeds of the spikes, one per movie. */
  show(movies: readonly Movie[], seeds: readonly number[]): Promise<RetinaResponses>
  destroy(): void
}

/** @param sizes the maximum sizes of a call; it may have fewer movies. */
export async function openRetina(gpu: Gpu, retina: Retina, sizes: RetinaSizes): Promise<RetinaView> {
  const { ops, given, made } = retinaOps(retina, sizes)
  const compiled = await compile(gpu, { show: ops })
  const read = async (t: Tensor, movies: number) => compiled.read(view(t, [movies, ...t.shape.slice(1)]))

  return {
    maxMovies: sizes.movies,
    async show(movies, seeds) {
      for (const name of ['waves', 'phases', 'contrast'] as const) compiled.write(given[name], joined(movies.map((movie) => movie[name])))
      compiled.write(given.seeds, Uint32Array.from(seeds))
      const encoder = gpu.device.createCommandEncoder()
      compiled.programs.show.encode(encoder)
      gpu.device.queue.submit([encoder.finish()])
      const { stimulus, slow, rate, spikes } = made
      const floats = async (t: Tensor) => new Float32Array(await read(t, movies.length))
      return {
        stimulus: await floats(stimulus),
        slow: await floats(slow),
        rate: await floats(rate),
        spikes: withoutPadding(new Uint8Array(await read(spikes, movies.length)), sizes.frames),
      }
    },
    destroy: () => compiled.destroy(),
  }
}

function joined(tables: readonly Float64Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(tables.reduce((sum, table) => sum + table.length, 0))
  let at = 0
  for (const table of tables) {
    all.set(table, at)
    at += table.length
  }
  return all
}

/** Removes the padding of rows to whole words. */
function withoutPadding(rows: Uint8Array, width: number): Uint8Array {
  const stride = padded(width)
  if (stride === width) return rows
  const count = rows.length / stride
  const bytes = new Uint8Array(count * width)
  for (let row = 0; row < count; row++) bytes.set(rows.subarray(row * stride, row * stride + width), row * width)
  return bytes
}
