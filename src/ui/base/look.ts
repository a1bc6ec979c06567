/** What changes how everything is drawn: the theme, the size of type, colors that the system forces. Followed as it changes. */
import { useSyncExternalStore } from 'react'

/** Root font size over 16, now. */
export const unitNow = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16

const forced = () => window.matchMedia('(forced-colors: active)')

export const forcedColors = (): boolean => forced().matches

export function onLook(changed: () => void): () => void {
  const attributes = new MutationObserver(changed)
  attributes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'style'] })
  const colors = forced()
  colors.addEventListener('change', changed)
  return () => {
    attributes.disconnect()
    colors.removeEventListener('change', changed)
  }
}

const colorsNow = (): string => `${document.documentElement.dataset.theme}${forcedColors() ? ' forced' : ''}`

/** Changes when something must be drawn again. */
export const useLook = (): string => useSyncExternalStore(onLook, () => `${unitNow()} ${colorsNow()}`)

/** There is room for the form beside the views: as in the styles, where the page is 87.5 rem wide. */
export function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const stop = onLook(changed)
      window.addEventListener('resize', changed)
      return () => {
        stop()
        window.removeEventListener('resize', changed)
      }
    },
    () => document.documentElement.clientWidth >= 87.5 * 16 * unitNow(),
  )
}
