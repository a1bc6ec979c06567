/** The facts on browser and adapter that a bug report needs. No personal data beyond the browser's own name. */
import { store } from '../../state/store/store'

export function diagnostic(): string {
  const { device, missing, run, progress, open } = store.getState()
  return JSON.stringify(
    {
      browser: navigator.userAgent,
      secureContext: window.isSecureContext,
      webgpu: 'gpu' in navigator,
      ...(missing && { missing }),
      ...(device && { device }),
      run,
      ...(progress && { progress }),
      experiment: open,
    },
    null,
    2,
  )
}
