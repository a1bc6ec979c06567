/** An experiment in neural response: a movie is the stimulus, recorded spike trains are the targets. Data, no code. */
import * as z from 'zod'
import { type Cut, clipCount } from '../../data/clips/schema'
import { heldOutOf, validationSchema } from '../../data/parts/schema'
import { type MovieShape, movieShape, ownResponseSchema } from '../../data/response/schema'
import { retinaSchema } from '../../data/retina/schema'
import type { Counts } from '../../data/schema'
import { termSchemas } from '../../losses/terms/schema'
import { latentSchema } from '../../networks/latent/schema'
import { neuronSchema } from '../../neurons/schema'
import { surrogateSchema } from '../../neurons/surrogate/schema'
import { choice, effectiveWhen, field, integer, number } from '../../schema'
import { changes, learning, run } from '../supervised/schema'
import { VERSION } from '../version'

const dataSchema = z.discriminatedUnion('kind', [retinaSchema, ownResponseSchema]).meta({
  label: 'Data set',
  help: 'Movies, and the spikes with which cells answered.',
  choices: { retinaSim: 'simulated retina', ownResponse: 'custom recordings' },
})

const encoderSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('rows'),
      window: integer(1, 60, 1, {
        label: 'Window',
        unit: 'frames',
        help: 'How many frames a step sees: that of its own bin and those before it. With a memory one is enough.',
      }),
    }),
  ])
  .meta({
    label: 'Encoder',
    term: 'encoder',
    help: 'How the movie becomes input: one bin of the responses is one step.',
    choices: { rows: 'frame by frame' },
  })

/** A parameter of both losses between spike trains. */
const filter = number(1, 100, 2, {
  label: 'Filter',
  term: 'psp',
  symbol: 'τ',
  unit: 'bins',
  help: 'Time constant of the filter that turns spikes into postsynaptic potentials before they are compared.',
})

const lossSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('psp'),
      tau: filter,
      against: choice(['trials', 'psth'], 'trials', {
        label: 'Target',
        term: 'psth',
        help: 'What one trial of the model is compared with: one recorded trial, another each time, or the mean of all recorded trials.',
        choices: { trials: 'single trials', psth: 'mean of trials (PSTH)' },
      }),
    }),
    z.strictObject({
      kind: z.literal('mmd'),
      tau: filter,
      estimate: choice(['unbiased', 'biased'], 'unbiased', {
        label: 'Estimate',
        term: 'mmd',
        help: 'Of the squared discrepancy of two sets of trials. Unbiased leaves out pairs of a trial with itself: 0 on average where both are of one process, by chance below it, and the model’s own variability costs nothing. Biased is never below 0, and asks the model to vary little.',
        choices: { unbiased: 'unbiased', biased: 'biased' },
      }),
      samples: integer(2, 32, 4, {
        label: 'Trials of a clip',
        term: 'mmd',
        unit: 'trials',
        help: 'Trials that the model draws of each clip of a batch, to be compared with all that were recorded. A step computes so many times the batch.',
      }),
    }),
    z.strictObject({ kind: z.literal('poisson') }),
    z.strictObject({ kind: z.literal('bernoulli') }),
  ])
  .meta({
    label: 'Loss',
    term: 'responseLoss',
    help: 'What training minimizes, in addition to the divergence of the latent: the squared difference of filtered spike trains (a discrete van Rossum distance), the maximum mean discrepancy (MMD) of sets of them, the Poisson likelihood of the recorded counts under a rate, or the Bernoulli likelihood of a spike or none under its probability. Only networks that classify take a teacher (distillation) or learn forward in time.',
    choices: {
      psp: 'filtered spike trains (PSP)',
      mmd: 'sets of filtered trains (MMD)',
      poisson: 'Poisson likelihood',
      bernoulli: 'Bernoulli likelihood',
    },
  })

const divergenceSchema = z.strictObject({
  weight: number(0, 10, 0.01, {
    label: 'Divergence weight',
    term: 'kl',
    symbol: 'β',
    help: 'How much the divergence KL(q ‖ p) of the latent from its prior counts in the loss.',
    scale: 'log',
  }),
  warmUpSteps: integer(0, 1_000_000, 500, {
    label: 'Divergence warm-up',
    term: 'kl',
    unit: 'steps',
    help: 'Over so many steps the weight rises from 0. Without it the latent is often given up at once.',
    rare: true,
  }),
})

/** Bins at the start of a piece of the test movie that are not scored. */
export const PIECE_BURN_IN = 20

const scoringSchema = z.strictObject({
  samples: integer(2, 200, 30, {
    label: 'Samples',
    unit: 'trials',
    help: 'Trials of the model that an evaluation draws. Fewer make its mean rate noisier, which lowers the correlation.',
  }),
  burnIn: integer(0, 600, 60, {
    label: 'Burn-in',
    unit: 'bins',
    help: 'Bins at the start of a test movie that are not scored: the memory begins empty, as does the recorded cell’s history.',
  }),
  pieces: field(
    z
      .array(
        z
          .int()
          .min(2 * PIECE_BURN_IN)
          .max(9000),
      )
      .max(6),
    {
      label: 'Pieces',
      unit: 'bins',
      help: `The test movie once more, with the model beginning anew after so many bins: whether what was learned from short clips holds over other lengths. The first ${PIECE_BURN_IN} bins of a piece are not scored.`,
      rare: true,
    },
  ).optional(),
})

/** The neuron of a new experiment. */
export const USUAL_NEURON = { kind: 'noisyLif', noise: { kind: 'gaussian', sigma: 0.2 } } as const

export const responseSchema = z.strictObject({
  version: z.literal(VERSION),
  task: z.literal('response'),
  data: dataSchema.default(retinaSchema.parse({ kind: 'retinaSim', batch: 64 })),
  encoder: encoderSchema.default({ kind: 'rows', window: 1 }),
  network: latentSchema.default(latentSchema.parse({ kind: 'latent' })),
  state: choice(['carried', 'reset'], 'carried', {
    label: 'State',
    help: 'What a clip begins with: what the memory held at the end of the clip before it in the same movie, or nothing. Gradients end at the clip either way.',
    choices: { carried: 'carried from clip to clip', reset: 'reset at each clip' },
  }),
  neuron: effectiveWhen(neuronSchema, { '/network.output': 'spikes' }).default(neuronSchema.parse(USUAL_NEURON)),
  surrogate: effectiveWhen(surrogateSchema, { '/network.output': 'spikes' }).default({ kind: 'gaussian', sigma: 0.4 }),
  loss: lossSchema.default({ kind: 'psp', tau: 2, against: 'psth' }),
  divergence: divergenceSchema.default({ weight: 0.01, warmUpSteps: 500 }),
  scoring: scoringSchema.default({ samples: 30, burnIn: 60 }),
  validation: validationSchema,
  ...termSchemas,
  ...learning,
  run,
  changes,
})
export type ResponseSpec = z.infer<typeof responseSchema>

/** Whether the loss is a likelihood of outputs without spikes. */
export const isLikelihood = ({ kind }: ResponseSpec['loss']): boolean => kind === 'poisson' || kind === 'bernoulli'

/** The number of rows of a batch that have the same clip: trials of the model that are compared as a set. */
export const trialsEach = (loss: ResponseSpec['loss']): number => (loss.kind === 'mmd' ? loss.samples : 1)

/** What outputs without spikes are, in tests and views: rates or probabilities. */
export const saysOf = ({ kind }: ResponseSpec['loss']): 'rate' | 'probability' => (kind === 'bernoulli' ? 'probability' : 'rate')

/** How recordings are cut into clips. With a carried state, each row of a batch continues through the recordings. */
export const cutOf = ({ data, encoder, state }: Pick<ResponseSpec, 'data' | 'encoder' | 'state'>): Cut => ({
  clip: data.clip,
  window: encoder.window,
  ...(state === 'carried' && { lanes: data.batch }),
})

/** The movies of each part; those held out of the training movies are joined to one, as those for testing are. */
export function showsOf({ data, validation }: Pick<ResponseSpec, 'data' | 'validation'>): MovieShape['shows'] {
  const { validation: own, ...shows } = movieShape(data).shows
  if (!validation) return shows
  if (validation.kind === 'own') return { ...shows, ...(own && { validation: own }) }
  const { movies, frames, trials } = shows.train
  const held = heldOutOf(movies, validation.share)
  return { ...shows, train: { movies: movies - held, frames, trials }, validation: { movies: 1, frames: held * frames, trials } }
}

/** The number of clips in each part. */
export function countsOf(spec: Pick<ResponseSpec, 'data' | 'validation' | 'encoder' | 'state'>): Counts {
  const { train, validation, test } = showsOf(spec)
  const { lanes: _, ...cut } = cutOf(spec)
  return {
    train: clipCount(train.movies, train.frames, cutOf(spec)),
    ...(validation && { validation: clipCount(1, validation.frames, cut) }),
    test: clipCount(1, test.frames, cut),
  }
}
