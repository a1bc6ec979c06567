/** Tags of a run: short words that the user gives. What is typed becomes a list of them, each once. Pure. */

const MOST_TAGS = 16
const MOST_TAG = 32

/** In lower case, without commas, cut to their length; what is empty or comes again is left out. */
export function tagsFrom(words: readonly string[]): string[] {
  const tags = words.map((word) =>
    word
      .replaceAll(/[\s,]+/g, ' ')
      .trim()
      .toLowerCase()
      .slice(0, MOST_TAG)
      .trim(),
  )
  return [...new Set(tags.filter(Boolean))].slice(0, MOST_TAGS)
}

/** "wide, for the paper" */
export const readTags = (text: string): string[] => tagsFrom(text.split(','))
export const printTags = (tags: readonly string[]): string => tags.join(', ')
