/**
 * The discrete Fourier transform of any length,
 *   X[k] = sum over n of x[n] · exp(-2πi k n / N),
 * by the factors of that length (Cooley and Tukey): p transforms of every p-th number, combined in groups of p.
 */
export interface Complex {
  readonly re: Float64Array
  readonly im: Float64Array
}

const complex = (size: number): Complex => ({ re: new Float64Array(size), im: new Float64Array(size) })

/** Creates a function that transforms `size` numbers and writes the result into `to`. */
export function createFourier(size: number): (from: Complex, to: Complex) => void {
  const turn = complex(size)
  for (let k = 0; k < size; k++) {
    turn.re[k] = Math.cos((2 * Math.PI * k) / size)
    turn.im[k] = -Math.sin((2 * Math.PI * k) / size)
  }
  const group = complex(size)

  /** Transforms the `p` numbers of `group` into every `m`-th element of `y` from `at`, by the definition. */
  const transformGroup = (p: number, y: Complex, at: number, m: number): void => {
    for (let q = 0; q < p; q++) {
      let re = 0
      let im = 0
      for (let j = 0; j < p; j++) {
        const by = ((j * q) % p) * (size / p)
        re += group.re[j]! * turn.re[by]! - group.im[j]! * turn.im[by]!
        im += group.re[j]! * turn.im[by]! + group.im[j]! * turn.re[by]!
      }
      y.re[at + q * m] = re
      y.im[at + q * m] = im
    }
  }

  /** The same for groups of two numbers. */
  const sumAndDifference = (y: Complex, at: number, m: number): void => {
    y.re[at] = group.re[0]! + group.re[1]!
    y.im[at] = group.im[0]! + group.im[1]!
    y.re[at + m] = group.re[0]! - group.re[1]!
    y.im[at + m] = group.im[0]! - group.im[1]!
  }

  /** Transforms the `n` numbers of `x` from `first` in steps of `stride`, into `y` from `at`. */
  const transform = (x: Complex, first: number, stride: number, y: Complex, at: number, n: number): void => {
    const p = smallestFactor(n)
    const m = n / p
    if (m === 1) {
      for (let j = 0; j < p; j++) {
        group.re[j] = x.re[first + j * stride]!
        group.im[j] = x.im[first + j * stride]!
      }
      transformGroup(p, y, at, 1)
      return
    }
    for (let j = 0; j < p; j++) transform(x, first + j * stride, p * stride, y, at + j * m, m)
    for (let k = 0; k < m; k++) {
      for (let j = 0; j < p; j++) {
        const from = at + j * m + k
        const c = turn.re[j * k * stride]!
        const s = turn.im[j * k * stride]!
        group.re[j] = y.re[from]! * c - y.im[from]! * s
        group.im[j] = y.re[from]! * s + y.im[from]! * c
      }
      if (p === 2) sumAndDifference(y, at + k, m)
      else transformGroup(p, y, at + k, m)
    }
  }
  return (from, to) => transform(from, 0, 1, to, 0, size)
}

function smallestFactor(n: number): number {
  for (let p = 2; p * p <= n; p++) if (n % p === 0) return p
  return n
}
