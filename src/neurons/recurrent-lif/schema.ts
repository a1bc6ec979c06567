/**
 * How a layer hears its own spikes: which steps back, and with what weight (ASRC-SNN, Xu et al., arXiv 2505.11455).
 * Parameters, ranges, equations. Data, no code.
 */
import * as z from 'zod'
import { choice, type Equation, integer, number } from '../../schema'

/** Longest span that is learned: the sum over spans is taken at every step. */
export const MOST_SPANS = 256

export const recurrenceSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('vanilla') }),
    z.strictObject({
      kind: z.literal('skip'),
      span: integer(1, 1000, 4, {
        label: 'Span',
        symbol: 'λ',
        unit: 'steps',
        help: 'How many steps ago the spikes are that a layer hears.',
      }),
    }),
    z.strictObject({
      kind: z.literal('adaptive'),
      spans: integer(1, MOST_SPANS, 21, {
        label: 'Spans',
        symbol: 'K',
        unit: 'steps',
        help: 'The spans 1 to this many are mixed by a softmax that is learned. In evaluation the most probable one alone is used.',
      }),
      temperatureFactor: number(0.01, 1, 0.96, {
        label: 'Temperature factor',
        help: 'The temperature of the softmax starts at 1 and is multiplied by this after every epoch. 1 never sharpens.',
      }),
      leastTemperature: number(1e-4, 1, 1e-3, {
        label: 'Least temperature',
        help: 'The temperature falls no further: below some 0.001 a softmax in 32 bits is a single span anyway.',
        scale: 'log',
        rare: true,
      }),
      sharedBy: choice(['layer', 'network'], 'layer', {
        label: 'Shared by',
        help: 'Whether every layer learns spans of its own, or all layers the same.',
        choices: { layer: 'a layer', network: 'the network' },
      }),
      rateFactor: number(0, 10_000, 100, {
        label: 'Span rate factor',
        help: 'Multiplies the learning rate for the spans’ weights. 0 freezes them.',
        rare: true,
      }),
      decayFactor: number(0, 1000, 0, {
        label: 'Span decay factor',
        help: 'Multiplies the weight decay for the spans’ weights.',
        rare: true,
      }),
    }),
  ])
  .meta({
    label: 'Recurrence',
    help: 'Which of its own earlier spikes a layer hears. Vanilla: those of the step before. Skip: those of a fixed number of steps ago. Adaptive: a learned mix.',
    choices: { none: 'none', vanilla: 'vanilla', skip: 'skip', adaptive: 'adaptive' },
  })
export type RecurrenceSpec = z.infer<typeof recurrenceSchema>

/** x is the feed-forward current, r what is added to it through the recurrent weights R. */
export const RECURRENCE_EQUATIONS: Readonly<Record<RecurrenceSpec['kind'], readonly Equation[]>> = {
  none: [],
  vanilla: [['x[t]', '←', 'x[t] + R · s[t−1]']],
  skip: [['x[t]', '←', 'x[t] + R · s[t−{span}]']],
  adaptive: [
    ['p', '=', 'softmax(w / temperature)'],
    ['x[t]', '←', 'x[t] + R · Σ over k of p[k] · s[t−k]'],
  ],
}
