/** Uses of a model's trials: the metrics of an evaluation, and what a view shows of a part of a movie. */
import { framesFrom, type ResponseSet } from '../../data/clips/cut'
import type { SampleSet } from '../../data/streams'
import type { HeldOut } from '../../readings/metrics'
import type { Raster } from '../../readings/spike-trains/trains'
import type { Inspected, OnBatch, Report, RunAccess } from '../built'
import type { ResponseCall, ResponsePart, Trials } from './detail'
import { chunksOf, generate, type Program } from './draw'
import { segmentMetric } from './metrics'
import type { ResponseParts } from './parts'
import { PIECE_BURN_IN } from './schema'
import { correlationsOf, scoreOf, valuesOf } from './score'

export const recordingOf = ({ data }: RunAccess, part: ResponsePart): SampleSet => {
  const found = (data as ResponseSet).recordings[part]
  if (!found) throw new Error(`These data have no ${part} movie.`)
  return found
}

function rasterOf({ streams }: SampleSet): Raster {
  const { shape, values } = streams.responses!
  const [trials, cells, bins] = shape as readonly [number, number, number]
  return { trials, cells, bins, counts: values as Uint8Array }
}

export async function evaluate(
  run: RunAccess,
  program: Program,
  spec: ResponseParts['spec'],
  part: HeldOut,
  onBatch: OnBatch | undefined,
): Promise<Report> {
  const { samples, burnIn, pieces = [] } = spec.scoring
  const names = (run.data.outputNames ?? []) as string[]
  const hasLong = part === 'test' && (run.data as ResponseSet).recordings.long !== undefined
  const asked: readonly (readonly [ResponsePart, number?])[] = [
    [part],
    ...(hasLong ? [['long'] as const] : []),
    ...pieces.map((piece) => [part, piece] as const),
  ]
  const total = asked.reduce((sum, [movie, piece]) => sum + chunksOf(rasterOf(recordingOf(run, movie)).bins, piece).length, 0)
  let before = 0
  const of = async (movie: ResponsePart, piece?: number) => {
    const data = rasterOf(recordingOf(run, movie))
    const frames = framesFrom(recordingOf(run, movie), 0, 1 - spec.encoder.window, data.bins + spec.encoder.window - 1)
    const onChunk = async (done: number) => onBatch?.(before + done, total)
    const made = await generate(run, program, frames, data.bins, { samples, seed: 0, onBatch: onChunk, ...(piece && { piece }) })
    before += chunksOf(data.bins, piece).length
    return { data, ...made }
  }
  const whole = await of(part)
  const detail = scoreOf(part, names, whole.data, whole.model, whole.rate, burnIn)
  const values: Record<string, number> = { ...valuesOf(detail) }
  if (hasLong) {
    const long = await of('long')
    const { cc, ccNorm } = correlationsOf(long, burnIn)
    values.testLongCorrelation = cc
    values.testLongCorrelationNormalized = ccNorm
  }
  for (const piece of pieces) values[segmentMetric(piece)] = correlationsOf(await of(part, piece), PIECE_BURN_IN, piece).cc
  return { values, detail }
}

export async function trialsOf(
  run: Inspected,
  program: Program,
  spec: ResponseParts['spec'],
  call: Extract<ResponseCall, { ask: 'trials' }>,
): Promise<Trials> {
  const recording = recordingOf(run, call.part)
  const data = rasterOf(recording)
  const bins = Math.min(call.bins, data.bins - call.from)
  if (!(call.from >= 0 && bins > 0)) throw new Error(`The movie has ${data.bins} bins.`)
  const samples = Math.max(1, Math.min(call.samples, spec.scoring.samples))
  const until = call.from + bins
  const frames = framesFrom(recording, 0, 1 - spec.encoder.window, until + spec.encoder.window - 1)
  // From the start of the movie, since the memory at `from` depends on what came before.
  const made = await generate(run, program, frames, until, { samples, seed: call.seed >>> 0, latents: true })
  const cut = <A extends Uint8Array | Float32Array>(values: A, count: number, length: number): A => {
    const part = new (values.constructor as new (length: number) => A)(count * bins)
    for (let row = 0; row < count; row++) part.set(values.subarray(row * length + call.from, row * length + until) as never, row * bins)
    return part
  }
  const truth = recording.streams.rate && {
    truth: {
      rate: cut(recording.streams.rate.values as Float32Array, data.cells, data.bins),
      slow: cut(recording.streams.slow!.values as Float32Array, data.cells, data.bins),
    },
  }
  const { latent, rate, model } = made
  const [height, width] = recording.streams.stimulus!.shape.slice(1) as [number, number]
  return {
    part: call.part,
    from: call.from,
    bins,
    cells: [...(run.data.outputNames ?? [])],
    burnIn: spec.scoring.burnIn,
    data: { trials: data.trials, counts: cut(data.counts as Uint8Array, data.trials * data.cells, data.bins) },
    model: {
      trials: samples,
      counts: cut(model.counts, samples * data.cells, until),
      ...(rate && { probabilities: cut(rate, data.cells, until) }),
    },
    ...(latent && {
      latent: {
        size: latent.size,
        mean: latent.mean.slice(call.from * latent.size, until * latent.size),
        kl: latent.kl.slice(call.from * latent.size, until * latent.size),
      },
    }),
    ...truth,
    movie: { height, width, values: framesFrom(recording, 0, call.from, bins) },
  }
}
