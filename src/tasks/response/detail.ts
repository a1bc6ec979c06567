/** What a model of neural responses says beyond numbers, and what its view may ask of an open run. Types only: page and worker share them. */

/** One cell, data against model, from the burn-in bin on. NaN where a metric is not defined. */
export interface CellMetrics {
  readonly name: string
  /** Spikes a bin, of the data. */
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
  /** Unbiased. */
  readonly mmd: number
}

/** Recorded and sampled. */
export interface Compared<T> {
  readonly data: T
  readonly model: T
}

/** Pooled over the cells that fire. */
export interface SpikeStatistics {
  /** The share of intervals of 1, 2, ... bins. */
  readonly isi: Compared<number[]>
  /** Lags 1 to 30, per pair and rate^2; shift: of different trials. */
  readonly autocorrelogram: Compared<number[]> & { readonly shift: number[] }
  /** By cell. */
  readonly fano: Compared<number[]>
  readonly cv: Compared<number>
  readonly cv2: Compared<number>
  readonly lv: Compared<number>
  /** By cell, spikes a bin. */
  readonly rates: Compared<number[]>
}

/** Of an evaluation. */
export interface ResponseDetail {
  readonly part: 'test'
  /** Trials of the model, and of the data. */
  readonly samples: number
  readonly trials: number
  readonly bins: number
  readonly burnIn: number
  /** Cells that never fire, by name. */
  readonly leftOut: string[]
  readonly cells: CellMetrics[]
  readonly statistics: SpikeStatistics
  /** Mean distances of recorded trials from each other. */
  readonly floor: { readonly vanRossum: number; readonly spike: number; readonly isi: number; readonly victorPurpura: number }
}

export type ResponsePart = 'test' | 'long'

export type ResponseCall =
  /** The recorded trials of a piece of a movie, and as many of the present model. */
  | {
      readonly ask: 'trials'
      readonly part: ResponsePart
      readonly from: number
      readonly bins: number
      readonly samples: number
      readonly seed: number
    }
  /** What a cell looks for. */
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

/** Of one cell, as movies [frames, height, width]: a frame a lag, the newest last. */
export interface Fields {
  readonly cell: number
  readonly frames: number
  readonly height: number
  readonly width: number
  /** Spike-triggered average of the recorded spikes. */
  readonly average: Float32Array
  /** Mean gradient of the cell's output to the stimulus. */
  readonly gradient: Float32Array
}
