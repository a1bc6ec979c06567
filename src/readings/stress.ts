/** A trained network evaluated under a disturbance. Types only. */

/** A disturbance at one strength, drawn from one seed. */
export interface StressPoint {
  /** Its id. */
  readonly disturbance: string
  readonly strength: number
  readonly seed: number
}

/** The result of an evaluation under a disturbance. */
export interface Stressed {
  /** Test metrics by name. */
  readonly values: Readonly<Record<string, number>>
  /** Spikes per neuron and step over the pinned samples; null where no layer has neurons that spike. */
  readonly rate: number | null
}
