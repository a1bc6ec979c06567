/** What a comparison in a terminal is asked for. */
import { LOOK_KINDS } from '../readings/looks'
import type { Comparison } from '../studies/compare'
import { READY, readyStudy } from '../studies/variants'
import { isSending, readSending, SENDING_GRAMMAR } from './cluster/options'
import { lookOf, readTraining, variantOf, withSetting } from './terminal'

type Lists = Partial<Pick<Comparison, 'times' | 'seeds' | 'steps' | 'variants' | 'look'>>

/** What the words after `npm run compare --` ask for; those of the command itself if not given. @throws with a sentence */
export async function readComparison(args?: readonly string[]) {
  const asked = await readTraining(
    {
      steps: 'N',
      seeds: '1,2,3',
      times: '2,4,6',
      set: 'path=value',
      samples: 'N',
      variant: "'title: path=value'",
      ready: Object.keys(READY).join('|'),
      only: 'TITLE',
      all: '',
      look: `${LOOK_KINDS.join('|')}: samples=N, draws=N, sigma=σ`,
      ...SENDING_GRAMMAR,
    },
    args,
  )
  let base = asked.experiment
  let lists: Lists = {}
  let samples = Infinity
  let ready: string | undefined
  let layers = false
  const only: string[] = []
  for (const { name, value } of asked.options.filter((option) => !isSending(option))) {
    const numbers = value.split(',').map(Number)
    if (name === 'set') base = withSetting(base, value)
    else if (name === 'samples') samples = Number(value)
    else if (name === 'ready') ready = value
    else if (name === 'only') only.push(value)
    else if (name === 'all') layers = true
    else if (name === 'look') lists = { ...lists, look: lookOf(value) }
    else if (name === 'variant') lists = { ...lists, variants: [...(lists.variants ?? []), variantOf(value)] }
    else lists = { ...lists, [name]: name === 'steps' ? Number(value) : numbers }
  }
  if (only.length > 0 && ready === undefined) throw new Error('--only is of the variants of a set: --ready says of which.')
  const set = ready !== undefined && readyStudy(base, ready, only)
  return { base, preset: asked.preset, lists: { ...set, ...lists }, samples, layers, sending: readSending(asked.options) }
}
