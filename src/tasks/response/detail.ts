/** Task-specific results of neural response models, and the questions that their views ask. Types only, shared by page and worker. */
import type { HeldOut } from '../../readings/metrics'

/** One cell, data against model, from the burn-in bin on. NaN where a metric is not defined. */
export interface CellMetrics {
  readonly name: string
  /** Spikes per bin in the data. */
  readonly rate: number
  readonly modelRate: number
  readonly cc: number
  readonly ccNorm: number
  readonly ccMax: number
  readonly feve: number
  readonly bitsPerSpike: number
  readonly isiKs: number
  readonly fano: number
  readonly modelFano: number
  readonly autocorrelogramError: number
  readonly vanRossumRatio: number
  readonly spikeRatio: number
  readonly isiRatio: number
  readonly victorPurpuraRatio: number
  /** The unbiased estimate. */
  readonly mmd: number
}

/** The same statistic of recorded and of sampled responses. */
export interface Compared<T> {
  readonly data: T
  readonly model: T
}

/** Statistics pooled over the cells that fire. */
export interface SpikeStatistics {
  /** The fraction of interspike intervals of 1, 2, ... bins. */
  readonly isi: Compared<number[]>
  /** Lags 1 to 30, per pair and divided by rate^2; `shift`: between different trials. */
  readonly autocorrelogram: Compared<number[]> & { readonly shift: number[] }
  /** The Fano factor of each cell. */
  readonly fano: Compared<number[]>
  readonly cv: Compared<number>
  readonly cv2: Compared<number>
  readonly lv: Compared<number>
  /** The rate of each cell, in spikes per bin. */
  readonly rates: Compared<number[]>
}

/** The detail of an evaluation. */
export interface ResponseDetail {
  readonly part: HeldOut
  /** The number of the model's trials; below, of the data's. */
  readonly samples: number
  readonly trials: number
  readonly bins: number
  readonly burnIn: number
  /** The names of cells that never fire. */
  readonly leftOut: string[]
  readonly cells: CellMetrics[]
  readonly statistics: SpikeStatistics
  /** The mean distances between recorded trials. */
  readonly floor: { readonly vanRossum: number; readonly spike: number; readonly isi: number; readonly victorPurpura: number }
}

export type ResponsePart = HeldOut | 'long'

export type ResponseCall =
  /** The recorded trials of a part of a movie, and trials of the current model. */
  | {
      readonly ask: 'trials'
      readonly part: ResponsePart
      readonly from: number
      readonly bins: number
      readonly samples: number
      readonly seed: number
    }
  /** The stimulus features that a cell responds to. */
  | { readonly ask: 'fields'; readonly cell: number }

export interface ResponseReplies {
  readonly trials: Trials
  readonly fields: Fields
}

export interface Trials {
  readonly part: ResponsePart
  readonly from: number
  readonly bins: number
  readonly cells: string[]
  readonly burnIn: number
  /** [trials, cells, bins] */
  readonly data: { readonly trials: number; readonly counts: Uint8Array }
  readonly model: {
    readonly trials: number
    readonly counts: Uint8Array
    /** [cells, bins], mean over samples: of a model of rates, its rates. */
    readonly probabilities?: Float32Array
  }
  readonly latent?: {
    readonly size: number
    /** [bins, size], of the first sample. */
    readonly mean: Float32Array
    /** [bins, size], nats, mean over samples. */
    readonly kl: Float32Array
  }
  /** [cells, bins] */
  readonly truth?: { readonly rate: Float32Array; readonly slow: Float32Array }
  /** [bins, height, width] */
  readonly movie: { readonly height: number; readonly width: number; readonly values: Float32Array }
}

/** One cell's features as movies [frames, height, width]: a frame per lag, the newest last. */
export interface Fields {
  readonly cell: number
  readonly frames: number
  readonly height: number
  readonly width: number
  /** The spike-triggered average of the recorded spikes. */
  readonly average: Float32Array
  /** The mean gradient of the cell's output with respect to the stimulus. */
  readonly gradient: Float32Array
}
