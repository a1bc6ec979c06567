/** The conformance ops of the statistics by which runs are compared: computed in float64, without a shader. */
import * as z from 'zod'
import { aggregateOf, type Interval, improvementOf, pairedDifference } from '../../studies/statistics'
import type { Computed } from './compare'
import { type Case, type CaseTensor, need } from './read'

const level = z.number().gt(0).lt(1)
const differenceAttributes = z.strictObject({ level })
const aggregateAttributes = z.strictObject({ level, gamma: z.number() })

export function runPairedDifference({ attrs, inputs }: Case): Computed {
  const [a, b, resamples] = [need(inputs, 'a'), need(inputs, 'b'), need(inputs, 'resamples')]
  const pairs = a.data.length
  if (b.data.length !== pairs) throw new Error(`there are ${pairs} results and ${b.data.length} others`)
  checkResamples(resamples, [pairs], pairs)
  const found = pairedDifference(a.data, b.data, resamples.data, differenceAttributes.parse(attrs).level)
  return numbers({ ...found, ...found.interval })
}

export function runAggregate({ attrs, inputs }: Case): Computed {
  const { level: share, gamma } = aggregateAttributes.parse(attrs)
  const [scores, others, resamples] = [need(inputs, 'scores'), need(inputs, 'others'), need(inputs, 'resamples')]
  const [mine, theirs] = [byTask(scores), byTask(others)]
  if (mine.length !== theirs.length) throw new Error(`there are ${mine.length} tasks and ${theirs.length} of the others`)
  checkResamples(resamples, scores.shape, mine[0]!.length)
  const found = aggregateOf(mine, resamples.data, share, gamma)
  const improvements = mine.map((runs, task) => improvementOf(runs, theirs[task]!))
  const improvement = improvements.reduce((total, one) => total + one, 0) / improvements.length
  return numbers({ ...found, ...found.interval, improvement })
}

/** @throws unless the resamples are rows of this shape, of indices below `below` */
function checkResamples({ shape, data }: CaseTensor, row: readonly number[], below: number): void {
  if (shape.slice(1).join() !== row.join()) throw new Error(`resamples [${shape}] are not rows of [${row}]`)
  if (!data.every((index) => Number.isInteger(index) && index >= 0 && index < below))
    throw new Error(`an index of the resamples is not below ${below}`)
}

/** [runs, tasks] as a list of runs for each task. */
function byTask({ shape: [runs = 0, tasks = 0, ...rest], data }: CaseTensor): number[][] {
  if (runs === 0 || tasks === 0 || rest.length > 0) throw new Error('scores are [runs, tasks]')
  return Array.from({ length: tasks }, (_, task) => data.filter((_, i) => i % tasks === task))
}

const numbers = (found: Readonly<Record<string, number | null | Interval>>): Computed => ({
  outputs: Object.fromEntries(Object.entries(found).flatMap(([name, value]) => (typeof value === 'number' ? [[name, [value]]] : []))),
  gradients: {},
})
