/** Whether the running statistics of a tdBN have settled: until then evaluation mode answers otherwise than training does. */
import { useLab } from '../store'

/** With a momentum of 0.1 the first values of running statistics weigh under 1 % from here on. */
const WARM_UP_STEPS = 45

export const useWarmingUp = (): boolean =>
  useLab(({ open, progress }) => open.network.normalization.kind === 'tdBatchNorm' && (progress?.step ?? 0) < WARM_UP_STEPS)

/** What is to be said of it, short and whole. */
export const WARMING_UP = 'Running statistics are still warming up.'
export const WARMING_UP_WHY = 'It is shown in evaluation mode, with running statistics that have not settled yet.'
