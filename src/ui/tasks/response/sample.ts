/** A pinned sample of responses: a clip of a movie, and the network's output for each cell after each step. Pure. */
import { counted, fixed } from '../../../format'
import type { SampleFrame, SampleReading } from '../../../readings/sample'
import { mean } from '../../../readings/spike-trains/moments'

interface ClipShape {
  /** Pixels of a frame. */
  readonly height: number
  readonly width: number
}

/** A frame of another experiment may still be the newest one. */
export const isClip = ({ streams }: Pick<SampleFrame, 'streams'>): boolean =>
  streams.stimulus instanceof Float32Array && streams.responses !== undefined

/** [height, width] of the frame that a step is about, counted from 0: those before the first step come first. */
export function frameAt({ streams, steps }: SampleFrame, { height, width }: ClipShape, step: number): Float32Array {
  const values = streams.stimulus as Float32Array
  const [size, before] = [height * width, values.length / (height * width) - steps]
  return values.subarray((before + step) * size, (before + step + 1) * size)
}

/** The model's output for each cell after a step. */
export const outputAt = ({ readout, outputs }: SampleReading, step: number): Float32Array =>
  readout.subarray(step * outputs, (step + 1) * outputs)

export const clipText = ({ steps }: SampleReading): string => `a clip of ${counted(steps, 'bin')}`

export const receivedText = ({ height, width }: ClipShape, window: number): string =>
  `Frame by frame: ${height} × ${width} pixels a bin${window > 1 ? `, with the ${window - 1} before` : ''}.`

/** @param rates whether outputs are given in spikes per bin instead of spikes. */
export function outputText(reading: SampleReading, step: number, rates: boolean): string {
  const said = outputAt(reading, step)
  if (rates) return `predicts ${fixed(mean(said), 3)} spikes a bin, mean of ${counted(said.length, 'cell')}`
  return `${said.filter((value) => value > 0).length} of ${counted(said.length, 'cell')} spike`
}
