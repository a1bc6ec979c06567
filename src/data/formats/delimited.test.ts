/** Text to rows: delimiters, quotes, line ends, and an error with row and column for text that is not a table. */
import { describe, expect, it } from 'vitest'
import { type Delimiter, delimiterOf, rowsOf, textOf } from './delimited'
import { FormatError } from './format-error'

const cellsOf = (text: string, delimiter: Delimiter = ',') => [...rowsOf(text, delimiter)].map(({ cells }) => cells)
const bytes = (text: string) => new TextEncoder().encode(text)
function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError)
    return (error as Error).message
  }
  throw new Error('nothing was refused')
}

describe('rows', () => {
  it.each([
    ['of line feeds', 'a,b\n1,2\n'],
    ['without a last line end', 'a,b\n1,2'],
    ['of Windows', 'a,b\r\n1,2\r\n'],
    ['of old Macs', 'a,b\r1,2\r'],
    ['with spaces around cells', ' a ,b\n1,  2  '],
    ['in quotes', '"a","b"\n"1","2"\n'],
    ['with spaces around quotes', ' "a" , "b" \n1,2'],
    ['with blank rows between them', '\n\na,b\n\n , \n1,2\n\n'],
  ])('%s are the same', (_, text) => {
    expect(cellsOf(text)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
  })

  it('have what quotes hold: delimiters, line ends, and doubled quotes', () => {
    expect(cellsOf('"a,b","c\r\nd"\n"say ""x""",""\n')).toEqual([
      ['a,b', 'c\r\nd'],
      ['say "x"', ''],
    ])
    expect(cellsOf('""""')).toEqual([['"']])
  })

  it('have the cells that are empty, the last one too', () => {
    expect(cellsOf(',a,\n,,b')).toEqual([
      ['', 'a', ''],
      ['', '', 'b'],
    ])
  })

  it('are numbered as a spreadsheet does: blank ones count, line ends in quotes do not', () => {
    expect([...rowsOf('\n"a\n\nb",1\n\nc,2', ',')].map(({ number }) => number)).toEqual([2, 4])
  })

  it.each([
    ['a,"b', 'has a quote that is never closed (row 1, column 2)'],
    ['a,b\n"c', 'has a quote that is never closed (row 2, column 1)'],
    ['"', 'has a quote that is never closed (row 1, column 1)'],
    ['a,"b"c\n', 'has text behind a closing quote (row 1, column 2)'],
    ['a,b\nc,d"e"', 'has a quote within a cell that does not begin with one (row 2, column 2)'],
    ['x'.repeat(5000), 'has a cell of more than 4096 characters (row 1, column 1); is a quote not closed?'],
    [`"${'x\n'.repeat(3000)}`, 'has a cell of more than 4096 characters (row 1, column 1); is a quote not closed?'],
    [','.repeat(10_000), 'has more than 8192 cells in row 1'],
  ])('%j is refused', (text, words) => {
    expect(refusal(() => cellsOf(text))).toBe(words)
  })
})

describe('what is between cells', () => {
  it.each([
    [',', 'a,b\n1,2\n'],
    [';', 'a;b\n1;2\n'],
    ['\t', 'a\tb\n1\t2\n'],
    // As many commas as semicolons: these are decimal.
    [';', '1,5;2,5;x\n3,5;4,5;y\n'],
    [';', 'width;height\n1,5;2,5\n'],
    ['\t', 'a, b\tc\n1, 2\t3\n'],
    [',', 'a,"b;c"\n1,"2;3;4"\n'],
    // No delimiter gives equal rows: the one with the most cells in the first row is used.
    [',', 'a,b,c\n1,2\n3;4;5;6\n'],
  ] as const)('is %j in %j', (delimiter, text) => {
    expect(delimiterOf(text)).toBe(delimiter)
  })

  it('is nothing where there is a single column', () => {
    expect(refusal(() => delimiterOf('a\nb\nc'))).toBe('has a single column. Between the cells of a table are commas, semicolons or tabs')
  })
})

describe('text', () => {
  it('has no byte order mark', () => {
    expect(textOf(bytes('\ufeffa,é'))).toBe('a,é')
  })

  it.each([
    ['bytes of another code page', Uint8Array.of(0x61, 0x2c, 0xe9), 'is no text in UTF-8. Save the table as CSV in UTF-8'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x2c, 0), 'is no text in UTF-8. Save the table as CSV in UTF-8'],
    ['zero bytes', bytes('a,\0'), 'has a zero byte in it, as no text has'],
  ])('is not %s', (_, data, words) => {
    expect(refusal(() => textOf(data))).toBe(words)
  })
})
