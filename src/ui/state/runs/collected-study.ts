/** A sweep or comparison from an imported file of runs, for the dialog that shows it. The file is checked as untrusted input. */
import { createStore } from 'zustand/vanilla'
import type { Json } from '../../../share/json'
import { readExperiment } from '../../../share/read'
import { readStudy, readStudyResult, type Study, type StudyResult } from '../../../studies/study'

interface Collected {
  readonly study: Study
  readonly results: readonly StudyResult[]
}
export const collected = createStore<{ readonly newest: Collected | null }>(() => ({ newest: null }))

/** @returns the dialog that shows it; null if it is not valid */
export function keepStudy(file: Json): 'sweep' | 'compare' | null {
  const study = readStudy(file, (base) => {
    const read = readExperiment(base)
    return read.ok ? read.experiment : null
  })
  if (!study || !Array.isArray(file.results)) return null
  const results = file.results.flatMap((result) => readStudyResult(study, result) ?? [])
  collected.setState({ newest: { study, results } })
  return study.kind
}
