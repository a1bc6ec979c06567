/** The views of neural responses, for the registry. */
import { isMovies, movieShape } from '../../../data/response/schema'
import { afterFirstPaint, askedPart } from '../../base/later'
import type { TaskViews } from '../task-views'
import { clipText, isClip, outputText, receivedText } from './sample'

export const responseViews = {
  kind: 'response',
  Inspector: afterFirstPaint(async () => (await import('./inspector')).Inspector),
  afterTraining: { text: 'Compare its spikes with the recorded ones', tab: 'rasters' },
  Output: askedPart(async () => (await import('./output')).OutputRaster),
  Input: askedPart(async () => (await import('./input')).ClipInput),
  describeSample(frame, { open }) {
    // A frame of another experiment may still be the newest one.
    if (!isClip(frame) || open.task !== 'response' || !isMovies(open.data)) return {}
    return { label: clipText(frame), received: receivedText(movieShape(open.data), open.encoder.window) }
  },
  describeOutput: (reading, step, { open }) => outputText(reading, step, open.task === 'response' && open.network.output === 'rate'),
  describeReport: ({ values, detail }) => ({ ...values, detail }),
} satisfies TaskViews
