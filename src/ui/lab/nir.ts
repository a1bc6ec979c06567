/** Graphs of the Neuromorphic Intermediate Representation, for window.lab. Plain data. */
import type { NirTarget } from '../../interop/nir/targets'
import { store } from '../state/store/store'
import type { When } from './when'

export const nirCalls = (after: When) => ({
  /** The open network as a NIR file for a reader, 'euler', 'steps' or 'generic', with what the file cannot express. */
  nir: after(async (target: NirTarget = 'euler') => {
    await known('nir', target)
    const { nirOfOpen } = await import('../state/imports/nir')
    const { bytes, warnings } = await nirOfOpen(target)
    return { file: bytes.buffer, warnings: [...warnings] }
  }),
  /** Potentials and spikes of the shown sample as NIRData, in seconds or steps depending on the target: an ArrayBuffer. */
  nirData: after(async (target: NirTarget = 'euler') => {
    await known('nirData', target)
    const { nirDataOfShown } = await import('../state/imports/nir')
    return (await nirDataOfShown(target)).buffer
  }),
  /** Opens the network of a NIR file with its weights; returns the experiment and the assumptions that were made. */
  openNir: after(async (file: ArrayBuffer, { dt }: { dt?: number } = {}) => {
    if (!(file instanceof ArrayBuffer)) throw new Error('openNir: expects an ArrayBuffer that holds a NIR file, as nir() answers with.')
    if (dt !== undefined && !(dt > 0 && Number.isFinite(dt))) throw new Error(`openNir: dt is the length of a step, above 0, not ${dt}.`)
    const { openNir } = await import('../state/imports/nir')
    const notes = await openNir(new Blob([file]), 'graph.nir', dt)
    return { experiment: structuredClone(store.getState().open), notes: [...notes] }
  }),
})

/** @throws Error that names the available targets. */
async function known(call: string, target: NirTarget): Promise<void> {
  const { NIR_TARGETS } = await import('../../interop/nir/targets')
  if (!NIR_TARGETS.includes(target)) throw new Error(`${call}: the target is one of ${NIR_TARGETS.join(', ')}, not ${String(target)}.`)
}
