/**
 * Picks among forms of an op that give the same bits, from times that it is told. It never measures and never changes an
 * order of addition: a form that would is not among its candidates. Pure.
 */

/** What was picked, by the key of the op: recorded with a run and its checkpoints, reused on resume. */
export type Choices = Readonly<Record<string, string>>

/** Another form is taken only where it is faster by this much: less is noise. */
const MARGIN = 0.05

/** @param times milliseconds by form; `present` must be among them. */
export function pick(times: Readonly<Record<string, number>>, present: string): string {
  const held = times[present]
  if (held === undefined) throw new Error(`no time for the present form ${present}`)
  let best = present
  for (const [form, ms] of Object.entries(times)) if (ms < times[best]! && ms < held * (1 - MARGIN)) best = form
  return best
}

/**
 * One key at a time: each form of it is measured with the others as they are, and the best kept.
 * @throws the signal's reason, between two measurements.
 */
export async function tune(
  offers: Readonly<Record<string, readonly string[]>>,
  present: Choices,
  measure: (choices: Choices) => Promise<number>,
  onProgress: (done: number, total: number) => void = () => {},
  signal?: AbortSignal,
): Promise<Choices> {
  let choices = present
  const total = Object.values(offers).reduce((n, forms) => n + forms.length, 0)
  let done = 0
  for (const [key, forms] of Object.entries(offers)) {
    const times: Record<string, number> = {}
    for (const form of forms) {
      signal?.throwIfAborted()
      times[form] = await measure({ ...choices, [key]: form })
      onProgress(++done, total)
    }
    choices = { ...choices, [key]: pick(times, choices[key] ?? forms[0]!) }
  }
  return choices
}
