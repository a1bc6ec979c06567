/** Finds the commands that match a text, the best match first. Pure. */
import type { Command } from '../../state/command'

/**
 * The commands that have every typed word in their label, their group or the other words for them. Words that match the start of a word of
 * the label rank first, then a label that starts with the first word; equal matches keep their order.
 */
export function findCommands<T extends Pick<Command, 'label' | 'group' | 'also'>>(commands: readonly T[], text: string): readonly T[] {
  const typed = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (typed.length === 0) return commands
  const scored = commands.flatMap((command) => {
    const searched = `${command.label} ${command.group}`.toLowerCase()
    const [parts, others] = [searched, (command.also ?? '').toLowerCase()].map(wordsOf)
    let score = searched.startsWith(typed[0]!) ? 1 : 0
    for (const word of typed) {
      if (parts!.some((part) => part.startsWith(word))) score += 3
      else if (searched.includes(word)) score += 2
      else if (others!.some((part) => part.startsWith(word))) score += 1
      else return []
    }
    return [{ command, score }]
  })
  return scored.sort((a, b) => b.score - a.score).map(({ command }) => command)
}

/** The words of a text, whole and in their parts: `riddle-ppo`, `riddle` and `ppo`. */
function wordsOf(text: string): readonly string[] {
  return [...text.split(/\s+/), ...text.split(/[^\p{L}\p{N}]+/u)]
}
