/** The transform by factors against its definition, for lengths with every kind of factor. */
import { expect, it } from 'vitest'
import { createFourier } from './fourier'

it.each([1, 2, 7, 12, 49, 90, 480])('of length %i is the one that is defined', (size) => {
  const [re, im] = [0.37, 0.91].map((step) => Float64Array.from({ length: size }, (_, n) => Math.sin(step * n * n + 1))) as [
    Float64Array,
    Float64Array,
  ]
  const found = { re: new Float64Array(size), im: new Float64Array(size) }
  createFourier(size)({ re, im }, found)
  for (let k = 0; k < size; k++) {
    let [a, b] = [0, 0]
    for (let n = 0; n < size; n++) {
      const [c, s] = [Math.cos((2 * Math.PI * k * n) / size), -Math.sin((2 * Math.PI * k * n) / size)]
      a += re[n]! * c - im[n]! * s
      b += re[n]! * s + im[n]! * c
    }
    expect(found.re[k]).toBeCloseTo(a, 9)
    expect(found.im[k]).toBeCloseTo(b, 9)
  }
})
