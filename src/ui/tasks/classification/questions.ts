/** The requests about classes that the page sends to an open run. */
import type { ClassificationCall, ClassificationReplies } from '../../../tasks/classification/detail'
import { worker } from '../../state/session/worker-connection'

const ask = async <K extends ClassificationCall['ask']>(call: Extract<ClassificationCall, { ask: K }>): Promise<ClassificationReplies[K]> =>
  (await worker().inspect(call)) as ClassificationReplies[K]

/** Runs the network on an image of bytes. */
export const predict = ({ image, frames }: { readonly image: Uint8Array; readonly frames?: Uint8Array }) =>
  ask({ ask: 'predict', image, ...(frames && { frames }) })

/** Generates a test sample again under a light level from 0.05 to 1, the brightest. */
export const relight = (sample: number, level: number) => ask({ ask: 'relight', sample, level })

/** The gradient of a class’s output, or of the predicted one’s, with respect to the input: a pinned sample or an image of bytes. */
export const attribution = (sample: number | Uint8Array, output?: number) =>
  ask({ ask: 'attribution', sample, ...(output !== undefined && { output }) })

/** The first few test samples that the newest evaluation got wrong. */
export const misclassified = (limit: number) => ask({ ask: 'misclassified', limit })
