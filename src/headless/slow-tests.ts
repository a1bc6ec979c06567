/** Unit tests that take more than some seconds on a machine of two cores, slowest first: they are started first, and `npm run test:quick` leaves them out. */
export const SLOW_TESTS: readonly string[] = [
  'src/experiments/learning.test.ts',
  'src/neurons/recurrent-lif/recurrent-lif.test.ts',
  'src/neurons/leaky/leaky.test.ts',
  'src/experiments/training-bits.test.ts',
]
