/** The gallery's order, and the search for presets by words. Pure. */

import { dataShape } from '../../../data/datasets/schema'
import { encoderSchema } from '../../../data/encoders/schema'
import { isEvents } from '../../../data/events/schema'
import { PRESETS, type Preset } from '../../../experiments/presets'
import { layerLabel } from '../../../layers/schema'
import { networkSchema } from '../../../networks/schema'
import { recurrenceOf, recurrenceSchema } from '../../../neurons/recurrent-lif/schema'
import { neuronSchema } from '../../../neurons/schema'
import { anySurrogateSchema } from '../../../neurons/surrogate/schema'
import { choiceLabel } from '../../../schema'
import { taskOf } from '../../../tasks/registry'
import { summaryOf } from '../../state/labels/experiment-label'

export interface PresetGroup {
  readonly family: string
  readonly group?: string | undefined
  /** True for the first group of its family. */
  readonly first: boolean
  readonly presets: readonly Preset[]
}

/** One preset for each kind of network, small enough for any machine, on data that ship with the lab. */
const START = ['window', 'csnn', 'delayed-cue']
const START_FAMILY = 'Start here'

const rest = PRESETS.filter(({ name }) => !START.includes(name))

/** Whether a preset is made for small machines. */
const isSmall = ({ name, group }: Preset): boolean => START.includes(name) || name === 'blank' || group === 'for a laptop'

/** The presets to start with, then the families in order, each with its groups; most have a single group without a name. */
export const PRESET_GROUPS: readonly PresetGroup[] = [
  { family: START_FAMILY, first: true, presets: START.map((name) => PRESETS.find((preset) => preset.name === name)!) },
  ...[...new Set(rest.map(({ family }) => family))].flatMap((family) => {
    const presets = rest.filter((preset) => preset.family === family)
    return [...new Set(presets.map(({ group }) => group))].map((group, index) => ({
      family,
      group,
      first: index === 0,
      presets: presets.filter((preset) => preset.group === group),
    }))
  }),
]

/** All words by which a preset is found: its card, its paper, its data, and its choices as the form labels them. */
function searchText({ name, title, summary, family, group, experiment }: Preset): string {
  const { network, encoder, neuron, surrogate, task, data } = experiment
  const recurrence = recurrenceOf(network)
  const choices = [
    task,
    taskOf(experiment).alsoCalled?.(experiment) ?? '',
    isEvents(data) ? 'event events' : '',
    choiceLabel(networkSchema, network.kind),
    choiceLabel(encoderSchema, encoder.kind),
    choiceLabel(neuronSchema, neuron.kind),
    choiceLabel(anySurrogateSchema, surrogate.kind),
    recurrence ? choiceLabel(recurrenceSchema, recurrence.kind) : '',
  ]
  const layers = network.kind === 'layers' ? ['convolutional', ...network.layers.map(layerLabel)] : []
  return [name, title, summary, family, group ?? '', dataShape(data).title, ...summaryOf(experiment), ...choices, ...layers]
    .join(' ')
    .toLowerCase()
}

let texts: ReadonlyMap<string, string> | undefined

/** The score of a match: a word of the title counts most, then the start of a word, then letters within one. */
function weightOf({ name, title }: Preset, words: readonly string[]): number {
  const starts = (text: string, word: string) => ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')}`.includes(` ${word}`)
  return words.reduce((sum, word) => sum + (starts(title, word) ? 3 : starts(texts!.get(name)!, word) ? 1 : 0), 0)
}

/** The presets that contain every word, in their groups; the group with the best match comes first. @param small only those for small machines */
export function foundGroups(text: string, small = false): readonly PresetGroup[] {
  if (small)
    return foundGroups(text)
      .map((group) => ({ ...group, presets: group.presets.filter(isSmall) }))
      .filter(({ presets }) => presets.length > 0)
      .map((group, at, all) => ({ ...group, first: all[at - 1]?.family !== group.family }))
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return PRESET_GROUPS
  texts ??= new Map(PRESETS.map((preset) => [preset.name, searchText(preset)]))
  const has = ({ name }: Preset) => words.every((word) => texts!.get(name)!.includes(word))
  const weigh = (preset: Preset) => weightOf(preset, words)
  const best = (groups: readonly PresetGroup[]) => Math.max(...groups.map(({ presets }) => weigh(presets[0]!)))
  const groups = PRESET_GROUPS.map((group) => ({ ...group, presets: group.presets.filter(has).sort((a, b) => weigh(b) - weigh(a)) }))
    .filter(({ presets }) => presets.length > 0)
    .sort((a, b) => best([b]) - best([a]))
  // Groups of one family stay together.
  const families = [...new Set(groups.map(({ family }) => family))].map((family) => groups.filter((group) => group.family === family))
  const found = families.sort((a, b) => best(b) - best(a)).flat()
  return found.map((group, at) => ({ ...group, first: found[at - 1]?.family !== group.family }))
}
