/** The profile of a training step: taken by the worker, shown in the dialog, saved as files. It stays until another experiment is open. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Experiment } from '../../../experiments/schema'
import { profileRows, type StepProfile } from '../../../readings/profile'
import { saveBlob, saveCsv } from '../../base/download'
import { ready } from '../../state/session/opening'
import { worker } from '../../state/session/worker-connection'
import { store, useLab } from '../../state/store/store'

interface ProfileState {
  readonly taken: { readonly profile: StepProfile; readonly of: Experiment } | null
  readonly busy: boolean
  readonly stopped: boolean
}
const state = createStore<ProfileState>(() => ({ taken: null, busy: false, stopped: false }))

/** What the dialog shows: the profile of the open experiment, if it was taken. */
export function useProfile() {
  const open = useLab((lab) => lab.open)
  const { taken, busy, stopped } = useStore(state)
  return { profile: taken?.of === open ? taken.profile : null, busy, stopped }
}

/** Profiles the open experiment; null where it was stopped. */
export async function takeProfile(): Promise<StepProfile | null> {
  await ready()
  const { open } = store.getState()
  state.setState({ busy: true, stopped: false })
  try {
    const profile = await worker().profile()
    state.setState(profile ? { taken: { profile, of: open } } : { stopped: true })
    return profile
  } finally {
    state.setState({ busy: false })
  }
}

export const stopProfile = async (): Promise<void> => worker().stopMeasuring()

export const saveProfile = (profile: StepProfile, as: 'csv' | 'json'): void =>
  as === 'csv'
    ? saveCsv('profile.csv', profileRows(profile))
    : saveBlob('profile.json', new Blob([JSON.stringify(profileFile(profile), null, 2)], { type: 'application/json' }))

/** The profile with what it is of. */
const profileFile = (profile: StepProfile) => {
  const { device, open } = store.getState()
  return { browser: navigator.userAgent, device, experiment: open, ...profile }
}
