/** A synthetic table of features as text, similar to Fisher's irises: three classes, two of which are close to each other. */
import { normal } from '../engine/random'

/** The means of four features by class, and their standard deviations. */
const CLASSES = [
  ['setosa', [5, 3.4, 1.5, 0.2], [0.35, 0.4, 0.2, 0.1]],
  ['versicolor', [5.9, 2.8, 4.3, 1.3], [0.5, 0.3, 0.45, 0.2]],
  ['virginica', [6.6, 3, 5.5, 2], [0.6, 0.3, 0.55, 0.25]],
] as const

const NAMES = ['sepal length', 'sepal width', 'petal length', 'petal width', 'species']

/** A row of column names, then rows of cells, class after class. @param each the number of rows per class */
export function irisLike(each = 50): string[][] {
  const rows = CLASSES.flatMap(([name, means, deviations], label) =>
    Array.from({ length: each }, (_, n) => [
      ...means.map((mean, f) => Math.max(0.1, mean + deviations[f]! * normal(7, 4 * (each * label + n) + f)).toFixed(1)),
      name,
    ]),
  )
  return [NAMES, ...rows]
}

export const csvOf = (rows: readonly (readonly string[])[], delimiter = ','): string =>
  `${rows.map((cells) => cells.join(delimiter)).join('\n')}\n`
