/**
 * Spoken digits: the words from zero to nine as mel spectrograms, spoken by a synthesizer. The install makes the four files
 * (`make-spoken-digits.ts`), which come out the same on every machine: each is checked by its hash here.
 */

import { type IdxFiles, idxSet } from './idx-set'
import { DATA_SETS } from './schema'

export const SPOKEN_FILES: IdxFiles = {
  train: {
    images: {
      path: 'spoken-digits/train-images.bin',
      sha256: '436563824ad78c60790a742f34ae51d4a5e41254cde82b135ef19fe123aef392',
      byteLength: 6_544_816,
      packedLength: 5_336_486,
    },
    labels: {
      path: 'spoken-digits/train-labels.bin',
      sha256: 'd6b8bc49a761d0855da78ec97fca3a41853436ae7488ec453eedec472871529f',
      byteLength: 1_628,
      packedLength: 51,
    },
  },
  test: {
    images: {
      path: 'spoken-digits/test-images.bin',
      sha256: '0845399119d4f6c0878a902e27879929e492697cca8ffd6823c4e7db770c165a',
      byteLength: 1_616_016,
      packedLength: 1_313_993,
    },
    labels: {
      path: 'spoken-digits/test-labels.bin',
      sha256: '2e0e8968130b2f6e95667d5c172ff722d2e55b61e94e4564d214ebb2254150be',
      byteLength: 408,
      packedLength: 42,
    },
  },
}

export const spokenDigits = idxSet(DATA_SETS.spokenDigits, SPOKEN_FILES)
