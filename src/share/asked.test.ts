/** Links to files elsewhere: which address they ask for, whatever a chat did to them, and which are refused before anyone is asked. */
import { describe, expect, it } from 'vitest'
import { decodeAsk } from './asked'
import { decodeLink } from './link'

const PAGE = 'https://lab.example/membrane/#window.1'
const FILE = 'https://files.example/a%20b/exp.json?x=1&y=2'
const asked = (hash: string, page = PAGE) => {
  const ask = decodeAsk(hash, page)
  if (!ask?.ok) throw new Error(ask?.message ?? 'asks for nothing')
  return ask.asked
}

describe('a link to a file elsewhere', () => {
  it('names the whole address, its host, and what is next to it', () => {
    expect(asked(`#url=${FILE}&view=layer:lif2,step:1&hide=share,moon`)).toEqual({
      url: FILE,
      host: 'files.example',
      view: { layer: 'lif2', step: 1 },
      hide: ['share'],
      notes: [expect.stringContaining('“moon”')],
    })
  })

  it('survives what chats and mails do to it', () => {
    const once = encodeURIComponent(FILE)
    for (const passed of [
      `url=${FILE}`,
      `https://lab.example/#url=${FILE}`,
      `#url=${once}`,
      `#url=${once.toLowerCase()}`,
      `#url=${encodeURIComponent(once)}`,
      `#${encodeURIComponent(`url=${FILE}`)}`,
      `#${encodeURIComponent(encodeURIComponent(`url=${FILE}`))}`,
      `#url=${FILE.replaceAll('&', '&amp;')}`,
      `#url=${FILE}).`,
      `<#url=${FILE}>`,
      ` #url=${FILE} `,
    ])
      expect(asked(passed).url, passed).toBe(FILE)
  })

  it('may name what lies next to the page', () => {
    expect(asked('#url=lessons/one.json').url).toBe('https://lab.example/membrane/lessons/one.json')
    expect(asked('#url=/one.json', 'http://lab.example/').url).toBe('http://lab.example/one.json')
    for (const host of ['localhost:8000', '127.0.0.1', '[::1]:3'])
      expect(asked(`#url=http://${host}/one.json`).url).toBe(`http://${host}/one.json`)
  })

  it('shows the address as it is fetched', () => {
    expect(asked('#url=https://exаmple.org/x').host).toBe('xn--exmple-4nf.org')
  })

  it.each([
    ['#url=', 'names none'],
    ['#url=http://files.example/exp.json', 'Only https'],
    ['#url=javascript:alert(1)', 'Only https'],
    ['#url=data:application/json,{}', 'Only https'],
    ['#url=blob:https://lab.example/1', 'Only https'],
    ['#url=file:///etc/passwd', 'Only https'],
    ['#url=ftp://files.example/', 'Only https'],
    ['#url=https://', 'no address'],
    ['#url=https://me:secret@files.example/', 'user name or a password'],
    [`#url=https://files.example/${'a'.repeat(5000)}`, 'longer than 4096'],
  ])('refuses %.50s', (hash, message) => {
    expect(decodeAsk(hash, PAGE)).toMatchObject({ ok: false, message: expect.stringContaining(message) })
  })

  it('is no other link', async () => {
    for (const hash of ['', '#', '#window.1', '#window.1&url=https://x.example/', '#curl=1']) expect(decodeAsk(hash, PAGE)).toBeNull()
    expect(await decodeLink(`#url=${FILE}`)).toMatchObject({ ok: false, message: expect.stringContaining('another address') })
  })
})
