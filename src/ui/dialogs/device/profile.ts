/** The profile of a training step: taken by the worker, shown in the dialog, saved as files. */
import { profileRows, type StepProfile } from '../../../readings/profile'
import { saveCsv, saveJson } from '../../base/download'
import { createMeasurement } from '../../shared/measurement'
import { worker } from '../../state/session/worker-connection'
import { store } from '../../state/store/store'

export const profiling = createMeasurement<void, StepProfile>(() => worker().profile())

export const saveProfile = (profile: StepProfile, as: 'csv' | 'json'): void =>
  as === 'csv' ? saveCsv('profile.csv', profileRows(profile)) : saveJson('profile.json', profileFile(profile))

/** The profile with what it is of. */
const profileFile = (profile: StepProfile) => {
  const { device, open } = store.getState()
  return { browser: navigator.userAgent, device, experiment: open, ...profile }
}
