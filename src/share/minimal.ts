/** An experiment without its default values: the content of a packed link and of a saved file. */
import { equal, isJson, type Json } from './json'
import type { Codec } from './read'

/**
 * The smallest object that parses to `experiment`, found by leaving out one part after another and parsing, so that this code depends on
 * no field. `version` stays.
 */
export function minimal<E extends object>(experiment: E, { schema }: Codec<E>): Json {
  const draft = structuredClone(experiment) as Json
  const same = (): boolean => {
    const parsed = schema.safeParse(draft)
    return parsed.success && equal(parsed.data, experiment)
  }
  const prune = (part: Json): void => {
    for (const key of Object.keys(part)) {
      const value = part[key]
      delete part[key]
      if (same()) continue
      part[key] = value
      if (isJson(value)) prune(value)
    }
  }
  prune(draft)
  return draft
}
