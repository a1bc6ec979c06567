/** What affects all drawing and may change: the theme, the font size, and colors forced by the system. */
import { useSyncExternalStore } from 'react'

/** The current root font size divided by 16. */
export const unitNow = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16

const forced = () => window.matchMedia('(forced-colors: active)')

export const forcedColors = (): boolean => forced().matches

/** The value of a system color name as "#rrggbb": a canvas does not follow the palette. */
export function systemColor(value: string): string {
  if (/^#|^rgb/.test(value)) return value
  const probe = document.createElement('i')
  probe.style.cssText = `color: ${value}; forced-color-adjust: none; display: none`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  // Mixed colors have channels from 0 to 1.
  const channels = (color.match(/[\d.]+/g) ?? []).map((channel) => Math.round(Number(channel) * (color.startsWith('color') ? 255 : 1)))
  return `#${channels
    .slice(0, 3)
    .map((channel) => channel.toString(16).padStart(2, '0'))
    .join('')}`
}

/** The theme whose colors contrast with the background that the system forces. */
export function systemTheme(): 'dark' | 'light' {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(systemColor('Canvas').slice(at, at + 2), 16)) as [number, number, number]
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? 'dark' : 'light'
}

export function onAppearanceChange(changed: () => void): () => void {
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

/** A value that changes when everything must be redrawn. */
export const useAppearance = (): string => useSyncExternalStore(onAppearanceChange, () => `${unitNow()} ${colorsNow()}`)

/** Whether the page is wide enough to show the form next to the views: 87.5 rem, as in the stylesheets. */
export function useWidePage(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const stop = onAppearanceChange(changed)
      window.addEventListener('resize', changed)
      return () => {
        stop()
        window.removeEventListener('resize', changed)
      }
    },
    () => document.documentElement.clientWidth >= 87.5 * 16 * unitNow(),
  )
}
