/** Converts both halves of a DVS-SLR recording to a sample. */
import { readNanoseconds } from '../../events/formats/npz'
import { openImages } from '../../events/slr/image-file'
import type { createPairer, PairedFacts, Sample } from '../../events/slr/pair'
import { SLR_SENSOR } from '../../events/slr/schema'
import { FormatError } from '../../formats/format-error'
import { naming, type SourceFile } from '../source-file'
import type { SlrSample } from './folder'

const filled = (half: SourceFile): SourceFile => {
  if (half.size === 0) throw new FormatError('is empty')
  return half
}

/** @throws ImportError that names the half at fault, or the abort reason. */
export function readSlr(
  { event, frame }: SlrSample,
  pair: ReturnType<typeof createPairer>,
  into: Sample,
  signal?: AbortSignal,
): Promise<PairedFacts> {
  const hooks = { sensor: SLR_SENSOR, ...(signal && { signal }) }
  return naming(frame.path, async () =>
    pair(
      await openImages(filled(frame)),
      (since, take) => naming(event.path, () => readNanoseconds(filled(event), since, take, hooks)),
      into,
      signal,
    ),
  )
}
