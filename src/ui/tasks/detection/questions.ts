/** The requests about boxes that the page sends to an open run. */
import type { DetectionCall, DetectionReplies } from '../../../tasks/detection/detail'
import { worker } from '../../state/session/worker-connection'

const ask = async <K extends DetectionCall['ask']>(call: Extract<DetectionCall, { ask: K }>): Promise<DetectionReplies[K]> =>
  (await worker().inspect(call)) as DetectionReplies[K]

/** A test sample as the present network sees it. */
export const askScene = (sample: number) => ask({ ask: 'scene', sample })

/** The detections of the present network in external bins. @param events [bins, pixels * 2] */
export const askLiveDetections = (events: Float32Array) => ask({ ask: 'look', events })
