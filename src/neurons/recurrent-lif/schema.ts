/**
 * How a layer receives its own spikes: from how many steps ago, and with what weights (ASRC-SNN, Xu et al., arXiv 2505.11455).
 * Parameters, ranges, equations. Data, no code.
 */
import * as z from 'zod'
import { choice, type Equation, integer, number } from '../../schema'

/** The longest skip of a softmax-weighted recurrence: every step sums over all of them. */
export const MAX_SPANS = 256

const own = [
  z.strictObject({ kind: z.literal('vanilla') }),
  z.strictObject({
    kind: z.literal('skip'),
    span: integer(1, 1000, 4, {
      label: 'Skip length',
      term: 'skip',
      symbol: 'λ',
      unit: 'steps',
      help: 'The delay of the recurrent input: a layer receives its spikes of this many steps ago. The paper calls it the skip span.',
    }),
  }),
  z.strictObject({
    kind: z.literal('adaptive'),
    spans: integer(1, MAX_SPANS, 21, {
      label: 'Longest skip',
      term: 'softSkips',
      symbol: 'K',
      unit: 'steps',
      help: 'Skips of length 1 to this are weighted by a learned softmax. Evaluation uses the most probable skip alone.',
    }),
    temperatureFactor: number(0.01, 1, 0.96, {
      label: 'Temperature factor',
      term: 'softSkips',
      help: 'The temperature of the softmax starts at 1 and is multiplied by this after every epoch. 1 keeps it constant.',
    }),
    leastTemperature: number(1e-4, 1, 1e-3, {
      label: 'Minimum temperature',
      term: 'softSkips',
      help: 'The temperature stops falling here. Below about 0.001 a 32-bit softmax selects a single skip.',
      scale: 'log',
      rare: true,
    }),
    sharedBy: choice(['layer', 'network'], 'layer', {
      label: 'Shared by',
      term: 'softSkips',
      help: 'Whether each layer learns separate skip weights or all layers share them.',
      choices: { layer: 'a layer', network: 'the network' },
    }),
    rateFactor: number(0, 10_000, 100, {
      label: 'Skip learning-rate factor',
      term: 'softSkips',
      help: 'Multiplies the learning rate of the skip weights. 0 freezes them.',
      rare: true,
    }),
    decayFactor: number(0, 1000, 0, {
      label: 'Skip weight-decay factor',
      term: 'softSkips',
      help: 'Multiplies the weight decay of the skip weights.',
      rare: true,
    }),
  }),
] as const

const CHOICES = { vanilla: 'vanilla', skip: 'skip', adaptive: 'softmax-weighted skips' } as const
const SKIPS =
  'Vanilla: those of the previous step. Skip: those of a fixed number of steps ago. Softmax-weighted: a learned weighting of several skips.'

export const recurrenceSchema = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('none') }), ...own]).meta({
  label: 'Recurrence',
  term: 'recurrence',
  help: `Which of its earlier spikes a layer receives. ${SKIPS}`,
  choices: { none: 'none', ...CHOICES },
})
/** The same in a list of layers, where it may be absent. */
export const listedRecurrenceSchema = z.discriminatedUnion('kind', own).meta({
  label: 'Recurrence',
  term: 'recurrence',
  help: `Which of its earlier spikes each linear layer receives; convolutions receive none. ${SKIPS}`,
  choices: CHOICES,
  absent: 'none',
  rare: true,
})
export type RecurrenceSpec = z.infer<typeof recurrenceSchema>
/** That of layers which receive their own spikes. */
export type OwnRecurrence = z.infer<typeof listedRecurrenceSchema>

/** How a network's layers receive their own spikes, in a list its linear ones; undefined where they do not. */
export function recurrenceOf<R extends { readonly kind: string }>(
  network: { readonly kind: string; readonly recurrence?: R | undefined } | undefined,
): Exclude<R, { readonly kind: 'none' }> | undefined {
  const recurrence = network?.recurrence
  return recurrence?.kind === 'none' ? undefined : (recurrence as Exclude<R, { readonly kind: 'none' }> | undefined)
}

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
