/** A sample of a classification: the streams that it consists of. Pure. */
import type { SampleFrame } from '../../../readings/sample'

/** An image from the user, with synchronous camera frames if the data set has them. */
export interface CustomImage {
  readonly image: Uint8Array
  readonly frames?: Uint8Array
}

/** Whether a sample belongs to a classification: after a change of experiment, the newest may still be of another task. */
export const isImage = ({ streams }: SampleFrame): boolean => streams.images instanceof Uint8Array
export const imageIn = ({ streams }: SampleFrame): Uint8Array => streams.images as Uint8Array
/** The frames of the second camera, if the samples have them. */
export const framesOf = ({ streams }: SampleFrame): Uint8Array | undefined => streams.frames as Uint8Array | undefined
/** The class of the sample; undefined for one that the user draws. */
export const labelOf = ({ streams }: SampleFrame): number | undefined => streams.labels?.[0]
