/** A sample of a regression: the streams that it consists of, and its prediction. Pure. */
import type { SampleFrame, SampleReading } from '../../../readings/sample'

export const inputsOf = ({ streams }: Pick<SampleFrame, 'streams'>): Float32Array => streams.inputs as Float32Array
export const targetOf = ({ streams }: Pick<SampleFrame, 'streams'>): number => streams.targets![0]!

/** The output of the readout if the sequence ended after a step, counted from 0. */
export const predictionAt = ({ readout, outputs }: SampleReading, step: number): number => readout[step * outputs] ?? Number.NaN
export const predictionOf = (reading: SampleReading): number => predictionAt(reading, reading.steps - 1)

/** The first output at each step. */
export const predictionsOf = (reading: SampleReading): Float32Array =>
  Float32Array.from({ length: reading.steps }, (_, step) => predictionAt(reading, step))
