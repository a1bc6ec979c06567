/** Parses the words after a command: its arguments, and its options in the order in which they are written. */
import { parseArgs } from 'node:util'

/** The placeholder after each option in the usage line; empty for a switch, which takes no value. */
type Grammar = Readonly<Record<string, string>>

/** An option; the order counts, since one may change the meaning of a later one. The value of a switch is empty. */
interface WrittenOption<Name extends string> {
  readonly name: Name
  readonly value: string
}

/** @throws for an unknown option, or one without its value, with the options that exist */
export function readCommandLine<const G extends Grammar>(
  grammar: G,
  args: readonly string[] = process.argv.slice(2),
): { readonly words: readonly string[]; readonly options: readonly WrittenOption<keyof G & string>[] } {
  const kinds = Object.entries(grammar).map(([name, value]) => [name, { type: value ? 'string' : 'boolean' }] as const)
  // Not strict: its own errors name no usage, and refuse a negative number behind an option.
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries(kinds),
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const options = tokens.flatMap((token) => {
    if (token.kind !== 'option') return []
    const { name, rawName, value } = token
    if (!Object.hasOwn(grammar, name)) throw new Error(refusalOf(grammar, rawName))
    if (grammar[name] && value === undefined) throw new Error(`${rawName} wants a value after it.`)
    if (!grammar[name] && value !== undefined) throw new Error(`${rawName} takes no value.`)
    return [{ name, value: value ?? '' }]
  })
  return { words: positionals, options }
}

/** "--foo is not an option. There are --steps N, --set path=value" */
export function refusalOf(grammar: Grammar, word: string): string {
  const usage = Object.entries(grammar).map(([name, value]) => `--${name} ${value}`.trim())
  return `${word} is not an option.${usage.length > 0 ? ` There are ${usage.join(', ')}` : ''}`
}
