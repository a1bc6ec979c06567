/** The terms of the lab, each with its one definition; for a setting, that is the help of its field. Combined from terms/. */

import type { GlossaryEntry } from '../../base/glossary'
import { ACTIVITY } from './terms/activity'
import { AGENTS, REWARDS } from './terms/control'
import { DETECTION } from './terms/detection'
import { GRADIENT } from './terms/gradient'
import { BOXES, MOVIES, RECORDINGS, SETS } from './terms/imports'
import { LAYERS, LEARNING } from './terms/learning'
import { NEURON } from './terms/neuron'
import { RECURRENCE } from './terms/recurrence'
import { DEVICE, ORDER, RUNS } from './terms/runs'
import { RESPONSE, SPIKE_TRAINS } from './terms/spike-trains'
import { STREAMS } from './terms/streams'

export const GLOSSARY: Readonly<Record<string, GlossaryEntry>> = {
  ...NEURON,
  ...GRADIENT,
  ...ACTIVITY,
  ...RECURRENCE,
  ...LEARNING,
  ...LAYERS,
  ...STREAMS,
  ...DETECTION,
  ...SPIKE_TRAINS,
  ...RESPONSE,
  ...AGENTS,
  ...REWARDS,
  ...RUNS,
  ...ORDER,
  ...DEVICE,
  ...SETS,
  ...RECORDINGS,
  ...BOXES,
  ...MOVIES,
}
