/** Models of neural response as programs: clips of a movie as input over time, recorded trials as targets, trials of the model drawn for a whole movie. Pure: no GPU. */
import { clipResponses } from '../../data/kernels'
import { movieShape } from '../../data/response/schema'
import { watchedPart } from '../../data/schema'
import type { Op } from '../../engine/kernel'
import { streamOf } from '../../engine/random'
import { padded, persistent, type Tensor, tensor, view } from '../../engine/tensor'
import { carry } from '../../layers/kernels'
import { addKl, gaussianKl } from '../../losses/gaussian-kl/loss'
import { likelihoodLoss } from '../../losses/likelihood/loss'
import { spikeTrainLoss } from '../../losses/spike-trains/loss'
import { backwardOps, forwardOps, squaresOps } from '../../networks/graph'
import { type LatentGraph, latentGraph } from '../../networks/latent/graph'
import { membraneOps, probeOf } from '../../networks/probes'
import type { BuildOptions, Built, OnBatch, RunAccess } from '../built'
import { type Batch, gatherBatch, type StreamShape } from '../supervised/batches'
import { bestWeights, evaluateWithBest, evaluatingBest } from '../supervised/best'
import { assembled } from '../supervised/build'
import { type Evaluations, WITH_BEST } from '../supervised/evaluation'
import { termMetrics } from '../supervised/metrics'
import { pinnedParts } from '../supervised/pinned'
import { contextOf, type Shared, sharedParts } from '../supervised/shared'
import { termsOf } from '../supervised/terms'
import type { ResponseCall } from './detail'
import { fieldProgram, fieldsOf } from './fields'
import { generationParts } from './generation'
import { TEST_METRICS, trainMetrics } from './metrics'
import { movieInput, neuronState, noiseFor, type ResponseParts, responseKit, statesFor } from './parts'
import { countsOf, type ResponseSpec, saysOf, trialsEach } from './schema'
import { recordingOf } from './trials'

export function build(spec: ResponseSpec, options: BuildOptions = {}): Built {
  const shape = movieShape(spec.data)
  const { height, width, cells } = shape
  const s = {
    ...(options.name && { name: options.name }),
    spec,
    counts: options.counts ?? countsOf(spec),
    steps: spec.data.clip,
    metrics: [...trainMetrics(spec.loss), ...termMetrics(spec)],
    inputShape: [height, width],
    streams: streamShapes(spec),
    inputs: ['stimulus'],
    cells,
    rowsEach: trialsEach(spec.loss),
  }
  const shared = sharedParts(s, options)
  const train = trainingParts(shared)
  const rows = (spec.data.batch / spec.run.microBatches) * s.rowsEach
  const pinned = pinnedParts({ ...s, size: rows, readout: { kind: 'last', steps: 1 } }, train.graph, (batch) => evaluated(shared, batch))
  const generation = generationParts(shared)
  const fields = fieldProgram(shared, pinned.streams.stimulus!, pinned.count)
  const inspect: Built['inspect'] = async (run, call) => {
    const asked = call as ResponseCall
    if (asked.ask === 'trials') return generation.trials(run, asked)
    if (asked.ask === 'fields') return fieldsOf(run, fields, spec, recordingOf(run, watchedPart(s.counts)), asked.cell)
    throw new Error(`Neural response has nothing to say of “${String((call as { ask?: unknown }).ask)}”.`)
  }
  return assembled(
    { ...shared, s: { ...s, inspect } },
    {
      train,
      pinned,
      evaluations: withBest(shared, generation),
      state: train.state,
      views: { programs: { fields: fields.ops }, readBack: [fields.chosen, fields.gradient] },
    },
  )
}

/** With validation, the best weights are saved, and also draw trials for the test movies. */
function withBest(shared: Shared<ResponseParts>, generation: ReturnType<typeof generationParts>): Evaluations {
  if (!shared.s.counts.validation) return generation
  const best = bestWeights(shared)
  const drawn = generationParts(evaluatingBest(shared, best), WITH_BEST)
  const ofBest = (run: RunAccess, onBatch?: OnBatch) => drawn.evaluate(run, 'test', onBatch)
  return {
    programs: { ...generation.programs, ...drawn.programs, ...best.programs },
    uploads: [],
    readBack: [...generation.readBack, ...drawn.readBack],
    best,
    evaluate: evaluateWithBest(best, TEST_METRICS[0]!, generation.evaluate, ofBest),
  }
}

/** The streams of a training clip. */
function streamShapes({ data, encoder }: ResponseSpec): StreamShape[] {
  const { height, width, cells, shows } = movieShape(data)
  return [
    { name: 'stimulus', shape: [encoder.window - 1 + data.clip, height, width], type: 'f32' },
    { name: 'responses', shape: [shows.train.trials, cells, data.clip], type: 'u8' },
    { name: 'begins', shape: [1], type: 'u32' },
  ]
}

function trainingParts(shared: Shared<ResponseParts>) {
  const { s, control, metrics, still } = shared
  const { spec, counts, cells, rowsEach } = s
  const total = spec.data.batch
  const clips = total / spec.run.microBatches
  const size = clips * rowsEach
  const context = contextOf(shared, 'train', size)
  const carries = spec.state === 'carried'
  const place = {
    clock: control.clock,
    micro: control.micro,
    total,
    each: rowsEach,
    seed: spec.run.seed,
    order: carries ? 'inOrder' : 'shuffled',
  } as const
  const gathered = gatherBatch('train', s.streams, counts.train, size, place)
  const carried = carriedParts(shared, size, view(gathered.streams.begins!, [size]))
  const metric = (i: number) => metrics[i]!
  const written = { clock: control.clock, micro: control.micro, kl: tensor('kl', 'f32', [total * rowsEach]) }
  const kit = responseKit(shared, context, { carried: carried.neurons })
  const divergence = { beta: spec.divergence.weight, warmUpSteps: spec.divergence.warmUpSteps }
  const graph = latentGraph(kit, kit, spec.network, {
    input: movieInput(context, spec, gathered.streams.stimulus!, still),
    cells,
    says: spec.loss.kind === 'bernoulli' ? 'logit' : 'rate',
    carried: carried.walk,
    noise: noiseFor(context, spec, control.micro, still),
    divergence: (posterior, prior) => [gaussianKl('divergence', posterior, prior, divergence, written)],
  })
  const probes = graph.spiking.map((s) => probeOf(s, total * rowsEach))
  const watching = new Map(probes.map((p) => [p.spiking.name, membraneOps(p)]))
  const loss = lossParts(shared, graph, gathered, metric(1))
  const add = addKl(clips, divergence, { ...written, divergence: metric(2), error: metric(1), loss: metric(0) })
  const ops: Op[] = [
    ...gathered.ops,
    ...carried.before,
    ...forwardOps(graph, (name) => watching.get(name) ?? []),
    ...loss,
    ...backwardOps(
      graph,
      (spiking) => squaresOps(spiking, probes.find((p) => p.spiking === spiking)!.squares),
      termsOf(spec, graph, control, clips),
    ),
    add,
  ]
  return { graph, probes, ops, uploads: gathered.uploads, state: carried.state }
}

/**
 * The state that the rows of a batch carry from clip to clip: the memory, and the state of output neurons. It is updated only after an
 * optimizer step, so that a preview leaves it unchanged; the final state of a step is therefore stored beyond the program that writes it.
 */
function carriedParts({ s }: Shared<ResponseParts>, rows: number, begins: Tensor<'u32'>) {
  const { spec, cells } = s
  const states = statesFor(spec)
  const state = persistent('network.state', 'f32', [1, rows, states])
  const walk = persistent('walk.state', 'f32', [rows, states])
  const whole = view(walk, [1, rows, states])
  const never = persistent('never', 'u32', [rows])
  const carries = spec.state === 'carried'
  const before: Op[] = [carry({ source: state, begins, carried: whole }, {})]
  if (!carries) return { walk, before, neurons: undefined, state: undefined }
  const update: Op[] = [carry({ source: whole, begins: never, carried: state }, {})]
  if (spec.network.output === 'rate') return { walk, before, neurons: undefined, state: { tensors: [state], update } }
  const stored = neuronState('network.neurons', rows, cells)
  const initial = tensor('neurons.initial', 'f32', stored.shape)
  const final = neuronState('neurons.state', rows, cells)
  return {
    walk,
    before: [...before, carry({ source: stored, begins, carried: initial }, {})],
    neurons: { initial, final },
    state: { tensors: [state, stored], update: [...update, carry({ source: final, begins: never, carried: stored }, {})] },
  }
}

/** Ops that write the loss of the responses and the gradient of the model's output. */
function lossParts({ s, control }: Shared<ResponseParts>, graph: LatentGraph, batch: Batch, error: Tensor<'f32'>): Op[] {
  const { spec, cells, steps, rowsEach: each } = s
  const { loss, data, run } = spec
  const { trials } = movieShape(data).shows.train
  const clips = batch.size / each
  const mean = loss.kind === 'psp' && loss.against === 'psth'
  const all = loss.kind === 'mmd'
  const targets = tensor('targets', 'f32', [steps, all ? clips * trials : batch.size, padded(cells)])
  const recorded = clipResponses(
    { responses: batch.streams.responses!, samples: batch.samples, clock: control.clock, targets },
    { trials, cells, each, seed: run.seed, stream: streamOf('trial') },
    { MEAN: Number(mean), ALL: Number(all) },
  )
  const written = { recorded: targets, micro: control.micro, loss: error }
  if (loss.kind === 'poisson' || loss.kind === 'bernoulli')
    return [recorded, likelihoodLoss(graph.output, { kind: loss.kind, first: 0 }, written)]
  const unbiased = loss.kind === 'mmd' && loss.estimate === 'unbiased'
  return [recorded, spikeTrainLoss('loss', graph.output, clips, { tau: loss.tau, first: 0, unbiased }, written)]
}

/** The network over given clips, each from an empty memory. */
function evaluated(shared: Shared<ResponseParts>, batch: Batch): LatentGraph {
  const { s, still } = shared
  const context = contextOf(shared, 'evaluate', batch.size)
  const states = statesFor(s.spec)
  const carried = tensor('pinned.carried', 'f32', [batch.size, states])
  const nothing = persistent('pinned.nothing', 'f32', [1, batch.size, states])
  const goesOn = persistent('pinned.begins', 'u32', [batch.size])
  const empty = carry({ source: nothing, begins: goesOn, carried: view(carried, [1, batch.size, states]) }, {})
  const kit = responseKit(shared, context)
  const input = movieInput(context, s.spec, batch.streams.stimulus!, still)
  return latentGraph(kit, kit, s.spec.network, {
    input: { ...input, forward: [empty, ...input.forward] },
    cells: s.cells,
    says: saysOf(s.spec.loss),
    carried,
    noise: noiseFor(context, s.spec, still, still),
  })
}
