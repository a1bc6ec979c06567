/** A sample of a classification: the streams that it consists of. Pure. */
import type { SampleFrame } from '../../../readings/sample'

export const imageOf = ({ streams }: SampleFrame): Uint8Array => streams.images as Uint8Array
/** Unknown of one that the user draws. */
export const labelOf = ({ streams }: SampleFrame): number | undefined => streams.labels?.[0]
