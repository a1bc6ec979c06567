/** A sweep or a comparison that came in with a file of its runs, for the dialog that shows such: read as what anybody may have written. */
import { createStore } from 'zustand/vanilla'
import type { Json } from '../../../share/json'
import { readExperiment } from '../../../share/read'
import { readStudy, readStudyResult, type Study, type StudyResult } from '../../../studies/study'

interface Collected {
  readonly study: Study
  readonly results: readonly StudyResult[]
}
export const collected = createStore<{ readonly newest: Collected | null }>(() => ({ newest: null }))

/** @returns which dialog shows it; null where it can be read by none. */
export function keepStudy(given: Json): 'sweep' | 'compare' | null {
  const study = readStudy(given, (base) => {
    const read = readExperiment(base)
    return read.ok ? read.experiment : null
  })
  if (!study || !Array.isArray(given.results)) return null
  const results = given.results.flatMap((result) => readStudyResult(study, result) ?? [])
  collected.setState({ newest: { study, results } })
  return study.kind
}
