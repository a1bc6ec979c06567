/** The labels of the classes of the open data set, wherever the page names one: the set's own name, otherwise the number. */
import { dataShape } from '../../../data/datasets/schema'
import { useLab } from '../../state/store/store'
import type { Named } from '../task-views'

export interface ClassNames {
  /** The names of the classes; null if they only have numbers. */
  readonly words: readonly string[] | null
  readonly of: (label: number) => string
  /** The name within a sentence: "a 3", or “left”. */
  readonly is: (label: number) => string
}

/** @param words the names of all classes, if any. Names that are just the numbers are ignored. */
export function namesOf(words: readonly string[] | undefined): ClassNames {
  const known = words?.some((word, label) => word !== String(label)) ? words : null
  return {
    words: known,
    of: (label) => known?.[label] ?? String(label),
    is: (label) => (known?.[label] === undefined ? `a ${label}` : `“${known[label]}”`),
  }
}

export function classNamesOf({ open, outputNames }: Named): ClassNames {
  const { classes, classNames = outputNames } = dataShape(open.data)
  return namesOf(classNames.length === classes ? classNames : undefined)
}

export function useClassNames(): ClassNames {
  const outputNames = useLab((state) => state.outputNames)
  const open = useLab((state) => state.open)
  return classNamesOf({ open, outputNames })
}
