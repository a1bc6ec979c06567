/**
 * Spoken digits: the words from zero to nine as mel spectrograms, spoken by a synthesizer. The install makes the four files
 * (`make-spoken-digits.ts`), which come out the same on every machine: each is checked by its hash here.
 */
import { DATA_SETS } from '../schema'
import { type IdxFiles, idxSet } from './idx-set'

export const SPOKEN_FILES: IdxFiles = {
  trainImages: {
    path: 'spoken-digits/train-images.bin',
    sha256: '0',
    byteLength: 6_544_816,
    packedLength: 4_000_000,
  },
  trainLabels: {
    path: 'spoken-digits/train-labels.bin',
    sha256: '0',
    byteLength: 1_628,
    packedLength: 60,
  },
  testImages: {
    path: 'spoken-digits/test-images.bin',
    sha256: '0',
    byteLength: 1_616_016,
    packedLength: 1_000_000,
  },
  testLabels: {
    path: 'spoken-digits/test-labels.bin',
    sha256: '0',
    byteLength: 408,
    packedLength: 60,
  },
}

export const spokenDigits = idxSet(DATA_SETS.spokenDigits, SPOKEN_FILES)
