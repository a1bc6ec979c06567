/** Which commands are meant by what was typed, the likeliest first. Pure. */
import type { Command } from '../../state/command'

/** Those with every typed word in their words: words that begin so before words that only hold it, otherwise in the given order. */
export function findCommands<T extends Pick<Command, 'words' | 'group'>>(commands: readonly T[], text: string): readonly T[] {
  const typed = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (typed.length === 0) return commands
  const scored = commands.flatMap((command) => {
    const words = `${command.words} ${command.group}`.toLowerCase()
    const parts = words.split(/[^\p{L}\p{N}]+/u)
    let score = words.startsWith(typed[0]!) ? 1 : 0
    for (const word of typed) {
      if (parts.some((part) => part.startsWith(word))) score += 2
      else if (!words.includes(word)) return []
    }
    return [{ command, score }]
  })
  return scored.sort((a, b) => b.score - a.score).map(({ command }) => command)
}
