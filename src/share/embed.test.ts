/** Recognizes links that embed a view; the link inside equals the plain link. */
import { expect, it } from 'vitest'
import { readEmbed, withEmbed, withoutEmbed } from './embed'
import { decodeLink } from './link'

it.each([
  ['#embed', { strip: false, controls: false }, ''],
  ['#embed&window.1', { strip: false, controls: false }, 'window.1'],
  ['#embed=strip&window.1&view=full:curves', { strip: true, controls: false }, 'window.1&view=full:curves'],
  ['#embed=controls,strip,later&d1.abc', { strip: true, controls: true }, 'd1.abc'],
  ['#embed%3Dstrip%26window.1', { strip: true, controls: false }, 'window.1'],
  ['#embed&url=https://example.org/a%20b.json', { strip: false, controls: false }, 'url=https://example.org/a%20b.json'],
])('reads %s', (hash, embed, link) => {
  expect(readEmbed(hash)).toEqual(embed)
  expect(withoutEmbed(hash)).toBe(link)
})

it.each(['', '#window.1', '#embedded.1', '#window.1&embed'])('leaves %s alone', (hash) => {
  expect(readEmbed(hash)).toBeNull()
  expect(withoutEmbed(hash)).toBe(hash)
})

it('writes what it reads', () => {
  for (const strip of [true, false])
    for (const controls of [true, false]) {
      const address = withEmbed('https://example.org/#window.1&T=4', { strip, controls })
      expect(readEmbed(new URL(address).hash)).toEqual({ strip, controls })
      expect(withoutEmbed(new URL(address).hash)).toBe('window.1&T=4')
    }
})

it('opens as the link in it', async () => {
  const [embedded, alone] = await Promise.all(['#embed=strip&window.1&T=3', '#window.1&T=3'].map((hash) => decodeLink(hash)))
  expect(embedded).toEqual(alone)
  expect(await decodeLink('https://example.org/lab/#embed')).toMatchObject({ ok: true, notes: [] })
})
