/** The unit of training time: epochs, or a unit of the task. Types, and the default unit. */

export interface TimeUnit {
  /** The name in the singular, in the plural, and shortened. */
  readonly name: string
  readonly names: string
  readonly short: string
  /** The number of units in an epoch. */
  readonly inEpoch: number
}

export const EPOCHS: TimeUnit = { name: 'epoch', names: 'epochs', short: 'epoch', inEpoch: 1 }
