/**
 * The sweep and the comparison whose results the dialogs show without running them: from an imported file of runs, or the last of an
 * earlier visit. Both are checked as untrusted input.
 */
import { createStore } from 'zustand/vanilla'
import type { Json } from '../../../share/json'
import { readExperiment } from '../../../share/read'
import { readStudy, readStudyResult, type Study, type StudyResult } from '../../../studies/study'
import { readSaved, save } from '../settings/storage'

interface Collected {
  readonly study: Study
  readonly results: readonly StudyResult[]
}
export const collected = createStore<{ readonly newest: Collected | null }>(() => ({ newest: null }))

/** @returns the dialog that shows it; null if it is not valid */
export function keepStudy(file: Json): 'sweep' | 'compare' | null {
  const newest = readCollected(file)
  if (newest) collected.setState({ newest })
  return newest?.study.kind ?? null
}

function readCollected(file: Json): Collected | null {
  const study = readStudy(file, (base) => {
    const read = readExperiment(base)
    return read.ok ? read.experiment : null
  })
  if (!study || !Array.isArray(file.results)) return null
  return { study, results: file.results.flatMap((result) => readStudyResult(study, result) ?? []) }
}

// ---- over a reload

const KEYS = { compare: 'membrane.comparison', sweep: 'membrane.sweep' } as const
/** In characters: a browser lets a page keep about five million of all kinds. */
const MOST = 1_000_000

/** Keeps the results so far until the next study of this kind, also over a reload. @returns whether they are few enough to keep */
export function rememberResults(study: Study, results: readonly StudyResult[]): boolean {
  const text = JSON.stringify({ ...study, results })
  const fits = text.length <= MOST
  return save(KEYS[study.kind], fits ? text : '') && fits
}

/** The results of an earlier visit; null where there are none that can be read. */
export function rememberedResults(kind: Study['kind']): Collected | null {
  try {
    const found = readCollected(JSON.parse(readSaved(KEYS[kind]) || 'null'))
    return found?.study.kind === kind ? found : null
  } catch {
    return null
  }
}
