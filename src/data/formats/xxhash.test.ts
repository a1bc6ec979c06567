/** xxHash32 against values of its authors' program. */
import { expect, it } from 'vitest'
import { xxHash32 } from './xxhash'

it.each([
  ['', 0x02cc5d05],
  ['a', 0x550d7456],
  ['abc', 0x32d153ff],
  ['0123456789abcdef', 0xc2c45b69],
  ['Nobody inspects the spammish repetition', 0xe2293b2f],
])('the checksum of "%s" is %i', (text, hash) => {
  expect(xxHash32(Buffer.from(text))).toBe(hash)
})
