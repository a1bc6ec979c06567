/** Problems of neural response experiments. Pure, no GPU. */
import { validationProblems } from '../../data/parts/check'
import { isOwnResponse, movieShape } from '../../data/response/schema'
import { readoutProblems } from '../../layers/readout/check'
import { termProblems } from '../../losses/terms/check'
import { walkFits } from '../../networks/latent/schema'
import { descriptionOf } from '../../neurons/descriptions'
import { windowProblems } from '../../neurons/surrogate/check'
import { scheduleProblems } from '../../optimizers/check'
import { error, type Problem } from '../../problem'
import { countsOf, isLikelihood, type ResponseSpec, showsOf, USUAL_NEURON } from './schema'

export function problemsOf(e: ResponseSpec): Problem[] {
  const { network, neuron, surrogate, run } = e
  const spikes = network.output === 'spikes'
  return [
    ...clipProblems(e),
    ...outputProblems(e),
    ...setProblems(e),
    ...heldOutProblems(e),
    ...neuronProblems(e),
    ...walkProblems(e),
    ...valueProblems(e),
    ...(spikes ? windowProblems(surrogate, false, false) : []),
    ...(spikes ? descriptionOf(neuron).problems() : []),
    ...(spikes ? readoutProblems({ kind: 'spiking' }, e.data.clip) : []),
    ...scheduleProblems(e.schedule, run.epochs),
    ...termProblems(e, { fires: spikes, meets: false }),
  ]
}

function heldOutProblems({ data, validation }: ResponseSpec): Problem[] {
  const { train, validation: own } = movieShape(data).shows
  return validationProblems(validation, { train: train.movies, validation: own?.movies, test: 1 })
}

function clipProblems(e: ResponseSpec): Problem[] {
  const { data, run, state, scoring } = e
  const shows = showsOf(e)
  const problems: Problem[] = []
  const shortest = Math.min(shows.test.frames, shows.long?.frames ?? Number.POSITIVE_INFINITY)
  if (data.clip > Math.min(shows.train.frames, shows.test.frames))
    problems.push(error('data.clip', `A clip of ${data.clip} frames is longer than a movie.`))
  const { train } = countsOf(e)
  if (train < data.batch)
    problems.push(error('data.batch', `There are only ${countsOf({ ...e, state: 'reset' }).train} clips: a batch takes ${data.batch}.`))
  if (state === 'carried' && run.microBatches > 1)
    problems.push(
      error('run.microBatches', 'A state that is carried on belongs to a row of the whole batch: do not split it.', {
        label: 'Do not split',
        path: 'run.microBatches',
        value: 1,
      }),
    )
  if (data.batch % run.microBatches !== 0)
    problems.push(error('run.microBatches', `A batch of ${data.batch} cannot be split into ${run.microBatches} equal parts.`))
  if (scoring.burnIn >= shortest / 2)
    problems.push(
      error('scoring.burnIn', 'The burn-in takes more than half of a test movie.', {
        label: 'Take a quarter',
        path: 'scoring.burnIn',
        value: Math.floor(shortest / 4),
      }),
    )
  return problems
}

/** Only neurons with a fixed decay can carry their state from chunk to chunk. */
function neuronProblems({ network, neuron }: ResponseSpec): Problem[] {
  const { label, outputs, rule } = descriptionOf(neuron)
  if (network.output === 'rate' || (outputs !== 'analog' && !rule.learnsDecay)) return []
  const why =
    outputs === 'analog'
      ? `A ${label} gives numbers, and trials are spikes: choose a rate as the output for a model without spikes.`
      : 'A learned decay is not carried on from clip to clip yet.'
  return [error('neuron.kind', why, { label: 'Use noisy LIF', path: 'neuron', value: { kind: USUAL_NEURON.kind } })]
}

/** The recurrent kernel holds its state, gates and their gradients in the memory of one workgroup. */
function walkProblems({ network }: ResponseSpec): Problem[] {
  if (walkFits(network)) return []
  return [
    error(
      'network.memory',
      'Memory and latent are larger than one workgroup has room for: make the memory, the latent or hidden layers smaller.',
    ),
  ]
}

/** Problems of recorded values that the output or the loss does not fit. */
function valueProblems({ data, network, loss }: ResponseSpec): Problem[] {
  if (!isOwnResponse(data)) return []
  if (data.values === 'rates')
    return [error('data.values', 'These responses are rates, which are no spikes: a set of spikes or counts would fit.')]
  if (data.values === 'counts' && loss.kind === 'bernoulli')
    return [
      error('loss.kind', 'These responses are counts, and a Bernoulli likelihood knows a spike or none.', {
        label: 'Use Poisson',
        path: 'loss',
        value: { kind: 'poisson' },
      }),
    ]
  if (data.values === 'counts' && network.output === 'spikes')
    return [
      error('network.output', 'These responses are counts, and an output that spikes has one spike a bin at most.', {
        label: 'Use rates',
        path: 'network.output',
        value: 'rate',
      }),
    ]
  return []
}

/** A set of one spike train has no pair of different ones. */
function setProblems({ data, loss }: ResponseSpec): Problem[] {
  if (loss.kind !== 'mmd' || loss.estimate === 'biased' || movieShape(data).shows.train.trials > 1) return []
  return [
    error('loss.estimate', 'An unbiased estimate is of pairs of recorded trials, and there is one of each training clip.', {
      label: 'Use biased',
      path: 'loss.estimate',
      value: 'biased',
    }),
  ]
}

/** Spiking outputs need a loss between spike trains; rates need a likelihood. */
function outputProblems({ network, loss }: ResponseSpec): Problem[] {
  if ((network.output === 'rate') === isLikelihood(loss)) return []
  return [
    network.output === 'rate'
      ? error('loss.kind', 'A model that says rates is trained by their likelihood.', {
          label: 'Use Poisson',
          path: 'loss',
          value: { kind: 'poisson' },
        })
      : error('loss.kind', 'A likelihood is one of rates: these outputs are spikes.', {
          label: 'Compare spike trains',
          path: 'loss',
          value: { kind: 'psp' },
        }),
  ]
}
