/** Neural response: a movie is the stimulus, recorded spike trains are the targets. */
import * as z from 'zod'
import { partsKey } from '../../data/parts/schema'
import { TERM_NAMES } from '../../losses/terms/schema'
import { type Metric, withValidationMetrics } from '../../readings/metrics'
import { termMetrics, UPDATE_METRICS } from '../supervised/metrics'
import type { Task } from '../task'
import type { ResponseDetail } from './detail'
import { segmentMetrics, TEST_METRICS, trainMetrics } from './metrics'
import { RESPONSE } from './presets'
import { problemsOf } from './problems'
import { isLikelihood, type ResponseSpec } from './schema'

const MAX_CELLS = 4096
const MAX_CURVE = 256
const number = z.number().or(z.nan())
const curve = z.array(number).max(MAX_CURVE)
const byCell = z.array(number).max(MAX_CELLS)
const both = <T extends z.ZodType>(of: T) => z.object({ data: of, model: of })
const name = z.string().max(100)
const count = z.int().min(0).max(1_000_000)
const cell = z.object({
  name,
  rate: number,
  modelRate: number,
  cc: number,
  ccNorm: number,
  ccMax: number,
  feve: number,
  bitsPerSpike: number,
  isiKs: number,
  fano: number,
  modelFano: number,
  autocorrelogramError: number,
  vanRossumRatio: number,
  spikeRatio: number,
  isiRatio: number,
  victorPurpuraRatio: number,
  mmd: number,
})

export const response: Task<ResponseSpec> = {
  kind: 'response',
  title: 'Neural response',
  formGroups: [
    { title: 'Data', fields: ['data', 'validation'] },
    { title: 'Encoding', fields: ['encoder', 'state'] },
    { title: 'Network', fields: ['network'] },
    { title: 'Neuron and surrogate', fields: ['neuron', 'surrogate'] },
    {
      title: 'Learning',
      fields: ['optimizer', 'schedule', 'warmUpSteps', 'clipNorm', 'average', 'loss', 'divergence', ...TERM_NAMES, 'groups'],
    },
    { title: 'Run', fields: ['run', 'scoring'] },
  ],
  presets: RESPONSE,
  // The loss of silence at the start is less than that of spikes that are slightly early or late.
  lossMayRise: true,
  alsoCalled: () =>
    'neural response, retina, encoding model, system identification, neuroscience, neurons, spike trains, latent variable model',
  problems: problemsOf,
  follows: ({ network, loss }, path) => {
    if (path !== 'network.output') return undefined
    if (isLikelihood(loss) === (network.output === 'rate')) return undefined
    return ['loss', { kind: network.output === 'rate' ? 'poisson' : 'psp' }]
  },
  keepsBest: ({ validation }) => validation !== undefined,
  metrics: ({ validation, scoring, loss, ...terms }): readonly Metric[] =>
    withValidationMetrics(validation, [
      ...trainMetrics(loss),
      ...termMetrics(terms),
      ...UPDATE_METRICS,
      ...TEST_METRICS,
      ...segmentMetrics(scoring.pieces),
    ]),
  detail: z.object({
    part: z.enum(['validation', 'test']),
    samples: count,
    trials: count,
    bins: count,
    burnIn: count,
    leftOut: z.array(name).max(MAX_CELLS),
    cells: z.array(cell).max(MAX_CELLS),
    statistics: z.object({
      isi: both(curve),
      autocorrelogram: both(curve).extend({ shift: curve }),
      fano: both(byCell),
      cv: both(number),
      cv2: both(number),
      lv: both(number),
      rates: both(byCell),
    }),
    floor: z.object({ vanRossum: number, spike: number, isi: number, victorPurpura: number }),
  }) satisfies z.ZodType<ResponseDetail>,
  needs: ({ data, validation, encoder, state }) => ({
    key: partsKey(JSON.stringify({ ...data, window: encoder.window, state, ...(state === 'reset' && { batch: undefined }) }), validation),
  }),
}
