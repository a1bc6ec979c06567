/**
 * A Poisson GLM with stimulus and spike-history filters on the cells of RetinaSim: a control of the models of responses, fitted by maximum
 * likelihood in float64, without a device but for the movies. The stimulus filter of a cell is a product of space and time: in space the
 * leading component of the spike-triggered average, in time fitted together with the history.
 */
import { framesFrom, type ResponseSet } from '../../data/clips/cut'
import type { SampleSet } from '../../data/streams'
import type { Gpu } from '../../engine/device'
import { randomKey, streamOf, uniform } from '../../engine/random'
import { loadSamples } from '../../experiments/build'
import { withEdit } from '../../experiments/edit'
import { presetNamed } from '../../experiments/presets'
import { normalizedCorrelation } from '../../readings/spike-trains/correlation'
import { windowedFano } from '../../readings/spike-trains/fano'
import { fitGlm, type GlmPiece, sampleGlm } from '../../readings/spike-trains/glm'
import { kolmogorovSmirnov, pooledIntervals } from '../../readings/spike-trains/intervals'
import { bitsPerSpike } from '../../readings/spike-trains/likelihood'
import { type Bins, psth, spikeTimes, trialsOf } from '../../readings/spike-trains/trains'
import { sources } from '../load-data'

/** Lags of the stimulus and of the spikes, in bins. */
const [LAGS, PAST] = [20, 10]
/** Recorded trials of each training clip that are fitted, and the model's trials of the test movie. */
const [FITTED, SAMPLES] = [4, 30]
/** Bins at the start of the test movie that are not scored, and the floor of a rate, as in an evaluation. */
const [BURN_IN, MIN_RATE] = [60, 1e-4]

export interface GlmRow {
  readonly cell: string
  readonly history: number
  readonly cc: number | null
  readonly ccNorm: number | null
  readonly bitsPerSpike: number | null
  readonly isiKs: number | null
  readonly fano: number | null
  readonly dataFano: number | null
}

/** Each cell with a spike history and without. */
export async function glmTable(gpu: Gpu, say: (row: GlmRow) => void): Promise<void> {
  const edited = withEdit(presetNamed('tecos-lvm')!.experiment, 'encoder.window', LAGS)
  if (!edited.ok) throw new Error(edited.problems[0]!.message)
  const { train, recordings, outputNames } = (await loadSamples(edited.experiment, { ...sources(), gpu })) as ResponseSet
  const { test } = recordings
  for (const [cell, name] of (outputNames as string[]).entries()) {
    const space = spaceOf(train, cell)
    const pieces = piecesOf(train, cell, space)
    const recorded = responsesOf(test, 0, cell)
    const drive = projected(framesFrom(test, 0, 1 - LAGS, recorded[0]!.length + LAGS - 1), space)
    for (const history of [PAST, 0]) {
      const glm = fitGlm(pieces, LAGS, history)
      const trials = Array.from({ length: SAMPLES }, (_, trial) => {
        const key = randomKey(trial, streamOf(`spikes of a GLM, cell ${cell}`))
        return sampleGlm(glm, drive, (bin) => uniform(key, bin)).subarray(BURN_IN)
      })
      say({
        cell: name,
        history,
        ...scoreOf(
          recorded.map((bins) => bins.subarray(BURN_IN)),
          trials,
        ),
      })
    }
  }
}

function scoreOf(recorded: readonly Bins[], model: readonly Bins[]): Omit<GlmRow, 'cell' | 'history'> {
  const rate = psth(model)
  const found = normalizedCorrelation(recorded, rate)
  const intervals = (trials: readonly Bins[]) => pooledIntervals(trials.map((bins) => spikeTimes(bins)))
  return {
    cc: found?.cc ?? null,
    ccNorm: found?.ccNorm ?? null,
    bitsPerSpike: bitsPerSpike(
      recorded,
      rate.map((x) => Math.max(MIN_RATE, x)),
    ),
    isiKs: kolmogorovSmirnov(intervals(recorded), intervals(model)),
    fano: windowedFano(model).mean,
    dataFano: windowedFano(recorded).mean,
  }
}

// ---- stimulus and responses

const pixelsOf = ({ streams }: SampleSet): number => streams.stimulus!.shape.slice(1).reduce((a, b) => a * b, 1)
const framesOf = (set: SampleSet, clip: number): Float32Array => {
  const { shape, values } = set.streams.stimulus!
  const words = shape.reduce((a, b) => a * b, 1)
  return (values as Float32Array).subarray(clip * words, (clip + 1) * words)
}

/** The trials of a cell in a sample. */
function responsesOf({ streams, count }: SampleSet, sample: number, cell: number): Bins[] {
  const { shape, values } = streams.responses!
  const [trials, cells, bins] = shape as readonly [number, number, number]
  const stride = values.length / count
  return trialsOf({ trials, cells, bins, counts: (values as Uint8Array).subarray(sample * stride, (sample + 1) * stride) }, cell)
}

/** One number per frame: the frame's projection on a spatial profile. */
function projected(frames: Float32Array, space: Float64Array): Float64Array {
  const drive = new Float64Array(frames.length / space.length)
  for (let t = 0; t < drive.length; t++) for (let p = 0; p < space.length; p++) drive[t]! += frames[t * space.length + p]! * space[p]!
  return drive
}

const piecesOf = (train: SampleSet, cell: number, space: Float64Array): GlmPiece[] =>
  Array.from({ length: train.count }, (_, clip) => {
    const drive = projected(framesOf(train, clip), space)
    return responsesOf(train, clip, cell)
      .slice(0, FITTED)
      .map((counts) => ({ drive, counts }))
  }).flat()

/** The leading spatial component of the spike-triggered average over LAGS frames, by power iteration; of length 1. */
function spaceOf(train: SampleSet, cell: number): Float64Array {
  const pixels = pixelsOf(train)
  const average = new Float64Array(LAGS * pixels)
  for (let clip = 0; clip < train.count; clip++) {
    const frames = framesOf(train, clip)
    for (const [t, count] of psth(responsesOf(train, clip, cell)).entries())
      if (count > 0) for (let i = 0; i < average.length; i++) average[i]! += count * frames[t * pixels + i]!
  }
  let space = new Float64Array(pixels).map((_, p) => average[(LAGS - 4) * pixels + p]!)
  for (let i = 0; i < 50; i++) {
    const time = Array.from({ length: LAGS }, (_, k) => space.reduce((sum, x, p) => sum + x * average[k * pixels + p]!, 0))
    const next = space.map((_, p) => time.reduce((sum, x, k) => sum + x * average[k * pixels + p]!, 0))
    const length = Math.hypot(...next)
    space = next.map((x) => x / length)
  }
  return space
}
