/** Problems of synthetic data sets. */
import { error, type Problem } from '../../problem'
import { type SyntheticSpec, syntheticShape } from './schema'

const MAX_BYTES = 2 ** 30

const refused = (field: string, message: string, value: number): Problem =>
  error(`data.${field}`, message, { label: `Use ${value}`, path: `data.${field}`, value })

export function syntheticProblems(spec: SyntheticSpec): Problem[] {
  if (spec.kind === 'copy' && spec.lag >= spec.steps)
    return [refused('steps', `A sequence of ${spec.steps} steps has no symbol ${spec.lag} steps before the last.`, spec.lag + 1)]
  if (spec.kind === 'coincidence') {
    const longest = spec.classes * spec.lag
    if (spec.steps <= 2 * longest)
      return [refused('steps', `A lag of ${longest} steps and a delay as long do not fit in ${spec.steps} steps.`, 2 * longest + 1)]
  }
  const { height, width, train, test } = syntheticShape(spec)
  const bytes = (train + test) * 4 * Math.ceil((height * width) / 4)
  if (bytes > MAX_BYTES)
    return [
      refused(
        'train',
        `These samples would take ${Math.ceil(bytes / 2 ** 20)} MiB; the maximum is ${MAX_BYTES / 2 ** 20} MiB.`,
        Math.floor((train * MAX_BYTES) / bytes / 2),
      ),
    ]
  if (spec.kind === 'delayedCue' && spec.classes > spec.channels)
    return [refused('channels', `${spec.classes} cues need at least one channel each.`, spec.classes)]
  return []
}
