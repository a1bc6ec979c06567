/** The program that draws a model's trials for a whole movie, in chunks whose state is carried on, so that a movie may have any length. */
import { isOwnResponse, movieShape } from '../../data/response/schema'
import { padded, persistent, tensor } from '../../engine/tensor'
import { carry } from '../../layers/kernels'
import { gaussianKlUnits } from '../../losses/gaussian-kl/loss'
import { latentGraph } from '../../networks/latent/graph'
import type { HeldOut } from '../../readings/metrics'
import type { Inspected, OnBatch, RunAccess } from '../built'
import { evaluationContext, type Shared } from '../supervised/shared'
import type { ResponseCall } from './detail'
import { CHUNK, type Program } from './draw'
import { movieInput, neuronState, noiseFor, type ResponseParts, responseKit, statesFor } from './parts'
import { saysOf, showsOf } from './schema'
import { evaluate, trialsOf } from './trials'

/** @param name of the program */
export function generationParts(shared: Shared<ResponseParts>, name = 'evaluate') {
  const { s, still } = shared
  const { spec, cells } = s
  const { network, scoring } = spec
  const { height, width } = movieShape(spec.data)
  const { validation, test, long } = showsOf(spec)
  const saysRates = network.output === 'rate'
  // Deterministic rates need a single row.
  const rows = saysRates && network.latents === 0 ? 1 : scoring.samples
  const clock = persistent('generation.clock', 'u32', [1])
  const start = persistent('generation.start', 'u32', [1])
  const max = Math.max(test.frames, validation?.frames ?? 0, long?.frames ?? 0) + spec.encoder.window - 1
  const movie = persistent('generation.movie', 'u32', [1, max * height * width])
  const carried = persistent('generation.carried', 'f32', [rows, statesFor(spec)])
  const random = { seed: spec.run.seed, clock }
  const context = { ...evaluationContext(shared, rows), steps: CHUNK, random }
  const chunk = persistent('generation.chunk', 'u32', [1])
  const neurons = neuronState('generation.neurons', rows, cells)
  const final = tensor('generation.final', 'f32', neurons.shape)
  const kit = responseKit(shared, context, { micro: chunk, ...(!saysRates && { carried: { initial: neurons, final } }) })
  // All rows receive the same frames, so they are encoded once.
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
  const program: Program = { name, rows, cells, latents: network.latents, saysRates, binary, turn: { last: Promise.resolve() }, ...named }
  const posterior = graph.posterior?.value
  return {
    programs: { [name]: [...graph.forward, ...units, ...onward] },
    uploads: [],
    readBack: [graph.output.value, ...(posterior ? [posterior, divergence] : [])],
    evaluate: (run: RunAccess, part: HeldOut, onBatch?: OnBatch) => evaluate(run, { ...program, posterior }, spec, part, onBatch),
    trials: (run: Inspected, call: Extract<ResponseCall, { ask: 'trials' }>) => trialsOf(run, { ...program, posterior }, spec, call),
  }
}
