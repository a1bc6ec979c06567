/** How classification experiments are built and where their data come from: images and labels as streams. */
import { withValidation } from '../../data/parts/split'
import { type DataSources, loadLabeled, type OnProgress, streamsOf } from '../../data/sources'
import type { DataSet } from '../../data/streams'
import { build } from './build'
import type { DistillationSpec } from './distillation/schema'
import type { ClassificationSpec } from './schema'

export const classification = {
  kind: 'classification',
  build,
  /** @throws DataFileError, DataNotHere, StoreError. */
  load: async ({ data, validation, distillation }: ClassificationSpec, sources: DataSources, onProgress: OnProgress): Promise<DataSet> => {
    const teacher = distillation && (await teacherFrom(distillation, sources))
    const set = withValidation(streamsOf(await loadLabeled(data, sources, onProgress, validation?.kind === 'own')), validation)
    return { ...set, ...(teacher && { teacher }) }
  },
}

async function teacherFrom({ name, fingerprint }: DistillationSpec, sources: DataSources): Promise<DataSet['teacher']> {
  const teacher = await sources.teacher?.(fingerprint)
  if (teacher) return teacher
  throw new Error(
    `The teacher “${name}” is not in this browser: a link names it and does not contain its weights. Open their file under Teacher in the form, or choose another run.`,
  )
}
