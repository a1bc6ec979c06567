/** Shows the saved runs of the open experiment over all seeds as a mean and a band, in the dialog of runs. */

import { showDialog } from '../selection/select'
import { store } from '../store/store'
import { runsOf } from './run-groups'
import { groupRuns, recordNow, refreshRuns, runsState, selectRuns } from './runs'

/** @throws Error where no run is saved yet */
export async function showOverSeeds(): Promise<void> {
  await recordNow()
  await refreshRuns()
  const found = runsOf(store.getState().open, runsState.getState().list ?? [])
  if (found.length === 0) throw new Error('No run of this experiment is saved yet: press Play or Step first.')
  selectRuns(found.map(({ id }) => id))
  groupRuns(true)
  showDialog('runs')
}
