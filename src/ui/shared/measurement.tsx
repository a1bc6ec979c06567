/** A measurement that the worker takes of the open experiment: its state, its progress with a button to stop it, and the button to begin. */

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Experiment } from '../../experiments/schema'
import { PushButton } from '../base/buttons'
import { LongWork } from '../base/long-work'
import { attempt } from '../state/session/notices'
import { ready } from '../state/session/opening'
import { worker } from '../state/session/worker-connection'
import { store, useLab } from '../state/store/store'

interface MeasurementState<Found> {
  readonly taken: { readonly found: Found; readonly of: Experiment } | null
  readonly busy: boolean
  readonly stopped: boolean
}

/**
 * What was found stays until another experiment is open.
 * @param measure resolves to null where it was stopped
 */
export function createMeasurement<Asked, Found>(measure: (asked: Asked) => Promise<Found | null>) {
  const state = createStore<MeasurementState<Found>>(() => ({ taken: null, busy: false, stopped: false }))
  return {
    useFound() {
      const open = useLab((lab) => lab.open)
      const { taken, busy, stopped } = useStore(state)
      return { found: taken?.of === open ? taken.found : null, busy, stopped }
    },
    async take(asked: Asked): Promise<Found | null> {
      await ready()
      const { open } = store.getState()
      state.setState({ busy: true, stopped: false })
      try {
        const found = await measure(asked)
        state.setState(found ? { taken: { found, of: open } } : { stopped: true })
        return found
      } finally {
        state.setState({ busy: false })
      }
    },
  }
}

/** A rejected promise, not an error, where no worker is there. */
const stopMeasuring = async (): Promise<void> => worker().stopMeasuring()

interface ProgressProps {
  readonly label: string
  /** What is counted, until the worker says it. */
  readonly what?: string
  readonly status: (progress: { readonly done: number; readonly total: number; readonly what: string }) => string | undefined
}

export function MeasurementProgress({ label, what = '', status }: ProgressProps) {
  const run = useLab((state) => state.run)
  const progress = run.kind === 'compiling' ? run : { done: 0, total: 1, what }
  return (
    <LongWork
      label={label}
      status={status(progress)}
      done={progress.done}
      total={progress.total}
      cancel={() => attempt(stopMeasuring())}
      button="Stop"
      ending="Stopping …"
    />
  )
}

/** Disabled where nothing is open that could be measured. */
export function MeasureButton({ text, measure }: { readonly text: string; readonly measure: () => Promise<unknown> }) {
  const run = useLab((state) => state.run)
  return (
    <PushButton disabled={run.kind === 'compiling' || run.kind === 'idle' || run.kind === 'failed'} onClick={() => attempt(measure())}>
      {text}
    </PushButton>
  )
}
