/** From a table to a set: header, labels, features, scale and split; and a sentence for everything that does not fit. */
import { describe, expect, it } from 'vitest'
import { chosen, gzip, zipFile } from '../../../testing/files'
import { csvOf, irisLike } from '../../../testing/table'
import { importSet, openChosen } from '../import-set'
import { ImportError } from '../source-file'
import { asChosen, type Table } from './read'
import { namesOf, samplesOf, type TableChoice, tableChoiceFor } from './schema'
import { convertTable, planOf } from './set'

const bytes = (text: string) => new TextEncoder().encode(text)
const IRISES = csvOf(irisLike())

async function open(text: string, path = 'a.csv'): Promise<Table> {
  const opened = await openChosen(chosen({ [path]: bytes(text) }))
  if (!('table' in opened)) throw new Error('no table')
  return opened.table
}
const made = async (text: string, change: Partial<TableChoice> = {}) => {
  const table = await open(text)
  const choice = { ...tableChoiceFor(table.found), ...change }
  return convertTable(await asChosen(table, choice), choice)
}
async function refusal(text: string, change: Partial<TableChoice> = {}): Promise<string> {
  const error: unknown = await made(text, change).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ImportError)
  return (error as Error).message
}
/** Two classes of five rows each. */
const rows = (row: (n: number) => string, count = 10) => Array.from({ length: count }, (_, n) => `${row(n)}\n`).join('')

describe('a table', () => {
  it('becomes a set with a feature a pixel, a fifth of each class for testing', async () => {
    const { data, set, note } = await made(IRISES)
    expect(data).toMatchObject({ kind: 'own', name: 'a', height: 1, width: 4, channels: 1, classes: 3, train: 120, test: 30 })
    expect(set.classNames).toEqual(['setosa', 'versicolor', 'virginica'])
    for (const [half, each] of [
      [set.train, 40],
      [set.test, 10],
    ] as const)
      for (const label of [0, 1, 2]) expect(half.labels.filter((one) => one === label)).toHaveLength(each)
    expect(note).toBe(
      '4 features: sepal length, sepal width, petal length, petal width. Each feature is scaled to 0 to 1 by its range in the training ' +
        'rows, in steps of 1/255; beyond that range it is 0 or 1 in the test. Labels: species. A fifth of each class is for testing, by seed 0.',
    )
  })

  it('is split by its seed alone', async () => {
    const [once, again, other] = await Promise.all([made(IRISES), made(IRISES), made(IRISES, { seed: 1 })])
    expect(again).toEqual(once)
    expect(other.data).not.toEqual(once.data)
    expect({ train: other.set.train.count, test: other.set.test.count }).toEqual({ train: 120, test: 30 })
  })

  it('is scaled by the range of its training rows, and what lies beyond is cut off', async () => {
    const text = rows((n) => `${[3, 5, 7, 9, 11, 13, 15, 17, 19, 21][n]},${n % 2 ? 'b' : 'a'}`)
    const { set } = await made(text)
    const { images, labels } = set.train
    const training = [...images].filter((_, i) => i % 4 === 0)
    expect({ labelsLength: labels.length, count: set.test.count }).toEqual({ labelsLength: 8, count: 2 })
    expect([Math.min(...training), Math.max(...training)]).toEqual([0, 255])
    // Whichever rows are chosen, features have equal steps within the range of the training rows.
    const table = await open(text)
    expect(planOf(table, { titled: false, label: 1, seed: 0 }).classes).toEqual([
      { name: 'a', train: 4, test: 1 },
      { name: 'b', train: 4, test: 1 },
    ])
    // The largest value is in the test for some seed, and is 1 there as the largest of training is.
    const seeds = await Promise.all(Array.from({ length: 20 }, (_, seed) => made(text, { seed })))
    expect(seeds.some(({ set }) => set.test.images[4] === 255 && set.train.images.includes(255))).toBe(true)
  })

  it('has 0 where a feature is the same in all training rows', async () => {
    const { set } = await made(rows((n) => `7,${n % 3},${n % 2 ? 'b' : 'a'}`))
    expect([...set.train.images].filter((_, i) => i % 4 === 0)).toEqual(new Array(8).fill(0))
  })

  it.each([
    [
      'semicolons and decimal commas',
      csvOf(
        irisLike().map((cells) => cells.map((cell) => cell.replace('.', ','))),
        ';',
      ),
    ],
    ['tabs', csvOf(irisLike(), '\t')],
    ['quotes', csvOf(irisLike().map((cells) => cells.map((cell) => `"${cell}"`)))],
    ['a byte order mark and line ends of Windows', `\ufeff${IRISES.replaceAll('\n', '\r\n')}`],
    ['blank rows', `\n${IRISES.replaceAll('\n', '\n\n,,,,\n')}`],
    ['no names', csvOf(irisLike().slice(1))],
    ['the labels first', csvOf(irisLike().map((cells) => [cells[4]!, ...cells.slice(0, 4)]))],
  ])('with %s is the same set', async (_, text) => {
    const fingerprint = async (of: string) => {
      const { data } = await made(of)
      return data.kind === 'own' && data.fingerprint
    }
    expect(await fingerprint(text)).toBe(await fingerprint(IRISES))
  })

  it.each([
    ['iris.csv', { 'iris.csv': bytes(IRISES) }],
    ['iris.tsv', { 'iris.tsv': bytes(csvOf(irisLike(), '\t')) }],
    [
      'iris.data in a zip, with what lies next to it',
      { 'iris.zip': zipFile({ 'iris.data': bytes(IRISES), Index: bytes('Index of iris') }) },
    ],
    ['iris.csv.gz', { 'iris.csv.gz': gzip(bytes(IRISES)) }],
  ])('is read from %s', async (_, files) => {
    expect((await importSet(chosen(files))).data).toMatchObject({ kind: 'own', name: 'iris', train: 120, test: 30 })
  })

  it('has its names in the first row where a column of numbers has a word there', async () => {
    const { found } = await open('id,"a ""b""",,y\n1,2,3,u\n2,3,4,v\n')
    expect(found).toMatchObject({ titled: true, label: 3 })
    expect(namesOf(found, found)).toEqual(['id', 'a "b"', 'column 3', 'y'])
    expect(samplesOf(found, found)).toEqual({
      rows: 2,
      head: [
        ['1', '2', '3', 'u'],
        ['2', '3', '4', 'v'],
      ],
    })
    const { found: other } = await open('?,2,u\n2,3,v\n')
    expect(other.titled).toBe(false)
    expect(namesOf(other, other)).toEqual(['column 1', 'column 2', 'column 3'])
    expect(samplesOf(other, other)).toMatchObject({ rows: 2, head: [['?', '2', 'u'], expect.anything()] })
  })

  // A hash for a number, a tilde for 0 or 1, a hyphen for a word.
  const under = (first: string, row: string, count = 10) => {
    const numbered = (_: unknown, n: number) =>
      row
        .replaceAll('#', `${(7 * n * n) % 11}`)
        .replaceAll('~', `${n % 2}`)
        .replaceAll('-', n % 2 ? 'b' : 'a')
    return `${first}\n${Array.from({ length: count }, numbered).join('\n')}\n`
  }
  it.each([
    ['from 0', under('0,1,2,3', '#,#,5,~')],
    ['from 1', under('1,2,3,4', '#.5,#,5,~')],
    ['with the column of row numbers that pandas writes', under(',0,1,2', '#,#,#,~')],
    ['before a name of the labels', under('0,1,2,kind', '#,#,5,-')],
    ['over labels that are words', under('0,1,2,3', '#,#,5,-')],
    ['in quotes', under('"0","1","2","3"', '#,#,5,-')],
    ['that are years', under('1998;1999;2000;kind', '#,5;#;5;-')],
  ])('has numbers for names where they count %s, and no other row does', async (_, text) => {
    const { found } = await open(text)
    expect(found).toMatchObject({ titled: true, rows: 11 })
    expect((await made(text)).data).toMatchObject({ train: 8, test: 2 })
  })

  it.each([
    ['where they do not count', under('0,2,1,3', '#,#,5,-')],
    ['where they count from another number', under('4,5,6,7', '#,#,5,-')],
    ['where another row counts, too', `${under('1,2,3,a', '#,#,5,-')}4,5,6,b\n`],
    ['where each row counts', rows((n) => `${n},${n + 1},${n + 2},${n % 2 ? 'b' : 'a'}`)],
    ['where there are two', under('0,1,a', '#,#,-')],
    ['where one is no whole number', under('0,1,2,3.5', '#,#,5,-')],
    ['with leading zeros', under('00,01,02,03', '#,#,5,-')],
    ['with fractions', under('0.0,1.0,2.0,a', '#,#,5,-')],
    ['over nothing but words', under('0,1,2,3', '-,x,y,z')],
  ])('has a sample in a first row of numbers %s', async (_, text) => {
    expect((await open(text)).found.titled).toBe(false)
  })

  it('has its first row as it is chosen', async () => {
    const text = under('4,5,6,a', '#,#,5,-')
    const [sample, names] = await Promise.all([made(text), made(text, { titled: true })])
    expect(sample.data).toMatchObject({ width: 3, train: 9, test: 2 })
    expect(names.data).toMatchObject({ width: 3, train: 8, test: 2 })
    expect(names.note).toContain('3 features: 4, 5, 6. ')
    expect(names.note).toContain('Labels: a.')
    const counted = under('0,1,2,a', '#,#,5,-')
    expect((await made(counted, { titled: false })).data).toMatchObject({ train: 9, test: 2 })
    // If the user says that there is no header, the row of names is read as a sample.
    expect(await refusal(IRISES, { titled: false })).toBe('a.csv has no column of numbers besides that of the labels.')
    expect(await refusal('1,2,a\n3,4,b\n', { titled: true })).toBe('a.csv has a single row. A table of features has one for each sample.')
  })

  it.each([
    ['the last with words', 'a,b,c\n1,x,2\n3,y,4\n', 1],
    ['the last where none has words', 'a,b,c\n1,2,0\n3,4,1\n', 2],
    ['no column of more words than there may be classes', `a,b,c\n${rows((n) => `${n % 2 ? 'x' : 'y'},${n},w${n}`, 300)}`, 0],
  ])('has its labels in %s', async (_, text, label) => {
    expect((await open(text)).found.label).toBe(label)
  })

  it('has classes in order, numbers as numbers', async () => {
    const { set } = await made(`x,y\n${rows((n) => `${n * n},${[10, 9, 2][n % 3]}`, 12)}`)
    expect(set.classNames).toEqual(['2', '9', '10'])
  })

  it('names the columns that are no features', async () => {
    const { data, note } = await made(`id,name,void,size,kind\n${rows((n) => `${n + 1},n${n},,${n * n},${n % 2 ? 'b' : 'a'}`)}`)
    expect(data).toMatchObject({ width: 1 })
    expect(note).toContain(
      '“id” is left out: it numbers the rows. “name” is left out: “n0” in row 2 is no number. “void” is left out: it has no values.',
    )
  })

  it('may have as many features as fit', async () => {
    const wide = (count: number) => rows((n) => `${Array.from({ length: count }, (_, f) => (f * n) % 7).join()},${n % 2 ? 'b' : 'a'}`)
    expect((await made(wide(4096))).data).toMatchObject({ height: 1, width: 4096 })
    expect(await refusal(wide(4097))).toBe('a.csv has 4097 columns of numbers; up to 4096 features fit.')
  })
})

describe('what is refused', () => {
  const broken = (row: number, column: number, cell: string) =>
    csvOf(irisLike().map((cells, r) => cells.map((old, c) => (r === row - 1 && c === column ? cell : old))))

  it.each([
    ['a row that is short', IRISES.replace(/(.*\n.*\n)(.*?),/, '$1'), 'a.csv has 4 cells in row 3, and 5 in the first.'],
    [
      'a missing value',
      broken(57, 2, ''),
      'a.csv has no value in row 57, column “petal length”. Fill it in, or leave out the row or the column.',
    ],
    [
      'a missing value by its name',
      broken(9, 0, 'NaN'),
      'a.csv has no value in row 9, column “sepal length”. Fill it in, or leave out the row or the column.',
    ],
    ['a missing label', broken(12, 4, '?'), 'a.csv has no label in row 12, column “species”. Fill it in, or leave out the row.'],
    [
      'a lone class',
      broken(30, 4, 'setsoa'),
      'a.csv has a single row of the class “setsoa”, row 30. Two are needed, one of them for testing.',
    ],
    [
      'one class',
      `x,y\n${rows((n) => `${n * n},a`)}`,
      'a.csv has a single class: column “y” says “a” in every row. There must be two or more.',
    ],
    ['no numbers', `x,y\n${rows((n) => `u${n % 2},${n % 2 ? 'b' : 'a'}`)}`, 'a.csv has no column of numbers besides that of the labels.'],
    [
      'numbers for labels',
      `x,y\n${rows((n) => `${n % 7},${n / 8}`, 300)}`,
      'a.csv has more than 256 different values in column “y”: too many for classes. Choose another for the labels.',
    ],
    [
      'both decimal marks',
      `x;y\n${rows((n) => `${n === 4 ? '1.5' : `${n},5`};${n % 2 ? 'b' : 'a'}`)}`,
      'a.csv has a decimal comma in row 2 and a decimal point in row 6: one of them would fit.',
    ],
    ['a single row', 'x,y\n', 'a.csv has a single row. A table of features has one for each sample.'],
    ['one column', 'x\n1\n2\n', 'a.csv has a single column. Between the cells of a table are commas, semicolons or tabs.'],
    ['blank rows alone', '\n\n  \n', 'a.csv has no rows.'],
    ['an open quote', IRISES.replace('setosa', '"setosa'), 'a.csv has a quote that is never closed (row 2, column 5).'],
    [
      'more rows than are read',
      `x,y\n${'1,a\n'.repeat(2 ** 20)}`,
      'a.csv has too many rows: up to 1048576 are read, and up to 33554432 cells.',
    ],
    [
      'thousands with commas',
      `x\ty\n${rows((n) => `${n === 2 ? '1,234.5' : n}\t${n % 2 ? 'b' : 'a'}`)}`,
      'a.csv has no column of numbers besides that of the labels.',
    ],
  ])('%s', async (_, text, words) => {
    expect(await refusal(text)).toBe(words)
  })

  it('takes no word of an object for one of the table', async () => {
    const { set } = await made(`x,y\n${rows((n) => `${n * n},${n % 2 ? '__proto__' : 'constructor'}`)}`)
    expect(set.classNames).toEqual(['__proto__', 'constructor'])
  })

  it('takes no hexadecimal, infinite or grouped number for one', async () => {
    for (const cell of ['0x10', 'Infinity', '1e999', '1_000', '1 000', '--1', '1e', '.', 'e5'])
      expect(await refusal(`x,y\n${rows((n) => `${n === 3 ? cell : n * n},${n % 2 ? 'b' : 'a'}`)}`)).toContain('no column of numbers')
  })

  it('of several tables at once', async () => {
    const both = openChosen(chosen({ 'train.csv': bytes(IRISES), 'test.csv': bytes(IRISES) }))
    await expect(both).rejects.toThrow('train.csv and test.csv are both tables. Choose one: a part of its rows is set apart for testing.')
  })
})
