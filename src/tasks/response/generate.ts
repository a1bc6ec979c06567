/** Trials of a model for a whole movie, drawn chunk by chunk with the state carried on, so that a movie may have any length. */
import { framesFrom, type ResponseSet } from '../../data/clips/cut'
import { isOwnResponse, movieShape } from '../../data/response/schema'
import type { SampleSet } from '../../data/streams'
import { randomKey, streamOf, uniform } from '../../engine/random'
import { padded, persistent, sizeOf, type Tensor, tensor } from '../../engine/tensor'
import { carry } from '../../layers/kernels'
import { gaussianKlUnits } from '../../losses/gaussian-kl/loss'
import { latentGraph } from '../../networks/latent/graph'
import type { Raster } from '../../readings/spike-trains/trains'
import type { Inspected, OnBatch, Report, RunAccess } from '../built'
import { evaluationContext, type Shared } from '../supervised/shared'
import type { ResponseCall, Trials } from './detail'
import { pieceMetric } from './metrics'
import { movieInput, neuronState, noiseFor, type ResponseParts, responseKit, statesFor } from './parts'
import { PIECE_BURN_IN, saysOf } from './schema'
import { correlationsOf, scoreOf, valuesOf } from './score'

/** Bins of a chunk: one submission, some tens of milliseconds of a software adapter. */
const CHUNK = 120

interface Generated {
  /** [trials, cells, bins] */
  readonly model: Raster & { readonly counts: Uint8Array }
  /** [cells, bins], of a model that says rates: mean over its trials. */
  readonly rate?: Float32Array
  readonly latent?: Trials['latent']
}

interface Asked {
  /** Trials, at most as many as the program has rows. */
  readonly samples: number
  readonly seed: number
  /** Bins after which everything begins anew; absent: never. */
  readonly piece?: number
  readonly latents?: boolean
  readonly onBatch?: OnBatch | undefined
}

export function generationParts(shared: Shared<ResponseParts>) {
  const { s, still } = shared
  const { spec, cells } = s
  const { network, scoring } = spec
  const { height, width, shows } = movieShape(spec.data)
  const saysRates = network.output === 'rate'
  // What is certain is said once.
  const rows = saysRates && network.latents === 0 ? 1 : scoring.samples
  const clock = persistent('generation.clock', 'u32', [1])
  const start = persistent('generation.start', 'u32', [1])
  const most = Math.max(shows.test.frames, shows.long?.frames ?? 0) + spec.encoder.window - 1
  const movie = persistent('generation.movie', 'u32', [1, most * height * width])
  const carried = persistent('generation.carried', 'f32', [rows, statesFor(spec)])
  const random = { seed: spec.run.seed, clock }
  const context = { ...evaluationContext(shared, rows), steps: CHUNK, random }
  const chunk = persistent('generation.chunk', 'u32', [1])
  const neurons = neuronState('generation.neurons', rows, cells)
  const final = tensor('generation.final', 'f32', neurons.shape)
  const kit = responseKit(shared, context, { micro: chunk, ...(!saysRates && { carried: { initial: neurons, final } }) })
  // All rows see the same frames.
  const stimulus = { ...kit, context: { ...context, batch: 1 } }
  const shares = network.latents > 0 || network.memory.kind !== 'none'
  const graph = latentGraph(kit, shares ? stimulus : kit, network, {
    input: movieInput(shares ? stimulus.context : context, spec, movie, start),
    cells,
    says: saysOf(spec.loss),
    carried,
    noise: noiseFor(context, spec, still, start),
  })
  const divergence = tensor('generation.divergence', 'f32', [CHUNK, rows, padded(network.latents)])
  const units = graph.posterior ? [gaussianKlUnits('generation', graph.posterior, graph.prior, divergence)] : []
  const goesOn = persistent('generation.begins', 'u32', [rows])
  const onward = saysRates ? [] : [carry({ source: final, begins: goesOn, carried: neurons }, {})]
  const named = { clock, start, chunk, movie, carried, neurons, divergence, output: graph.output.value }
  const binary = !isOwnResponse(spec.data) || spec.data.values === 'binary' || spec.loss.kind === 'bernoulli'
  const program: Program = { rows, cells, latents: network.latents, saysRates, binary, turn: { last: Promise.resolve() }, ...named }
  const posterior = graph.posterior?.value
  return {
    ops: [...graph.forward, ...units, ...onward],
    uploads: [],
    readBack: [graph.output.value, ...(posterior ? [posterior, divergence] : [])],
    evaluate: (run: RunAccess, onBatch?: OnBatch) => evaluate(run, { ...program, posterior }, spec, onBatch),
    trials: (run: Inspected, call: Extract<ResponseCall, { ask: 'trials' }>) => trialsOf(run, { ...program, posterior }, spec, call),
  }
}

interface Program {
  readonly rows: number
  readonly cells: number
  readonly latents: number
  readonly saysRates: boolean
  /** A recorded bin has one spike at most. */
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
  /** The movie that was asked for last. */
  readonly turn: { last: Promise<unknown> }
}

/**
 * One movie at a time: an evaluation that is under way and a view that asks share one state.
 * @param frames [bins + window - 1, height, width]
 */
function generate(run: RunAccess, program: Program, frames: Float32Array, bins: number, asked: Asked): Promise<Generated> {
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
  // A model that draws nothing has no use for it.
  if (compiled.holds(program.clock)) compiled.write(program.clock, Uint32Array.of(asked.seed))
  const said = new Float32Array(rows * cells * bins)
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
    compiled.programs.evaluate!.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
    const values = new Float32Array(await compiled.read(output))
    for (let t = 0; t < count; t++)
      for (let row = 0; row < rows; row++)
        for (let cell = 0; cell < cells; cell++) said[(row * cells + cell) * bins + start + t] = values[(t * rows + row) * columns + cell]!
    if (latent) await readLatent({ gpu, compiled } as RunAccess, program, latent, start, count)
    await asked.onBatch?.(chunk + 1, chunks.length)
  }
  return { ...(saysRates ? drawn(said, program, bins, asked) : counted(said, program, bins, asked)), ...(latent && { latent }) }
}

interface Chunk {
  readonly start: number
  readonly count: number
  /** Nothing is carried on from the bin before. */
  readonly begins: boolean
}

/** A movie in order, cut where a program or a piece ends. */
function chunksOf(bins: number, piece = bins): Chunk[] {
  const chunks: Chunk[] = []
  for (let start = 0; start < bins; start += chunks.at(-1)!.count)
    chunks.push({ start, count: Math.min(CHUNK, bins - start, piece - (start % piece)), begins: start % piece === 0 })
  return chunks
}

/** A model that carries nothing on has nothing to empty. */
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

const counted = (said: Float32Array, { cells }: Program, bins: number, { samples }: Asked): Generated => ({
  model: { trials: samples, cells, bins, counts: Uint8Array.from(said.subarray(0, samples * cells * bins)) },
})

/** Trials of a model that says rates: in each bin a spike with that probability, or where the recorded bins are counts, as many as a Poisson process has. */
function drawn(said: Float32Array, { rows, cells, binary }: Program, bins: number, { samples, seed }: Asked): Generated {
  const rate = new Float32Array(cells * bins)
  for (let row = 0; row < rows; row++) for (let i = 0; i < rate.length; i++) rate[i]! += said[row * rate.length + i]! / rows
  const key = randomKey(seed, streamOf('spikes of a rate'))
  const counts = new Uint8Array(samples * rate.length)
  const draw = binary ? (u: number, p: number) => Number(u < p) : poissonCount
  for (let i = 0; i < counts.length; i++) {
    const row = Math.floor(i / rate.length) % rows
    counts[i] = draw(uniform(key, i), said[row * rate.length + (i % rate.length)]!)
  }
  return { model: { trials: samples, cells, bins, counts }, rate }
}

/** The count of a Poisson process below which a share u of all counts lies; 255 at most, as counts are stored. */
function poissonCount(u: number, rate: number): number {
  let count = 0
  let chance = Math.exp(-rate)
  for (let sum = chance; u > sum && count < 255; sum += chance) chance *= rate / ++count
  return count
}

// ---- what is made of it

export const recordingOf = ({ data }: RunAccess, part: 'test' | 'long'): SampleSet => {
  const found = (data as ResponseSet).recordings[part]
  if (!found) throw new Error('These data have no long movie.')
  return found
}

function rasterOf({ streams }: SampleSet): Raster {
  const { shape, values } = streams.responses!
  const [trials, cells, bins] = shape as readonly [number, number, number]
  return { trials, cells, bins, counts: values as Uint8Array }
}

async function evaluate(run: RunAccess, program: Program, spec: ResponseParts['spec'], onBatch: OnBatch | undefined): Promise<Report> {
  const { samples, burnIn, pieces = [] } = spec.scoring
  const names = (run.data.outputNames ?? []) as string[]
  const { long: hasLong } = (run.data as ResponseSet).recordings
  const asked: readonly (readonly ['test' | 'long', number?])[] = [
    ['test'],
    ...(hasLong ? [['long'] as const] : []),
    ...pieces.map((piece) => ['test', piece] as const),
  ]
  const total = asked.reduce((sum, [part, piece]) => sum + chunksOf(rasterOf(recordingOf(run, part)).bins, piece).length, 0)
  let before = 0
  const of = async (part: 'test' | 'long', piece?: number) => {
    const data = rasterOf(recordingOf(run, part))
    const frames = framesFrom(recordingOf(run, part), 0, 1 - spec.encoder.window, data.bins + spec.encoder.window - 1)
    const onChunk = async (done: number) => onBatch?.(before + done, total)
    const made = await generate(run, program, frames, data.bins, { samples, seed: 0, onBatch: onChunk, ...(piece && { piece }) })
    before += chunksOf(data.bins, piece).length
    return { data, ...made }
  }
  const test = await of('test')
  const detail = scoreOf(names, test.data, test.model, test.rate, burnIn)
  const values: Record<string, number> = { ...valuesOf(detail) }
  if (hasLong) {
    const long = await of('long')
    const { cc, ccNorm } = correlationsOf(long, burnIn)
    values.testLongCorrelation = cc
    values.testLongCorrelationNormalized = ccNorm
  }
  for (const piece of pieces) values[pieceMetric(piece)] = correlationsOf(await of('test', piece), PIECE_BURN_IN, piece).cc
  return { values, detail }
}

async function trialsOf(
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
  // From the beginning on: what the memory holds at `from` is what came before.
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
