/** Problems of sets of signs. */
import { error, type Problem } from '../../problem'
import { type SignsSpec, signsShape } from './schema'

const MAX_BYTES = 2 ** 30

export function signsProblems(spec: SignsSpec): Problem[] {
  const { height, width, pictures, train, test } = signsShape(spec)
  const ofSample = height * (width + pictures.height * pictures.width)
  const bytes = (train + test) * ofSample
  if (bytes <= MAX_BYTES) return []
  const each = train / spec.trainSubjects
  const value = Math.floor((MAX_BYTES / ofSample - test) / each)
  const path = 'data.trainSubjects'
  return [
    error(path, `These samples would take ${Math.ceil(bytes / 2 ** 20)} MiB; the maximum is ${MAX_BYTES / 2 ** 20} MiB.`, {
      label: `Use ${value}`,
      path,
      value,
    }),
  ]
}
