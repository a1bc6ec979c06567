/**
 * The user's preferences: theme, page scale, shortcuts, motion, panel sizes. They are saved in the browser's storage if that is allowed.
 * Not the experiment.
 */
import { parseView, printView, type Size, type Sizes, sizesOf, withinSize } from '../../../share/view'
import { forcedColors, systemTheme } from '../../base/appearance'
import { motion, REDUCED_RATE, withinRates } from '../session/motion'
import { say } from '../session/notices'
import { setLab, store } from '../store/store'
import { readSaved, save } from './storage'

const THEME = 'membrane.theme'
const SCALE = 'membrane.scale'
const SHORTCUTS = 'membrane.shortcuts'
const RATE = 'membrane.frameRate'
const AWAKE = 'membrane.keepAwake'
const SIZES = 'membrane.sizes'
const HEALTH = 'membrane.health'

/** The available page scales in percent. */
export const SCALES = [100, 125, 150, 200] as const
export type PageScale = (typeof SCALES)[number]

/** Follows the system's theme until one is chosen, and where the system forces its colors. */
export function loadPreferences(): void {
  showChosenTheme()
  for (const query of [LIGHT, FORCED]) window.matchMedia(query).addEventListener('change', showChosenTheme)
  showScale(SCALES.find((scale) => String(scale) === readSaved(SCALE)) ?? 100)
  setLab({ shortcuts: readSaved(SHORTCUTS) !== 'off' })
  const rate = Number.parseFloat(readSaved(RATE) ?? '')
  if (rate > 0) motion.setState({ rate: withinRates(rate) })
  else if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) motion.setState({ rate: REDUCED_RATE })
  motion.setState({ keepAwake: readSaved(AWAKE) === 'on' })
  setLab({ sizes: savedSizes(), healthFolded: readSaved(HEALTH) === 'folded' })
}

export function toggleTheme(): void {
  if (forcedColors()) {
    say('The system sets the colors. A theme can be chosen where it leaves them to the page.')
    return
  }
  const theme = store.getState().theme === 'dark' ? 'light' : 'dark'
  save(THEME, theme)
  showTheme(theme)
}

const LIGHT = '(prefers-color-scheme: light)'
const FORCED = '(forced-colors: active)'

function showChosenTheme(): void {
  const chosen = readSaved(THEME)
  const byChoice = chosen === 'dark' || chosen === 'light' ? chosen : window.matchMedia(LIGHT).matches ? 'light' : 'dark'
  showTheme(forcedColors() ? systemTheme() : byChoice)
}

export function setScale(scale: PageScale): void {
  save(SCALE, String(scale))
  showScale(scale)
}

export function setShortcuts(on: boolean): void {
  save(SHORTCUTS, on ? 'on' : 'off')
  setLab({ shortcuts: on })
}

export function setFrameRate(rate: number): void {
  const within = withinRates(rate)
  save(RATE, String(within))
  motion.setState({ rate: within })
}

export function setKeepAwake(on: boolean): void {
  save(AWAKE, on ? 'on' : 'off')
  motion.setState({ keepAwake: on })
}

export function foldHealth(folded: boolean): void {
  save(HEALTH, folded ? 'folded' : 'open')
  setLab({ healthFolded: folded })
}

/** The saved sizes of panels, in the format of links; invalid ones are left out. */
export const savedSizes = (): Sizes => sizesOf(parseView(readSaved(SIZES) ?? '', []))

/** @param percent of the page; null restores the default */
export function setSize(size: Size, percent: number | null): void {
  const { [size]: _, ...others } = store.getState().sizes
  const sizes = percent === null ? others : { ...others, [size]: withinSize(size, percent) }
  save(SIZES, printView(sizes))
  setLab({ sizes })
}

function showTheme(theme: 'dark' | 'light'): void {
  document.documentElement.dataset.theme = theme
  setLab({ theme })
}

/** Scales the browser's font size. All lengths are in rem, on canvases too. */
function showScale(scale: PageScale): void {
  document.documentElement.style.fontSize = scale === 100 ? '' : `${scale}%`
  setLab({ scale })
}
