/** Where a text or a file is damaged. Only tests import it. */
import fc from 'fast-check'

/** From 0 to less than 1, everywhere with the same chance: fast-check's own fractions are mostly next to nothing. */
export const place: fc.Arbitrary<number> = fc.noBias(fc.nat(2 ** 20 - 1)).map((n) => n / 2 ** 20)
