import { describe, expect, test } from 'vitest'
import { link } from './link'

const sources = {
  'neurons/a': '// a\n//#include lib/x\n//#include lib/y\nfn main() {}',
  'lib/x': '//#include lib/y\nfn x() {}',
  'lib/y': 'fn y() {}',
  'lib/loop': '//#include lib/back\nfn loopy() {}',
  'lib/back': '//#include lib/loop\nfn back() {}',
  'neurons/lost': '// lost\n//#include lib/nowhere',
}

describe('link', () => {
  test('pastes each file once, before what asked for it', () => {
    expect(link('neurons/a', sources).code).toBe('// a\nfn y() {}\nfn x() {}\nfn main() {}')
  })
  test('knows the file and the line that each line came from', () => {
    const { code, origin } = link('neurons/a', sources)
    expect(code.split('\n').map((_, i) => origin(i + 1))).toEqual(['neurons/a.wgsl:1', 'lib/y.wgsl:1', 'lib/x.wgsl:2', 'neurons/a.wgsl:4'])
    expect(origin(99)).toBe('neurons/a.wgsl')
  })
  test('ends where files include each other', () => {
    expect(link('lib/loop', sources).code).toBe('fn back() {}\nfn loopy() {}')
  })
  test('says who asked for a file that is not there', () => {
    expect(() => link('neurons/lost', sources)).toThrow('neurons/lost.wgsl:2: no shader named lib/nowhere')
    expect(() => link('neurons/none', sources)).toThrow('no shader named neurons/none')
  })
  test('leaves comments that only mention an include', () => {
    expect(link('a', { a: '// see //#include lib/x\n //#include lib/x' }).code).toBe('// see //#include lib/x\n //#include lib/x')
  })
})
