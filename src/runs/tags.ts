/** Tags of a run: short words that the user gives. What is typed becomes a list of them, each once. Pure. */

const MAX_TAGS = 16
const MAX_TAG = 32

/** Converts words to lower case without commas, shortens them, and drops empty and repeated ones. */
export function tagsFrom(words: readonly string[]): string[] {
  const tags = words.map((word) =>
    word
      .replaceAll(/[\s,]+/g, ' ')
      .trim()
      .toLowerCase()
      .slice(0, MAX_TAG)
      .trim(),
  )
  return [...new Set(tags.filter(Boolean))].slice(0, MAX_TAGS)
}

/** "wide, for the paper" */
export const readTags = (text: string): string[] => tagsFrom(text.split(','))
export const printTags = (tags: readonly string[]): string => tags.join(', ')
