/** Folders of recordings with boxes become sets: pairs, windows, filters, halves; whatever is wrong in them is said, and the rest used. */
import { describe, expect, it, test } from 'vitest'
import { annotationFile, type BoxRow, bboxFile, caltechFiles, gen1Files, gen4Files, spotAt, spotRecording } from '../../../testing/boxes'
import { chosen } from '../../../testing/files'
import { columnsFor } from '../../events/events'
import { writeEvents } from '../../events/write'
import { readBoxSet, removeBoxes, storeBoxes, storedBoxes } from '../../store/boxes'
import { writeFile } from '../../store/files'
import { memoryFolder } from '../../store/memory-folder'
import { importSet, openChosen } from '../import-set'
import { planBoxes } from './parts'
import { type BoxChoice, boxChoiceFor, classNamesOf } from './schema'
import { convertBoxes } from './set'
import { type BoxSurvey, surveyBoxes } from './survey'

type Files = Readonly<Record<string, Uint8Array<ArrayBuffer>>>
const quiet = () => {}

async function surveyed(files: Files, asked?: 'boxes'): Promise<BoxSurvey> {
  const opened = await openChosen(chosen(files), { asked })
  if (!('boxes' in opened)) throw new Error('no boxes')
  return surveyBoxes(opened.boxes, quiet)
}
const folder = memoryFolder()
async function kept(survey: BoxSurvey, change: Partial<BoxChoice> = {}, hooks: Parameters<typeof convertBoxes>[5] = {}) {
  const choice = { ...boxChoiceFor(survey.found), ...change }
  return storeBoxes(folder, (writer) => convertBoxes(survey.folder, survey.found, choice, writer, quiet, hooks))
}
/** The samples of a part: their counts, and the boxes that there are. */
async function samplesOf(data: Awaited<ReturnType<typeof kept>>['data'], part: 'train' | 'validation' | 'test') {
  const { count, streams } = (await readBoxSet(folder, data))![part]!
  const size = data.bins * data.height * data.width * 2
  const stride = 4 * Math.ceil(size / 4)
  return Array.from({ length: count }, (_, n) => {
    const boxes = Number(streams.boxCount!.values[n])
    const rows = streams.boxes!.values.subarray(n * data.most * 8, (n + 1) * data.most * 8)
    expect(rows.subarray(8 * boxes).every((value) => value === 0)).toBe(true)
    return {
      counts: streams.bins!.values.subarray(n * stride, n * stride + size),
      boxes: Array.from({ length: boxes }, (_, i) => [...rows.subarray(8 * i, 8 * i + 8)]),
    }
  })
}
const datOf = async (rows: readonly (readonly [t: number, x: number, y: number])[], sensor = { width: 304, height: 240 }) => {
  const events = columnsFor(rows.length)
  for (const [i, [t, x, y]] of rows.entries()) {
    events.t[i] = t
    events.x[i] = x
    events.y[i] = y
    events.polarity[i] = i & 1
  }
  return new Uint8Array(await writeEvents({ ...sensor, events }, 'dat').arrayBuffer())
}
const boxAt = (t: number, some: Partial<BoxRow> = {}): BoxRow => ({ t, x: 100, y: 80, w: 60, h: 40, class: 0, ...some })
/** An event each 10 ms, up to the end. */
const steady = (end: number) => datOf(Array.from({ length: end / 1e4 }, (_, i) => [1e4 * i, 50 + (i % 7), 60] as const))

describe('Gen1', () => {
  it('is known by its names and its sensor, with a part for validation, or learned from as EAS-SNN does', async () => {
    const { found, cost } = await surveyed(await gen1Files())
    expect(found).toMatchObject({
      files: 'prophesee',
      name: 'gen1',
      split: true,
      validation: 1,
      sensor: { width: 304, height: 240 },
      left: [],
    })
    expect(found.recordings).toEqual([
      { path: 'gen1/test/17-04-02_td.dat', times: 7, boxes: 7 },
      { path: 'gen1/train/17-04-00_td.dat', times: 7, boxes: 7 },
      { path: 'gen1/val/17-04-01_td.dat', times: 7, boxes: 7 },
    ])
    const choice = boxChoiceFor(found)
    expect(choice).toMatchObject({ classes: 'gen1', window: 200, bins: 4, width: 128, height: 128, after: 500, diagonal: 30, side: 10 })
    // Labels at 0.25 and 0.5 s are not after half a second.
    const counts = (change: Partial<BoxChoice>) => {
      const { bytes: _, ...counts } = cost({ ...choice, ...change })
      return counts
    }
    expect(counts({})).toEqual({ train: 5, validation: 5, test: 5, all: { train: 5, validation: 5, test: 5 } })
    expect(counts({ validation: 'train' })).toEqual({ train: 10, test: 5, all: { train: 10, test: 5 } })
    expect(counts({ validation: 'none' })).toEqual({ train: 5, test: 5, all: { train: 5, test: 5 } })
    expect(counts({ after: -1, every: 300 })).toMatchObject({ train: 4, validation: 4, test: 4 })
  })

  it('has in each bin the events of a quarter of the 200 ms before a label, where they fall, and a box around them', async () => {
    const survey = await surveyed(await gen1Files())
    const { data, classNames, note, wrong } = await kept(survey)
    expect(data).toMatchObject({
      kind: 'ownBoxes',
      name: 'gen1',
      bins: 4,
      height: 128,
      width: 128,
      most: 16,
      classes: 2,
      train: 5,
      validation: 5,
      test: 5,
    })
    expect({ classNames, wrong }).toEqual({ classNames: ['car', 'pedestrian'], wrong: [] })
    expect(note).toContain('The 200 ms before a label in 4 bins of equal time, of a sensor of 304 × 240 pixels.')
    expect(note).toContain('The folders say what is for training and what for testing; those for validation are the validation part.')
    expect(note).toContain('6 label times are not later than 500 ms, and are left out.')
    expect(note).toContain('Evaluations follow Prophesee’s protocol.')
    const samples = [...(await samplesOf(data, 'test')), ...(await samplesOf(data, 'validation'))]
    expect(samples).toHaveLength(10)
    const { events } = spotRecording({ width: 304, height: 240, from: 100_000, to: 2_000_000, step: 500 })
    const scale = 128 / 304
    for (const [n, { counts, boxes }] of samples.entries()) {
      const label = 250_000 * ((n % 5) + 3)
      const { x, y } = spotAt({ width: 304, height: 240 }, label)
      expect(boxes).toEqual([[((n % 5) + 2) % 2, ...[x + 2, y + 2, 40, 40].map((at) => Math.fround(at * scale)), 0, 0, 1]])
      const want = new Uint8Array(4 * 128 * 128 * 2)
      // 400 events from t - 200 ms to t - 0.5 ms: bins of floor(199500 / 4) us.
      for (let i = 0; i < events.count; i++) {
        const since = events.t[i]! - (label - 200_000)
        if (since < 0 || since >= 4 * 49_875) continue
        const [row, column] = [Math.floor(events.y[i]! * scale), Math.floor(events.x[i]! * scale)]
        want[((Math.floor(since / 49_875) * 128 + row) * 128 + column) * 2 + events.polarity[i]!]!++
      }
      expect(Buffer.compare(counts as Uint8Array, want)).toBe(0)
    }
  })

  it('is evaluated as by Prophesee where its filter is, with sizes in pixels of the image, and samples that say where they are from', async () => {
    const survey = await surveyed(await gen1Files())
    const { data } = await kept(survey)
    expect(data.protocol).toEqual({ minDiagonal: (30 * 128) / 304, minSide: (10 * 128) / 304, skip: 500_000, tolerance: 50_000 })
    const set = (await readBoxSet(folder, data))!
    // In the folder the test recording is the first, then come those for training and validation; labels are 250 ms apart.
    for (const [n, part] of (['test', 'train', 'validation'] as const).entries())
      expect([...set[part]!.streams.origin!.values]).toEqual([0.75, 1, 1.25, 1.5, 1.75].flatMap((t) => [n, Math.floor(t), (t % 1) * 1e6]))
    const all = await kept(survey, { after: -1, diagonal: 0, side: 0 })
    expect(all.data.protocol).toBeUndefined()
  })

  it('is read as an earlier version stored it, when only test samples said which recording they are of', async () => {
    const old = memoryFolder()
    const { found, folder: recordings } = await surveyed(await gen1Files())
    const choice = boxChoiceFor(found)
    const { data } = await storeBoxes(old, (writer) => convertBoxes(recordings, found, choice, writer, quiet))
    for await (const [, files] of old.entries() as AsyncIterable<[string, FileSystemDirectoryHandle]>) {
      for (const part of ['train', 'validation']) await files.removeEntry(`${part}-origin-0.bin`)
      const { origins, ...listed } = JSON.parse(await (await (await files.getFileHandle('set.json')).getFile()).text())
      expect(origins).toBe(true)
      await writeFile(files, 'set.json', [new TextEncoder().encode(JSON.stringify(listed))])
    }
    const { train, test } = (await readBoxSet(old, data))!
    expect(Object.keys(train.streams)).toEqual(['bins', 'boxes', 'boxCount'])
    expect(test.streams.origin!.values).toHaveLength(15)
  })

  it('has the same fingerprint however it is evaluated', async () => {
    const survey = await surveyed(await gen1Files())
    const { data } = await kept(survey, { validation: 'train' })
    const { fingerprint } = data
    // This is the key of sets from before protocols and recordings were stored.
    expect(fingerprint).toBe('86b5d90b7dfa84a0008d505b1192960b')
    expect((await readBoxSet(folder, { ...data, protocol: undefined }))!.test.count).toBe(data.test)
  })

  it('shows one label as it becomes a sample, or why it becomes none', async () => {
    const survey = await surveyed(await gen1Files())
    const choice = boxChoiceFor(survey.found)
    const { data } = await kept(survey)
    const shown = await survey.preview(choice, 0, 3)
    const [, sample] = await samplesOf(data, 'test')
    expect([...shown.truths]).toEqual(sample!.boxes[0])
    expect(Buffer.compare(shown.counts, sample!.counts as Uint8Array)).toBe(0)
    expect(shown).toMatchObject({ t: 1e6, events: 400, notes: [] })
    const early = await survey.preview({ ...choice, diagonal: 60 }, 0, 1)
    expect(early.notes).toEqual([
      'Its label comes too early: it makes no sample.',
      'No box of it counts: it makes no sample.',
      '1 of 1 boxes are smaller than the filter asks for, and are left out.',
    ])
  })
})

test('of 1 Mpx three classes of seven are scored, and recordings without folders for it are split by a seed', async () => {
  const survey = await surveyed(await gen4Files())
  const choice = boxChoiceFor(survey.found)
  expect(choice).toMatchObject({ classes: 'gen4', width: 128, height: 96, diagonal: 60, side: 20 })
  const { data, classNames, note } = await kept(survey, { testShare: 50 })
  expect(classNames).toEqual(['pedestrian', 'two-wheeler', 'car'])
  // Of the labels after half a second only that of the third class is scored.
  expect(data).toMatchObject({ train: 2, test: 2, classes: 3 })
  expect(note).toContain('50 % of the recordings are for testing, by the seed 2025.')
  expect(note).toContain('16 of 20 boxes are of classes that are not scored, and are left out.')
  expect(note).toContain('16 of 20 label times have no box that counts, and make no sample.')
  expect((await samplesOf(data, 'test'))[0]!.boxes.map(([type]) => type)).toEqual([2])
  const halves = (seed: number) =>
    planBoxes(survey.folder, { ...choice, seed, testShare: 50 }).recordings.map(({ n, part }) => `${n} ${part}`)
  expect(halves(1)).toEqual(halves(1))
  expect(new Set([1, 2, 3, 4, 5].map((seed) => halves(seed).join())).size).toBeGreaterThan(1)
  const own = classNamesOf(survey.found, { classes: 'own' })
  expect(own).toEqual([0, 1, 2, 3, 4, 5, 6].map((id) => `class ${id}`))
})

test('of N-Caltech101 a recording is a sample, its folder is its class, and what is background is left out', async () => {
  const files = await caltechFiles()
  delete files['nc/Caltech101/ant/image_0005.bin']
  delete files['nc/Caltech101_annotations/anchor/annotation_0002.bin']
  // Next to annotations, recordings count as events with labels unless the user says otherwise.
  expect(await openChosen(chosen(files))).toHaveProperty('events')
  const survey = await surveyed(files, 'boxes')
  expect(survey.found).toMatchObject({ files: 'caltech', name: 'nc', split: false, sensor: { width: 240, height: 180 } })
  expect(survey.found.classes.map(({ name, boxes }) => [name, boxes])).toEqual([
    ['anchor', 4],
    ['ant', 4],
  ])
  expect(survey.found.left).toEqual([
    '1 recordings of BACKGROUND_Google are left out: there is nothing in them to be found.',
    'nc/Caltech101_annotations/ant/annotation_0005.bin has no recording: image_0005.bin is missing.',
    'nc/Caltech101/anchor/image_0002.bin has no boxes: annotation_0002.bin is missing.',
  ])
  const { data, note } = await kept(survey, { testShare: 25 })
  expect(data).toMatchObject({ train: 6, test: 2, classes: 2, most: 1, height: 96, width: 128 })
  expect(note).toContain('The whole recording in 4 bins of equal time')
  const scale = 128 / 240
  const test = await samplesOf(data, 'test')
  expect(test.map(({ boxes }) => boxes)).toEqual([
    [[0, ...[55, 70, 90, 100].map((at) => Math.fround(at * scale)), 0, 0, 1]],
    [[1, ...[60, 70, 100, 100].map((at) => Math.fround(at * scale)), 0, 0, 1]],
  ])
  // 600 events of 601: the last is at the border.
  const total = (counts: ArrayLike<number>) => Array.from(counts).reduce((a, b) => a + b, 0)
  expect(total(test[0]!.counts)).toBe(600)
  const short = await kept(survey, { window: 100 })
  expect(total((await samplesOf(short.data, 'train'))[0]!.counts)).toBe(199)
})

describe('what is wrong', () => {
  it('is said file by file, and the rest is used', async () => {
    const good = await steady(2e6)
    const none = Number.NaN
    const files: Files = {
      'my/train/a_td.dat': good,
      'my/train/a_bbox.npy': bboxFile([
        boxAt(-5),
        boxAt(1e6),
        boxAt(1e6, { x: 400 }),
        boxAt(1e6, { w: 0 }),
        boxAt(1e6, { x: none }),
        boxAt(1e6, { class: 5 }),
        boxAt(1.2e6, { y: 300 }),
        boxAt(1.4e6, { x: -20 }),
        boxAt(9e6),
      ]),
      'my/train/b_td.dat': good.subarray(0, Math.floor(good.length / 2) + 3),
      'my/train/b_bbox.npy': bboxFile([boxAt(6e5), boxAt(7e5, { w: 70 }), boxAt(7e5), boxAt(7e5, { w: 80 })]).subarray(0, -11),
      'my/train/c_td.dat': good,
      'my/train/d_bbox.npy': bboxFile([boxAt(1e6)]),
      'my/train/e_td.dat': good,
      'my/train/e_bbox.npy': bboxFile([boxAt(1e6)]).subarray(0, 40),
      'my/train/f_td.dat': good,
      'my/train/f_bbox.npy': bboxFile([]),
      'my/train/g_td.dat': new Uint8Array(0),
      'my/train/g_bbox.npy': bboxFile([boxAt(1e6)]),
      'my/test/h_td.dat': good,
      'my/test/h_bbox.npy': bboxFile([boxAt(1e6, { class: 1 })], 'old'),
      'my/other/i_td.dat': good,
      'my/other/i_bbox.npy': bboxFile([boxAt(1e6)]),
    }
    const survey = await surveyed(files)
    expect(survey.found.left.join('\n')).toBe(
      [
        'my/train/d_bbox.npy has no recording next to it: d_td.dat is missing.',
        'my/train/c_td.dat has no boxes next to it: c_bbox.npy is missing.',
        'my/other/i_td.dat is left out: it lies in no folder for training or testing.',
        'my/train/a_bbox.npy: Boxes without a place or a size, skipped: 1.',
        'my/train/b_bbox.npy: Boxes cut off at the end of the file: 1.',
        expect.stringMatching(/^my\/train\/e_bbox\.npy /),
        'my/train/f_bbox.npy has no box: its recording makes no sample.',
      ]
        .map((line) => (typeof line === 'string' ? line : survey.found.left.find((sentence) => sentence.includes('e_bbox'))))
        .join('\n'),
    )
    const { data, wrong, note } = await kept(survey, { diagonal: 0, side: 0, after: -1, most: 1, classes: 'gen1' })
    // a: at 1 and 1.4 s; b: at 0.6 and 0.7 s.
    expect(data).toMatchObject({ train: 4, test: 1, most: 1 })
    const said = (file: string) => wrong.filter((sentence) => sentence.includes(`/${file}_td.dat`))
    expect(said('a')).toEqual([
      'my/train/a_td.dat: 1 of 8 boxes are of a class that is not known, and are left out. 1 of 8 boxes have no width or no height, and are left out. ' +
        '2 of 8 boxes lie outside the image, and are left out. 1 of 5 label times have no box that counts, and make no sample. ' +
        '1 of 5 label times come before the first event, and make no sample. 1 of 5 label times have no event in their bins, and make no sample.',
    ])
    expect(said('b')).toEqual([
      expect.stringMatching(/^my\/train\/b_td\.dat: Events cut off at the end of the file: 1/),
      'my/train/b_td.dat: 1 of 3 boxes are more than a sample has room for, and are left out: the smallest of theirs.',
    ])
    expect(said('g')).toEqual(['my/train/g_td.dat is empty, and no recording of events.'])
    expect(note).toContain('1 of 4 recordings could not be read to their end. my/train/g_td.dat is empty, and no recording of events.')
    expect(note).toContain('1 of 13 boxes reach beyond the image, and are cut at its edge.')
    const [first, second] = await samplesOf(data, 'train')
    expect(first!.boxes).toHaveLength(1)
    expect(second!.boxes).toEqual([[0, ...[20, 100, 40, 40].map((at) => Math.fround((at * 128) / 304)), 0, 0, 1]])
    await expect(kept(survey, { after: -1, classes: 'gen1', damaged: 'stop' })).rejects.toThrow(
      /g_td\.dat is empty.* Nothing was imported\.$/,
    )
  })

  it('ends the import in a sentence where nothing is left', async () => {
    const good = await steady(2e6)
    await expect(openChosen(chosen({ 'a/x.npy': good }), { asked: 'boxes' })).rejects.toThrow(
      'No file here has the name of one with boxes.',
    )
    await expect(surveyed({ 'a/x_bbox.npy': bboxFile([boxAt(1)]) })).rejects.toThrow(
      'No recording here has its boxes. a/x_bbox.npy has no recording next to it: x_td.dat is missing.',
    )
    await expect(surveyed({ 'a/x_bbox.npy': bboxFile([boxAt(1)]), 'a/x_td.dat': new Uint8Array(0) })).rejects.toThrow('a/x_td.dat is empty')
    const pair = { 'a/x_bbox.npy': bboxFile([boxAt(1e6)]), 'a/x_td.dat': good }
    await expect(kept(await surveyed(pair))).rejects.toThrow('gives no set with these settings. There is no label for testing')
    const two = { ...pair, 'a/y_bbox.npy': bboxFile([boxAt(1e6)]), 'a/y_td.dat': good }
    await expect(kept(await surveyed(two), { diagonal: 500 })).rejects.toThrow(
      'Nothing is left for training. 2 of 2 label times have no box',
    )
    await expect(importSet(chosen(two))).rejects.toThrow('a holds recordings with boxes in them, and no samples with labels.')
    await expect(kept(await surveyed(two), { width: 512, height: 512 }, { most: 1e6 })).rejects.toThrow(
      'Not even one sample of each part fits.',
    )
  })

  it('is a class that is none of the set that the sensor tells: then every number is one', async () => {
    const files = { 'a/x_td.dat': await steady(2e6), 'a/x_bbox.npy': bboxFile([boxAt(1e6, { class: 3 })]) }
    const { found } = await surveyed(files)
    expect(boxChoiceFor(found)).toMatchObject({ classes: 'own', diagonal: 0, after: -1 })
    expect(found.classes).toEqual([{ id: 3, name: 'class 3', boxes: 1 }])
  })
})

test('what does not fit is thinned out evenly, of both parts alike', async () => {
  const survey = await surveyed(await gen1Files())
  const choice = { ...boxChoiceFor(survey.found), after: -1, validation: 'train' } as const
  const each = survey.cost(choice).bytes / 21
  const plan = planBoxes(survey.folder, choice, 9 * each)
  expect(plan).toMatchObject({ all: { train: 14, test: 7 }, train: 6, test: 3, bytes: 9 * each })
  const times = plan.recordings.flatMap(({ n, times }) => Array.from(times, (t) => `${n} ${t / 250_000}`))
  expect(times).toEqual(['1 3', '1 5', '1 7', '2 3', '2 5', '2 7', '0 3', '0 5', '0 7'])
  const { data, note } = await kept(survey, choice, { most: 9 * each })
  expect(data).toMatchObject({ train: 6, test: 3 })
  expect(planBoxes(survey.folder, { ...choice, validation: 'part' }, 9 * each)).toMatchObject({ train: 3, validation: 3, test: 3 })
  expect(note).toContain('9 of 21 labels are used, evenly of each part')
})

test('a set is kept by its samples, listed, read, and gone when it is removed; a stop keeps nothing', async () => {
  const survey = await surveyed(await gen1Files())
  for (const { data } of await storedBoxes(folder)) await removeBoxes(folder, data.fingerprint)
  const one = await kept(survey)
  const same = await kept(survey, { name: 'another name' })
  expect(same.data.fingerprint).toBe(one.data.fingerprint)
  expect((await storedBoxes(folder)).map(({ data }) => data.name)).toEqual(['another name'])
  const other = await kept(survey, { side: 11, diagonal: 31, bins: 3 })
  expect(other.data.fingerprint).not.toBe(one.data.fingerprint)
  expect(await storedBoxes(folder)).toHaveLength(2)
  const set = (await readBoxSet(folder, same.data))!
  expect(set.outputNames).toEqual(['car', 'pedestrian'])
  expect(set.train.streams.bins!.shape).toEqual([4, 128, 128, 2])
  expect(await readBoxSet(folder, { ...same.data, fingerprint: '0'.repeat(32) })).toBeUndefined()
  await expect(readBoxSet(folder, { ...same.data, classes: 3 })).rejects.toThrow('another name in this browser has 2 for classes')
  const stop = new AbortController()
  const stopped = storeBoxes(folder, (writer) =>
    convertBoxes(
      ...([survey.folder, survey.found, { ...boxChoiceFor(survey.found), bins: 2 }, writer] as const),
      (_, done) => done >= 1 && stop.abort(new Error('stopped')),
      { signal: stop.signal },
    ),
  )
  await expect(stopped).rejects.toThrow('stopped')
  expect(await storedBoxes(folder)).toHaveLength(2)
  const full = memoryFolder({ left: 1000 })
  const filled = storeBoxes(full, (writer) => convertBoxes(survey.folder, survey.found, boxChoiceFor(survey.found), writer, quiet))
  await expect(filled).rejects.toThrow('The browser gives this page no room')
  await removeBoxes(folder, same.data.fingerprint)
  expect(await storedBoxes(folder)).toEqual([other])
})

test('an annotation that is cut off is named, and its recording left out', async () => {
  const files = await caltechFiles()
  files['nc/Caltech101_annotations/ant/annotation_0003.bin'] = annotationFile(1, 2, 30, 40).subarray(0, 15)
  const { found } = await surveyed(files, 'boxes')
  expect(found.left).toContain(
    'nc/Caltech101_annotations/ant/annotation_0003.bin is truncated: it ends at byte 15, in the outline of a box.',
  )
  expect(found.recordings).toHaveLength(9)
})
