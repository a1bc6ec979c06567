/** Keeps the screen awake during training if the user asked for it; requests the lock again after a hidden tab has lost it. */
import { motion } from '../session/motion'
import { store } from '../store/store'

export const canStayAwake = (): boolean => 'wakeLock' in navigator

let sentinel: WakeLockSentinel | null = null
let asking = false

/** Starts listening, until the page closes. */
export function followAwake(): void {
  if (!canStayAwake()) return
  const follow = () => void settle()
  motion.subscribe((now, before) => {
    if (now.keepAwake !== before.keepAwake) follow()
  })
  store.subscribe((now, before) => {
    if (now.run.kind !== before.run.kind) follow()
  })
  document.addEventListener('visibilitychange', follow)
  follow()
}

const isWanted = (): boolean => motion.getState().keepAwake && store.getState().run.kind === 'running' && !document.hidden

async function settle(): Promise<void> {
  if (asking) return
  if (!isWanted()) {
    await sentinel?.release()
    sentinel = null
    motion.setState({ awake: null })
    return
  }
  if (sentinel) return
  asking = true
  try {
    const lock = await navigator.wakeLock.request('screen')
    sentinel = lock
    motion.setState({ awake: 'held' })
    lock.addEventListener('release', () => {
      if (sentinel !== lock) return
      sentinel = null
      motion.setState({ awake: null })
    })
  } catch {
    motion.setState({ awake: 'refused' })
  } finally {
    asking = false
  }
  // Training may have stopped meanwhile.
  if (!isWanted()) await settle()
}
