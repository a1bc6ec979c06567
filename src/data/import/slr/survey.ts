/** Inspects recordings of DVS-SLR before they become a set: previews one at a time for a choice. */
import { createPairer, type PairedFacts, type Sample } from '../../events/slr/pair'
import { slrRowBytes } from '../../events/slr/schema'
import type { SlrFolder } from './folder'
import { readSlr } from './sample'
import type { SlrChoice, SlrFound, SlrPreview } from './schema'

export interface SlrSurvey {
  readonly found: SlrFound
  /**
   * Previews a step of a sample, which is read again if the choice has changed.
   * @throws ImportError that names the file at fault.
   */
  preview(choice: SlrChoice, sample: number, step: number): Promise<SlrPreview>
}

interface Read {
  readonly key: string
  readonly sample: Sample
  readonly facts: PairedFacts
}

export function surveySlr(folder: SlrFolder): SlrSurvey {
  let last: Read | undefined
  const read = async ({ pairing }: SlrChoice, n: number): Promise<Read> => {
    const key = JSON.stringify([n, { ...pairing, testUsers: null }])
    if (last?.key === key) return last
    const bytes = slrRowBytes(pairing)
    const sample = { events: new Uint8Array(bytes.events), pictures: new Uint8Array(bytes.pictures) }
    const facts = await readSlr(folder.samples[n]!, createPairer(pairing), sample)
    last = { key, sample, facts }
    return last
  }
  return {
    found: { ...folder, samples: folder.samples.map(({ event: _, frame: __, ...tag }) => tag) },
    async preview(choice, n, step) {
      const { sample, facts } = await read(choice, n)
      const { height, width, channels } = choice.pairing
      const part = (bytes: Uint8Array, size: number) => bytes.slice(step * size, (step + 1) * size)
      const { recording, pairs, pictures, saturated, outside, unsliced } = facts
      return {
        counts: part(sample.events, 2 * height * width),
        image: part(sample.pictures, channels * height * width),
        pairs,
        pictures,
        first: recording.first,
        last: recording.last,
        notes: recording.notes,
        events: recording.events + recording.skipped,
        skipped: recording.skipped,
        saturated,
        outside,
        unsliced,
      }
    },
  }
}
