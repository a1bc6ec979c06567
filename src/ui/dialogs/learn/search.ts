/** The items whose words contain all words of a search. Pure. */
export function matching<T>(items: readonly T[], text: string, wordsOf: (item: T) => string): readonly T[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return items
  return items.filter((item) => {
    const words = wordsOf(item).toLowerCase()
    return wanted.every((word) => words.includes(word))
  })
}
