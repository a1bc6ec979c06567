/** Random positions at which tests damage a text or a file. Only tests import it. */
import fc from 'fast-check'

/** A number from 0 to less than 1, uniformly distributed: fast-check's own fractions are mostly close to 0. */
export const place: fc.Arbitrary<number> = fc.noBias(fc.nat(2 ** 20 - 1)).map((n) => n / 2 ** 20)
