/** Python as text: numbers, lists, blocks of lines. */

/** A Python number that is a float for any value. */
export const float = (value: number): string => (Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : `${value}`)

export const indented = (lines: readonly string[], depth = 1): string[] =>
  lines.map((line) => (line === '' ? '' : `${'    '.repeat(depth)}${line}`))

/** Text that may stand in a docstring or a comment: on one line, without what ends either. */
export const plainText = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('\\', '/').replaceAll('"""', '”').trim()

/** Wraps sentences to lines of at most `max` characters, the first after `lead`, the others with the same indentation. */
export function wrapped(text: string, lead: string, max = 100): string[] {
  const lines: string[] = []
  let line = lead
  const further = ' '.repeat(lead.length)
  for (const word of plainText(text).split(' ')) {
    if (line.length + word.length + 1 > max && line.trim() !== lead.trim()) {
      lines.push(line.trimEnd())
      line = further
    }
    line += `${word} `
  }
  return [...lines, line.trimEnd()]
}

/** A comment, wrapped. */
export const comment = (text: string): string[] => wrapped(text, '', 98).map((line) => `# ${line}`)

/** `def` or `class` with its body, two empty lines behind. */
export const block = (head: string, body: readonly string[]): string[] => [head, ...indented(body), '', '']

/** The body of a method, one empty line in front. */
export const method = (head: string, body: readonly string[]): string[] => ['', head, ...indented(body)]

export const docstring = (text: string): string[] => {
  const lines = wrapped(text, '', 94)
  if (lines.length === 1) return [`"""${lines[0]}"""`]
  return [`"""${lines[0]}`, ...lines.slice(1), '"""']
}
