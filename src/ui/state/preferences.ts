/** What a person chose once and finds again: theme, shortcuts, how much moves, how large panels are, in the browser's storage where it allows that. Not the experiment. */
import { parseView, printView, type Size, type Sizes, sizesOf, withinSize } from '../../share/view'
import { motion, REDUCED_RATE, withinRates } from './motion'
import { setLab, store } from './store'

const THEME = 'membrane.theme'
const SHORTCUTS = 'membrane.shortcuts'
const RATE = 'membrane.frameRate'
const AWAKE = 'membrane.keepAwake'
const SIZES = 'membrane.sizes'

/** Follows the system's theme until one is chosen. */
export function loadPreferences(): void {
  const light = window.matchMedia('(prefers-color-scheme: light)')
  const chosen = read(THEME)
  showTheme(chosen === 'dark' || chosen === 'light' ? chosen : light.matches ? 'light' : 'dark')
  light.addEventListener('change', () => {
    if (read(THEME) === null) showTheme(light.matches ? 'light' : 'dark')
  })
  setLab({ shortcuts: read(SHORTCUTS) !== 'off' })
  const rate = Number.parseFloat(read(RATE) ?? '')
  if (rate > 0) motion.setState({ rate: withinRates(rate) })
  else if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) motion.setState({ rate: REDUCED_RATE })
  motion.setState({ keepAwake: read(AWAKE) === 'on' })
  setLab({ sizes: sizesKept() })
}

export function toggleTheme(): void {
  const theme = store.getState().theme === 'dark' ? 'light' : 'dark'
  write(THEME, theme)
  showTheme(theme)
}

export function setShortcuts(on: boolean): void {
  write(SHORTCUTS, on ? 'on' : 'off')
  setLab({ shortcuts: on })
}

export function setFrameRate(rate: number): void {
  const within = withinRates(rate)
  write(RATE, String(within))
  motion.setState({ rate: within })
}

export function setKeepAwake(on: boolean): void {
  write(AWAKE, on ? 'on' : 'off')
  motion.setState({ keepAwake: on })
}

/** As a link says them: what cannot be read is left out. */
export const sizesKept = (): Sizes => sizesOf(parseView(read(SIZES) ?? '', []))

/** @param percent of the page; null: as at the start. */
export function setSize(size: Size, percent: number | null): void {
  const { [size]: _, ...others } = store.getState().sizes
  const sizes = percent === null ? others : { ...others, [size]: withinSize(size, percent) }
  write(SIZES, printView(sizes))
  setLab({ sizes })
}

function showTheme(theme: 'dark' | 'light'): void {
  document.documentElement.dataset.theme = theme
  setLab({ theme })
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // A browser that keeps nothing: the choice lasts as long as the page.
  }
}
