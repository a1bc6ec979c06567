/** A step of spread as an op. */
import type { Dispatch } from '../../engine/kernel'
import type { Rollout, stepValues } from '../record/step'
import { spreadStep } from './kernels'
import { SEES, type SpreadSpec, spreadWords } from './schema'

export function spreadDispatch(spec: SpreadSpec, tensors: Rollout, values: ReturnType<typeof stepValues>): Dispatch {
  const { marks, others } = spreadWords(spec)
  const { agents, radius, localRatio, sees } = spec
  return spreadStep(tensors, { ...values, agents, marks, others, radius, localRatio }, { SEES: SEES.indexOf(sees) })
}
