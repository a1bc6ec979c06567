/** Eigenvalues of small real matrices, in float64: QR iterations on a Hessenberg matrix of complex numbers. */

interface Complex {
  readonly re: number
  readonly im: number
}
const times = (a: Complex, b: Complex): Complex => ({ re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re })
const plus = (a: Complex, b: Complex): Complex => ({ re: a.re + b.re, im: a.im + b.im })
const minus = (a: Complex, b: Complex): Complex => ({ re: a.re - b.re, im: a.im - b.im })
const conjugate = ({ re, im }: Complex): Complex => ({ re, im: -im })
const modulus = ({ re, im }: Complex): number => Math.hypot(re, im)
const scaled = ({ re, im }: Complex, by: number): Complex => ({ re: re * by, im: im * by })
function rootOf(z: Complex): Complex {
  const size = modulus(z)
  const re = Math.sqrt(Math.max(0, (size + z.re) / 2))
  const im = Math.sqrt(Math.max(0, (size - z.re) / 2))
  return { re, im: z.im < 0 ? -im : im }
}

const MAX_ITERATIONS = 60

/** The moduli of the eigenvalues of a matrix [n, n], falling. @throws where the iteration does not converge */
export function eigenvalueModuli(matrix: ArrayLike<number>, n: number): number[] {
  const h = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, k): Complex => ({ re: matrix[i * n + k]!, im: 0 })))
  for (let k = 0; k < n - 2; k++) for (let i = n - 1; i > k + 1; i--) eliminate(h, i, k)
  const negligible = 1e-15 * Math.hypot(...Array.from(matrix))
  let iterations = 0
  for (let end = n - 1; end > 0; ) {
    const corner = h[end]!
    if (modulus(corner[end - 1]!) <= negligible) {
      end--
      iterations = 0
      continue
    }
    if (++iterations > MAX_ITERATIONS) throw new Error('the QR iteration does not converge')
    const shift = iterations % 11 === 10 ? plus(corner[end]!, corner[end - 1]!) : cornerEigenvalue(h, end)
    chase(h, end, shift, negligible)
  }
  return h.map((row, i) => modulus(row[i]!)).sort((a, b) => b - a)
}

/** The eigenvalue of the last 2 x 2 block that is nearer to its corner. */
function cornerEigenvalue(h: readonly Complex[][], end: number): Complex {
  const [a, b, c, d] = [h[end - 1]![end - 1]!, h[end - 1]![end]!, h[end]![end - 1]!, h[end]![end]!]
  const half = scaled(minus(a, d), 0.5)
  const root = rootOf(plus(times(half, half), times(b, c)))
  const middle = scaled(plus(a, d), 0.5)
  const [one, other] = [plus(middle, root), minus(middle, root)]
  return modulus(minus(one, d)) < modulus(minus(other, d)) ? one : other
}

/** One QR step of the leading block that ends at `end`, by rotations that chase a bulge down from the shifted first column. */
function chase(h: Complex[][], end: number, shift: Complex, negligible: number): void {
  let start = end
  while (start > 0 && modulus(h[start]![start - 1]!) > negligible) start--
  similar(h, start, start + 1, minus(h[start]![start]!, shift), h[start + 1]![start]!)
  for (let i = start + 1; i < end; i++) eliminate(h, i + 1, i - 1)
}

/** The similarity that makes an entry 0, by a rotation with the row above. */
function eliminate(h: Complex[][], row: number, column: number): void {
  similar(h, row - 1, row, h[row - 1]![column]!, h[row]![column]!)
  h[row]![column] = { re: 0, im: 0 }
}

/** The similarity by the rotation of rows i and k that turns (x, y) into (r, 0). */
function similar(h: Complex[][], i: number, k: number, x: Complex, y: Complex): void {
  const size = Math.hypot(modulus(x), modulus(y))
  if (size === 0) return
  const [c, s] = [scaled(x, 1 / size), scaled(y, 1 / size)]
  const [upper, lower] = [h[i]!, h[k]!]
  for (let column = 0; column < upper.length; column++) {
    const [a, b] = [upper[column]!, lower[column]!]
    upper[column] = plus(times(conjugate(c), a), times(conjugate(s), b))
    lower[column] = minus(times(c, b), times(s, a))
  }
  for (const row of h) {
    const [a, b] = [row[i]!, row[k]!]
    row[i] = plus(times(a, c), times(b, s))
    row[k] = minus(times(b, conjugate(c)), times(a, conjugate(s)))
  }
}
