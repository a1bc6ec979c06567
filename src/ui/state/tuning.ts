/** Timing the kernels of the open experiment on this device, as a person asks for it. */
import { ready, worker } from './actions'
import { say } from './notices'
import { setLab } from './store'

/** Finds the fastest kernels for the open experiment on this device. The weights stay; so do the bits. */
export async function tune(): Promise<void> {
  await ready()
  setLab({ tuning: true })
  try {
    const choices = await worker().tune()
    const forms = [...new Set(Object.values(choices ?? {}))]
    say(choices ? `The kernels were timed on this device; it uses ${forms.join(', ')}.` : 'The timing was stopped; nothing has changed.')
  } finally {
    setLab({ tuning: false })
  }
}

export const stopTuning = async (): Promise<void> => worker().stopTuning()
