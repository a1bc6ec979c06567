/**
 * The presets: frozen experiments with a name that links may use for ever. Changing one makes a new schema version.
 * What is a reconstruction says so in its summary.
 */
import { ASRC_SNN } from './families/asrc-snn'
import { BASICS } from './families/basics'
import { EVENTS } from './families/events'
import { MPD_AGL } from './families/mpd-agl'
import type { Preset } from './families/preset'

export type { Preset }

export const PRESETS: readonly Preset[] = [...MPD_AGL, ...ASRC_SNN, ...EVENTS, ...BASICS]

export const DEFAULT_PRESET = 'window'
export const presetNamed = (name: string): Preset | undefined => PRESETS.find((p) => p.name === name)
