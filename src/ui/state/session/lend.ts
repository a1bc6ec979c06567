/** Lends the worker to other experiments: comparisons and sweeps. Afterwards the open run is restored. */
import type { SessionApi } from '../../../worker/protocol'
import { clearFrames } from '../../base/frames'
import { setLab } from '../store/store'
import { showAgain } from './opened-network'
import { leaveRun, openAgain, whileOpeningWaits } from './opening'

/** Whether the worker has another experiment open than the page shows. */
let lent = false

/** While this is true, frames do not belong to what the page shows. */
export const workerLent = (): boolean => lent

/** Lends the worker to `work`; other openings wait. Afterwards the open run is restored, paused. */
export const lendWorker = <T>(work: (api: SessionApi) => Promise<T>): Promise<T> =>
  whileOpeningWaits(async (api) => {
    await leaveRun(api)
    const { state } = await api.state()
    if (state.kind === 'failed' && state.lost) throw new Error(state.error)
    lent = true
    try {
      return await work(api)
    } finally {
      await takeBack(api)
    }
  })

async function takeBack(api: SessionApi): Promise<void> {
  try {
    await openAgain(api)
    // From here on, arriving frames belong to the open run.
    lent = false
    clearFrames()
    await showAgain(api)
  } finally {
    lent = false
    const { state, progress } = await api.state()
    setLab({ run: state, progress })
  }
}
