/** Graphs of the Neuromorphic Intermediate Representation, for window.lab. Plain data. */
import type { NirTarget } from '../../interop/nir/targets'
import { store } from '../state/store'
import type { When } from './when'

export const nirCalls = (after: When) => ({
  /** The open network as a NIR file for one kind of reader, 'euler', 'steps' or 'generic', and what is lost in it. */
  nir: after(async (target: NirTarget = 'euler') => {
    const [{ nirOfOpen }, { NIR_TARGETS }] = await Promise.all([import('../state/nir'), import('../../interop/nir/targets')])
    if (!NIR_TARGETS.includes(target)) throw new Error(`nir: the target is one of ${NIR_TARGETS.join(', ')}, not ${String(target)}.`)
    const { bytes, warnings } = await nirOfOpen(target)
    return { file: bytes.buffer, warnings: [...warnings] }
  }),
  /** Opens the network of such a file with its weights; answers with the experiment and what was taken for granted. */
  openNir: after(async (file: ArrayBuffer, { dt }: { dt?: number } = {}) => {
    if (!(file instanceof ArrayBuffer)) throw new Error('openNir: expects an ArrayBuffer that holds a NIR file, as nir() answers with.')
    if (dt !== undefined && !(dt > 0 && Number.isFinite(dt))) throw new Error(`openNir: dt is the length of a step, above 0, not ${dt}.`)
    const { openNir } = await import('../state/nir')
    const notes = await openNir(new Blob([file]), 'graph.nir', dt)
    return { experiment: structuredClone(store.getState().open), notes: [...notes] }
  }),
})
