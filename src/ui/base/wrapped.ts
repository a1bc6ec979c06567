/** Breaks words into lines. Pure. */

/** Breaks text into lines that fit; a word longer than a line, such as a link, is broken where the line ends. */
export function wrapped(content: string, fits: (content: string) => boolean): string[] {
  const lines: string[] = []
  let now = ''
  for (const part of content.split(' ')) {
    const next = now ? `${now} ${part}` : part
    if (fits(next)) {
      now = next
      continue
    }
    if (now) lines.push(now)
    now = part
    while (now.length > 1 && !fits(now)) {
      let end = now.length - 1
      while (end > 1 && !fits(now.slice(0, end))) end--
      lines.push(now.slice(0, end))
      now = now.slice(end)
    }
  }
  return now ? [...lines, now] : lines
}
