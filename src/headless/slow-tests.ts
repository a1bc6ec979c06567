/** Unit tests that take more than some seconds on a machine of two cores, slowest first, by the ends of their paths: they are started first, and `npm run test:quick` leaves them out. */
export const SLOW_TESTS: readonly string[] = [
  'learning.test.ts',
  'experiments/training-bits.test.ts',
  'worker/survival.test.ts',
  'worker/session.test.ts',
  'neurons/recurrent-lif/recurrent-lif.test.ts',
  'layers/conv2d/conv2d.test.ts',
  'neurons/leaky/leaky.test.ts',
  'experiments/run.test.ts',
  'data/events/read.fuzz.test.ts',
  'data/datasets/spoken-digits.test.ts',
  'data/import/import-set.test.ts',
  'data/import/spikes-set.test.ts',
  'data/datasets/load.test.ts',
]
