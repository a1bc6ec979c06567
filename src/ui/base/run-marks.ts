/** Distinguishes overlaid runs by color and marker, according to their index in a fixed palette. */

/** A marker for each color, so that runs can be told apart without seeing the colors. */
const MARKERS = ['circle', 'square', 'triangle-up', 'diamond', 'x', 'cross', 'triangle-down', 'star'] as const
export const MAX_DRAWN = MARKERS.length

export interface Mark {
  /** A token: `var(--run-1)` is its color. */
  readonly color: `run-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`
  readonly marker: (typeof MARKERS)[number]
}

export const markOf = (slot: number): Mark => ({
  color: `run-${((slot % MAX_DRAWN) + 1) as 1}`,
  marker: MARKERS[slot % MAX_DRAWN]!,
})

/** Outlines of the markers around the middle of a square of 12. */
export const MARKER_PATHS: Readonly<Record<Mark['marker'], string>> = {
  circle: 'M6 2a4 4 0 1 1 0 8a4 4 0 1 1 0-8z',
  square: 'M2.5 2.5h7v7h-7z',
  'triangle-up': 'M6 1.5l4.8 8.5h-9.6z',
  diamond: 'M6 1l4.5 5-4.5 5-4.5-5z',
  x: 'M3 1.5l3 3 3-3 1.5 1.5-3 3 3 3-1.5 1.5-3-3-3 3-1.5-1.5 3-3-3-3z',
  cross: 'M4.5 1.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z',
  'triangle-down': 'M6 10.5l4.8-8.5h-9.6z',
  star: 'M6 1l1.4 3.2 3.5.3-2.6 2.3.8 3.4-3.1-1.8-3.1 1.8.8-3.4-2.6-2.3 3.5-.3z',
}
