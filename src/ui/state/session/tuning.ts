/** Autotunes the kernels of the open experiment on this device, at the user's request. */

import { setLab } from '../store/store'
import { say } from './notices'
import { ready } from './opening'
import { worker } from './worker-connection'

/** Finds the fastest kernels for the open experiment on this device. The weights stay; so do the bits. */
export async function tune(): Promise<void> {
  await ready()
  setLab({ tuning: true })
  try {
    const tunedVariants = await worker().tune()
    const variants = [...new Set(Object.values(tunedVariants ?? {}))]
    say(
      tunedVariants
        ? `The kernels were timed on this device; it uses ${variants.join(', ')}.`
        : 'The timing was stopped; nothing has changed.',
    )
  } finally {
    setLab({ tuning: false })
  }
}

export const stopTuning = async (): Promise<void> => worker().stopTuning()
