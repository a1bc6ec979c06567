/** The comparison of the open experiment's gradient with others: computed by the worker, shown in the dialog. It stays until another experiment is open. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Experiment } from '../../../experiments/schema'
import type { ComparedGradients } from '../../../readings/compared-gradients'
import type { GradientsAsked } from '../../../worker/protocol'
import { ready } from '../../state/session/opening'
import { worker } from '../../state/session/worker-connection'
import { store, useLab } from '../../state/store/store'

interface ComparedState {
  readonly found: { readonly compared: ComparedGradients; readonly of: Experiment } | null
  readonly busy: boolean
  readonly stopped: boolean
}
const state = createStore<ComparedState>(() => ({ found: null, busy: false, stopped: false }))

export function useCompared() {
  const open = useLab((lab) => lab.open)
  const { found, busy, stopped } = useStore(state)
  return { compared: found?.of === open ? found.compared : null, busy, stopped }
}

/** Few enough for a software adapter, and for a look. */
const FEW: GradientsAsked = { samples: 8, draws: 256, sigma: null }

/** Compares the open experiment's gradient; null where it was stopped. */
export async function compareGradients(asked: Partial<GradientsAsked> = {}): Promise<ComparedGradients | null> {
  await ready()
  const { open } = store.getState()
  state.setState({ busy: true, stopped: false })
  try {
    const compared = await worker().compareGradients({ ...FEW, ...asked })
    state.setState(compared ? { found: { compared, of: open } } : { stopped: true })
    return compared
  } finally {
    state.setState({ busy: false })
  }
}

export const stopComparing = async (): Promise<void> => worker().stopMeasuring()
