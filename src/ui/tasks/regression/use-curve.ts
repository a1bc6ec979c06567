/** The curve of the network over its single input: asked for again as the network learns, while it is in sight. */
import type { RefObject } from 'react'
import type { Curve, RegressionCall } from '../../../tasks/regression/detail'
import { type Answered, useAsked } from '../../shared/use-asked'
import { worker } from '../../state/session/worker-connection'

export type CurveNow = Answered<Curve>

const askCurve = (): Promise<Curve> => worker().inspect({ ask: 'curve' } satisfies RegressionCall) as Promise<Curve>

/** @param host what must be in sight. */
export const useCurve = (host: RefObject<HTMLElement | null>): CurveNow | null =>
  useAsked({ host, ask: askCurve, question: 'curve', intervalMs: 500 }).now
