/**
 * Operations of a network for one sample, and the energy of that arithmetic. Pure. A product whose input is spikes adds a weight for each
 * spike that arrives (an accumulate, AC); any other multiplies and adds at every step at which it is computed (a multiply-accumulate, MAC),
 * also for inputs of zero. Energies of 32-bit floating-point arithmetic at 45 nm: Horowitz, ISSCC 2014, where an addition takes 0.9 pJ and
 * a multiplication 3.7 pJ.
 */

/** The energy of one operation in picojoules. */
export const PICOJOULES = { accumulate: 0.9, multiplyAccumulate: 4.6 } as const

/** Where weights and states are stored: the energy of moving a 32-bit word at 45 nm (Horowitz 2014, in words of 32 bits as in Han et al. 2015). */
export const MEMORIES = {
  none: { title: 'none', word: 0 },
  sram: { title: 'SRAM of 32 KB', word: 5 },
  dram: { title: 'DRAM', word: 640 },
} as const
export type Memory = keyof typeof MEMORIES

/** What the energy includes besides the arithmetic of products. */
export interface EnergyModel {
  /** Every operation reads its weight; a counted update reads and writes its state. Nothing is reused, and inputs are not moved. */
  readonly memory: Memory
  /** Whether the neurons' own updates are in the total. The analog network has none. */
  readonly updates: boolean
}
export const ARITHMETIC: EnergyModel = { memory: 'none', updates: false }

/** What an energy is, in a phrase. */
export function estimateText({ memory, updates }: EnergyModel): string {
  const counted = memory === 'none' ? 'arithmetic only' : `arithmetic and a word of ${MEMORIES[memory].title} for each weight`
  return `${counted}, 45 nm${updates ? ', with the neurons’ updates' : ''}${memory === 'none' ? ', no memory traffic' : ''}: an estimate`
}

/** The multiplication of an input by weights, and the input's activity, averaged over the counted samples. */
export interface ProductReading {
  readonly name: string
  /** The layer whose neurons or outputs it drives. */
  readonly layer: string
  readonly kind: 'linear' | 'conv' | 'recurrent' | 'attention'
  readonly input: 'spikes' | 'numbers'
  /** The number of steps at which it is computed: one where the input is the same at every step. */
  readonly steps: number
  /** The delay of its input in steps, before which it is not computed; 0 except for recurrent weights. */
  readonly lag: number
  /** The number of input values at one step. */
  readonly inputs: number
  /** The number of connections from one step's input: each position of a convolution counts, padding does not. */
  readonly connections: number
  /** The number of input spikes over all steps; null for numbers. */
  readonly spikes: number | null
  /** The synaptic operations of these spikes: the sum of their fan-outs; null for numbers. */
  readonly met: number | null
  /** Whether its input is spikes of neurons, whose operations a loss term can penalize; an encoder's spikes it cannot change. */
  readonly fromNeurons?: true
}

/** The neurons' own updates at each step: decay, threshold, reset. */
interface NeuronReading {
  readonly layer: string
  readonly neurons: number
  readonly steps: number
}

export interface OperationsReading {
  /** The number of completed training steps. */
  readonly step: number
  /** The number of counted samples. */
  readonly samples: number
  /** The number of time steps of a sample. */
  readonly steps: number
  readonly products: readonly ProductReading[]
  readonly neurons: readonly NeuronReading[]
}

/** The operations and energy of one weight layer for one sample. */
export interface OperationsRow extends ProductReading {
  readonly accumulates: number
  readonly multiplyAccumulates: number
  readonly picojoules: number
  /** Spikes per input value and step; null for numbers. */
  readonly rate: number | null
  /** Multiply-accumulates of the analog network: over one step, and over all that the product is computed at. */
  readonly analog: number
  readonly analogOverSteps: number
}

interface Sum {
  readonly accumulates: number
  readonly multiplyAccumulates: number
  readonly picojoules: number
}

export interface Energy {
  readonly step: number
  readonly samples: number
  readonly steps: number
  readonly rows: readonly OperationsRow[]
  readonly total: Sum
  readonly model: EnergyModel
  /** The neurons’ own updates, which are part of the total where the model says so. */
  readonly updates: readonly (NeuronReading & { readonly updates: number })[]
  /** The energy of these updates, if each were a multiply-accumulate that reads and writes its state. */
  readonly ofUpdates: { readonly updates: number; readonly picojoules: number }
  /** The same network where every product is a MAC: over one step, as a network without time, and over all steps. */
  readonly analog: Sum
  readonly analogOverSteps: Sum
}

const energyOfSum = (accumulates: number, multiplyAccumulates: number, memory: Memory): Sum => ({
  accumulates,
  multiplyAccumulates,
  picojoules:
    accumulates * PICOJOULES.accumulate +
    multiplyAccumulates * PICOJOULES.multiplyAccumulate +
    (accumulates + multiplyAccumulates) * MEMORIES[memory].word,
})

export function energyOf({ step, samples, steps, products, neurons }: OperationsReading, model = ARITHMETIC): Energy {
  const { memory } = model
  const rows = products.map((product) => rowOf(product, memory))
  const sum = (of: (row: OperationsRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  const updates = neurons.map((one) => ({ ...one, updates: one.neurons * one.steps }))
  const all = updates.reduce((total, one) => total + one.updates, 0)
  const ofUpdates = { updates: all, picojoules: all * (PICOJOULES.multiplyAccumulate + 2 * MEMORIES[memory].word) }
  const ofProducts = energyOfSum(
    sum((row) => row.accumulates),
    sum((row) => row.multiplyAccumulates),
    memory,
  )
  return {
    model,
    step,
    samples,
    steps,
    rows,
    total: { ...ofProducts, picojoules: ofProducts.picojoules + (model.updates ? ofUpdates.picojoules : 0) },
    updates,
    ofUpdates,
    analog: energyOfSum(
      0,
      sum((row) => row.analog),
      memory,
    ),
    analogOverSteps: energyOfSum(
      0,
      sum((row) => row.analogOverSteps),
      memory,
    ),
  }
}

/** The energy of a sample as a function of the share of connections that the neurons' spikes meet: what a loss term reports. In picojoules. */
export interface EnergyByShare {
  /** The energy that does not depend on the spikes of neurons: products with numbers and with the spikes of an encoder. */
  readonly fixed: number
  /** If all neurons fired at all steps, in addition. */
  readonly most: number
}

export function energyByShare(reading: OperationsReading): EnergyByShare {
  const { rows } = energyOf(reading)
  const fixed = rows.filter(({ fromNeurons }) => !fromNeurons).reduce((sum, { picojoules }) => sum + picojoules, 0)
  const met = rows.filter(({ fromNeurons }) => fromNeurons).reduce((sum, { steps, connections }) => sum + steps * connections, 0)
  return { fixed, most: met * PICOJOULES.accumulate }
}

function rowOf(product: ProductReading, memory: Memory): OperationsRow {
  const { steps, lag, inputs, connections, spikes, met } = product
  const computed = Math.max(0, steps - lag)
  const analogOverSteps = computed * connections
  const { accumulates, multiplyAccumulates, picojoules } = energyOfSum(met ?? 0, met === null ? analogOverSteps : 0, memory)
  return {
    ...product,
    accumulates,
    multiplyAccumulates,
    picojoules,
    rate: spikes === null || computed === 0 ? null : spikes / (inputs * computed),
    // Input with a delay is absent at the first step.
    analog: lag > 0 ? 0 : connections,
    analogOverSteps,
  }
}

const COLUMNS = [
  'product',
  'layer',
  'kind',
  'input',
  'steps',
  'connections',
  'spikes',
  'rate',
  'accumulates',
  'multiply_accumulates',
  'picojoules',
] as const

/** The table as rows for a file, with the total and the analog networks below it. */
export function energyRows(energy: Energy): (string | number)[][] {
  const { model, rows, total, updates, ofUpdates, analog, analogOverSteps } = energy
  const row = (cells: Partial<Record<(typeof COLUMNS)[number], string | number | null>>) => COLUMNS.map((column) => cells[column] ?? '')
  const sum = (product: string, { accumulates, multiplyAccumulates, picojoules }: Sum) =>
    row({ product, accumulates, multiply_accumulates: multiplyAccumulates, picojoules })
  return [
    [...COLUMNS],
    ...rows.map(({ name: product, steps, lag, multiplyAccumulates, ...rest }) =>
      row({ ...rest, product, steps: steps - lag, multiply_accumulates: multiplyAccumulates }),
    ),
    sum('total', total),
    sum('analog network, one step', analog),
    sum('analog network, all steps', analogOverSteps),
    ...updates.map(({ layer, updates: count, steps }) => {
      const picojoules = (count / ofUpdates.updates) * ofUpdates.picojoules
      return row({ product: 'neurons’ own updates', layer, steps, multiply_accumulates: count, picojoules })
    }),
    row({ product: 'neurons’ own updates, if each is one MAC', multiply_accumulates: ofUpdates.updates, picojoules: ofUpdates.picojoules }),
    [estimateText(model)],
  ]
}
