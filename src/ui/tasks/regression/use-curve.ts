/** The network's output over its single input, requested again as the network learns while it is visible. */
import type { RefObject } from 'react'
import type { Curve, RegressionCall } from '../../../tasks/regression/detail'
import { type Answered, useAsked } from '../../shared/use-asked'
import { worker } from '../../state/session/worker-connection'

export type CurveNow = Answered<Curve>

const askCurve = (): Promise<Curve> => worker().inspect({ ask: 'curve' } satisfies RegressionCall) as Promise<Curve>

/** @param host the element that must be visible. */
export const useCurve = (host: RefObject<HTMLElement | null>): CurveNow | null =>
  useAsked({ host, ask: askCurve, question: 'curve', intervalMs: 500 }).now
