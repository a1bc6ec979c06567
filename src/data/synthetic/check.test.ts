import { describe, expect, it } from 'vitest'
import { dataSchema } from '../datasets/schema'
import { syntheticProblems } from './check'
import { isSynthetic } from './schema'

function problemsOf(input: object) {
  const data = dataSchema.parse(input)
  if (!isSynthetic(data)) throw new Error('not synthetic')
  return syntheticProblems(data)
}

describe('a synthetic set', () => {
  it.each(['delayedCue', 'temporalXor', 'copy', 'adding', 'coincidence'])('%s fits as it comes', (kind) => {
    expect(problemsOf({ kind })).toEqual([])
  })

  it('of coincidences has steps for the longest lag and a delay as long', () => {
    const short = { kind: 'coincidence', classes: 4, lag: 5, steps: 40 }
    const [problem] = problemsOf(short)
    expect(problem).toMatchObject({ path: 'data.steps', message: 'A lag of 20 steps and a delay as long do not fit in 40 steps.' })
    expect(problemsOf({ ...short, steps: problem!.remedy!.value })).toEqual([])
  })

  it('of more than a gibibyte is refused, with a number of samples that is made', () => {
    const large = { kind: 'delayedCue', channels: 256, delay: 900, train: 100_000 }
    const [problem, ...more] = problemsOf(large)
    expect(more).toEqual([])
    expect(problem).toEqual({
      path: 'data.train',
      severity: 'error',
      message: 'These samples would take 22445 MiB; the maximum is 1024 MiB.',
      remedy: { label: 'Use 2281', path: 'data.train', value: 2281 },
    })
    expect(problemsOf({ ...large, train: problem!.remedy!.value })).toEqual([])
  })
})
