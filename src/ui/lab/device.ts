/** The device for window.lab: what it is, how fast it is, and where the time of a training step goes. Plain data. */
import { worker } from '../state/session/worker-connection'
import { store } from '../state/store/store'
import type { When } from './when'

/** @param independent for calls that need no experiment */
export const deviceCalls = (after: When, independent: When) => ({
  device: after(() => {
    const { device, missing } = store.getState()
    if (!device) throw new Error(missing?.message ?? 'There is no device.')
    return structuredClone(device)
  }),
  /** The size of all live GPU buffers, in bytes. */
  allocated: after(() => worker().allocated()),
  /** Where the time of a training step goes, kernel by kernel; measured on a copy, training pauses meanwhile. Null where it was stopped. */
  profile: after(async () => {
    const { profiling } = await import('../dialogs/device/profile')
    return structuredClone(await profiling.take())
  }),
  /** Times named workloads, as the dialog “How fast is this device?” does, and TensorFlow.js beside them if asked for. Null where it was stopped. */
  bench: independent(async ({ tensorFlow = false }: { readonly tensorFlow?: boolean } = {}) => {
    const { takeBench } = await import('../dialogs/bench/bench')
    return structuredClone(await takeBench(tensorFlow))
  }),
})
