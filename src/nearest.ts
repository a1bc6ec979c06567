/** The name most like another, for "did you mean". */

const MAX_LETTERS = 64

/** The nearest of `names` by edit distance, the first of several; undefined if there are none. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  let best: { name: string; distance: number } | undefined
  for (const candidate of names) {
    const distance = editDistance(name.slice(0, MAX_LETTERS).toLowerCase(), candidate.toLowerCase())
    if (!best || distance < best.distance) best = { name: candidate, distance }
  }
  return best?.name
}

/** The nearest name if it is similar: up to a third of the letters of `name` may differ; undefined otherwise. */
export function nearName(name: string, names: readonly string[]): string | undefined {
  const found = nearestName(name, names)
  const distance =
    found === undefined ? Number.POSITIVE_INFINITY : editDistance(name.toLowerCase().slice(0, MAX_LETTERS), found.toLowerCase())
  return distance <= name.length / 3 ? found : undefined
}

/** Levenshtein's: insertions, deletions and replacements of one character. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
