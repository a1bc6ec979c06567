/**
 * Picks among variants of an op that give the same bits, from measured times. It never measures and never changes an
 * order of addition: a variant that would is not among its candidates. Pure.
 */

/** The variants chosen by the tuner, by op key. They are saved with a run and its checkpoints, and reused on resume. */
export type TunedVariants = Readonly<Record<string, string>>

/** Another variant is chosen only if it is faster by this share: smaller differences are noise. */
const MARGIN = 0.05

/** @param times milliseconds by variant; `present` must be among them. */
export function pick(times: Readonly<Record<string, number>>, present: string): string {
  const held = times[present]
  if (held === undefined) throw new Error(`no time for the present variant ${present}`)
  let best = present
  for (const [variant, ms] of Object.entries(times)) if (ms < times[best]! && ms < held * (1 - MARGIN)) best = variant
  return best
}

/**
 * Tunes one key at a time: measures each of its variants with the other keys unchanged, and chooses the fastest.
 * @throws the signal's reason, between two measurements.
 */
export async function tune(
  tuningSpace: Readonly<Record<string, readonly string[]>>,
  present: TunedVariants,
  measure: (tunedVariants: TunedVariants) => Promise<number>,
  onProgress: (done: number, total: number) => void = () => {},
  signal?: AbortSignal,
): Promise<TunedVariants> {
  let tunedVariants = present
  const total = Object.values(tuningSpace).reduce((n, variants) => n + variants.length, 0)
  let done = 0
  for (const [key, variants] of Object.entries(tuningSpace)) {
    const times: Record<string, number> = {}
    for (const variant of variants) {
      signal?.throwIfAborted()
      times[variant] = await measure({ ...tunedVariants, [key]: variant })
      onProgress(++done, total)
    }
    tunedVariants = { ...tunedVariants, [key]: pick(times, tunedVariants[key] ?? variants[0]!) }
  }
  return tunedVariants
}
