/** What training time is counted in: epochs, or what a task says instead. Types only, and what holds where nothing is said. */

export interface TimeUnit {
  /** Of one, of an axis, and where room is short. */
  readonly name: string
  readonly names: string
  readonly short: string
  /** How many an epoch is. */
  readonly inEpoch: number
}

export const EPOCHS: TimeUnit = { name: 'epoch', names: 'epochs', short: 'epoch', inEpoch: 1 }
