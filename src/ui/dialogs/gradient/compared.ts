/** The comparison of the open experiment's gradient with others: computed by the worker, shown in the dialog. */
import type { ComparedGradients } from '../../../readings/compared-gradients'
import type { GradientsAsked } from '../../../worker/protocol'
import { createMeasurement } from '../../shared/measurement'
import { worker } from '../../state/session/worker-connection'

/** Small enough to finish quickly on a software adapter. */
const FEW: GradientsAsked = { samples: 8, draws: 256, sigma: null }

export const comparing = createMeasurement<Partial<GradientsAsked> | undefined, ComparedGradients>((asked) =>
  worker().compareGradients({ ...FEW, ...asked }),
)
