/** Small images are means over areas of large ones. */
import { describe, expect, it } from 'vitest'
import { createReducer } from './images'

describe('small images', () => {
  const reduced = (from: 1 | 3, channels: 1 | 3, image: readonly number[], width: number, left = 0) => {
    const into = new Uint8Array(width * channels)
    const columns = image.length / from
    createReducer({
      size: { width: columns, height: 1 },
      part: { left, top: 0, width: columns - 2 * left, height: 1 },
      from,
      height: 1,
      width,
      channels,
    })(Uint8Array.from(image), into)
    return [...into]
  }
  it('are means over areas, parts of pixels included', () => {
    expect(reduced(1, 1, [10, 20, 31, 40], 2)).toEqual([15, 36])
    expect(reduced(1, 1, [30, 60, 90], 2)).toEqual([40, 80])
    expect(reduced(1, 1, [10, 20], 4)).toEqual([10, 10, 20, 20])
    expect(reduced(1, 3, [7], 1)).toEqual([7, 7, 7])
    expect(reduced(3, 1, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255], 4)).toEqual([76, 150, 29, 255])
    expect(reduced(3, 3, [1, 2, 3, 3, 4, 5], 1)).toEqual([2, 3, 4])
  })

  it('are of a part, black where it reaches beyond the image', () => {
    expect(reduced(1, 1, [10, 20, 30, 40], 2, 1)).toEqual([20, 30])
    expect(reduced(1, 1, [10, 20, 30, 40], 4, -2)).toEqual([0, 15, 35, 0])
  })
})
