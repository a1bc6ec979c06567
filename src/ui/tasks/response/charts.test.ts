/** Charts and texts about responses, on constructed trials. No browser. */
import { describe, expect, it } from 'vitest'
import { ownResponseSchema } from '../../../data/response/schema'
import { retinaSchema } from '../../../data/retina/schema'
import { USED_NATS } from '../../../readings/latent'
import { drawn as drawnIn } from '../../../testing/drawn'
import { madeDetail, madeFields, madeTrials } from '../../../testing/response'
import type { Pen } from '../../base/draw'
import { fieldRows, fieldsSentence, fieldsTable, lagLabel, likenessText, peakOf, rangeText, reachOfMovie } from './fields'
import { fieldsHeight, frameUnder } from './fields-chart'
import { curveOf, dimensionsOf, latentRows, latentTable, usedText } from './latents'
import { drawnDimensions, drawTrajectories, klHeight } from './latents-charts'
import { binMsOf, msText, turned, windowLabel, within } from './movie-window'
import { bandsOf, drawPlayhead, drawRasters, rasterHeight, rasterPlace, rowUnder, thinned } from './raster-chart'
import { correlationHere, firingIn, type RasterSelection, ratesOf, rowsOf, unscored } from './raster-rows'
import { binRows, binText, headsOf, rasterSentence, rateRows, spikeRows } from './raster-text'
import { drawAutocorrelogram, drawCellDots, drawIntervals, drawValueRows, shownIntervals } from './statistics-charts'
import {
  autocorrelogramSentence,
  cellRows,
  distanceRows,
  distanceSentence,
  dotCaption,
  dotsSentence,
  headlinesOf,
  irregularityRows,
  irregularitySentence,
  isiSentence,
  leftOutText,
  meanOf,
  reversedSorting,
  scopeLabel,
  sortedCells,
} from './statistics-text'

const trials = madeTrials({ cells: 4, trials: 6, samples: 5, bins: 200, from: 20, burnIn: 60, silent: 3 })
const cellLook: RasterSelection = { by: 'cell', cell: 1, trial: 0 }
const trialLook: RasterSelection = { by: 'trial', cell: 1, trial: 2 }

const drawn = (draw: (pen: Pen) => void, width = 240, height = 360): string => drawnIn(draw, width, height)

describe('rasters', () => {
  it('have a row for each trial of a cell, or for each cell of a trial', () => {
    const one = rowsOf(trials, cellLook)
    expect({ dataLength: one.data.length, modelLength: one.model.length, names: one.names }).toEqual({
      dataLength: 6,
      modelLength: 5,
      names: null,
    })
    const at = (2 * 4 + 1) * 200
    expect([...one.data[2]!]).toEqual([...trials.data.counts.subarray(at, at + 200)])
    const all = rowsOf(trials, trialLook)
    expect({ dataLength: all.data.length, modelLength: all.model.length, names: all.names }).toEqual({
      dataLength: 4,
      modelLength: 4,
      names: ['ON 0', 'OFF 1', 'ON 2', 'OFF 3'],
    })
    expect([...all.data[1]!]).toEqual([...one.data[2]!])
    // There are fewer samples than trials, so the last trials have no sample to compare with.
    expect(rowsOf(trials, { ...trialLook, trial: 5 }).model).toEqual([])
  })

  it('have the means over the trials of a cell, or over all', () => {
    const rates = ratesOf(trials, cellLook)
    const rows = rowsOf(trials, cellLook)
    const busy = rates.data.findIndex((rate) => rate > 0)
    expect(rates.data[busy]).toBeCloseTo(firingIn(rows.data, busy) / 6, 12)
    expect(rates.truth![busy]).toBeCloseTo(1 - Math.exp(-trials.truth!.rate[200 + busy]!), 6)
    const all = ratesOf(trials, trialLook)
    const spikes = trials.data.counts.reduce((sum, count) => sum + count, 0)
    expect(all.data.reduce((sum, rate) => sum + rate, 0)).toBeCloseTo(spikes / 24, 9)
  })

  it('take the chances of the model for its mean where it tells them', () => {
    const probabilities = new Float32Array(4 * 200).fill(0.25)
    expect(ratesOf({ ...trials, model: { ...trials.model, probabilities } }, cellLook).model[7]).toBe(0.25)
  })

  it('are scored from the burn-in bin of the movie on', () => {
    expect([unscored(trials), unscored({ ...trials, from: 100 }), unscored({ ...trials, from: 0, bins: 50 })]).toEqual([40, 0, 50])
    const rates = ratesOf(trials, cellLook)
    expect(correlationHere(trials, { ...rates, model: rates.data })).toBeCloseTo(1, 12)
    expect(correlationHere({ ...trials, from: 0, bins: 50 }, rates)).toBeNull()
    // A cell that never fires has none.
    expect(correlationHere(trials, ratesOf(trials, { ...cellLook, cell: 3 }))).toBeNull()
  })

  it.each([
    ['one cell', cellLook],
    ['one trial', trialLook],
  ])('are drawn above each other on one axis, with all that is laid over: %s', (_, selected) => {
    const [rows, rates] = [rowsOf(trials, selected), ratesOf(trials, selected)]
    const drawing = {
      rows,
      rates,
      truth: true,
      slow: true,
      unscored: 40,
      heads: headsOf(trials, rows),
      viewport: { from: 20, to: 220 },
      row: selected.by === 'trial' ? 1 : null,
    }
    const height = rasterHeight(600, rows, true)
    const svg = drawn(
      (pen) => {
        const place = rasterPlace(pen, drawing)
        const bands = bandsOf(place)
        expect(bands).toHaveLength(4)
        for (const [at, { top, height }] of bands.entries())
          expect(top + height).toBeLessThanOrEqual(bands[at + 1]?.top ?? place.bottom + 0.5)
        expect(rowUnder(place, rows, place.model.top + 1)).toBe(0)
        expect(rowUnder(place, rows, place.rate.top + 1)).toBeNull()
        drawRasters(pen, drawing, place)
        drawPlayhead(pen, place, bands, 200, 10)
      },
      600,
      height,
    )
    for (const words of ['data', 'model', 'rate', 'slow state', 'not scored']) expect(svg).toContain(`>${words}<`)
    if (selected.by === 'trial') expect(svg).toContain('>OFF 1<')
  })

  it('are drawn where the model gives no samples', () => {
    const none = { ...trials, model: { trials: 0, counts: new Uint8Array() } }
    const [rows, rates] = [rowsOf(none, cellLook), ratesOf(none, cellLook)]
    expect(headsOf(none, rows).model).toBe('none')
    const drawing = {
      rows,
      rates,
      truth: false,
      slow: false,
      unscored: 0,
      heads: headsOf(none, rows),
      viewport: { from: 0, to: 200 },
      row: null,
    }
    drawn((pen) => drawRasters(pen, drawing, rasterPlace(pen, drawing)))
    expect(rasterSentence(none, cellLook, rows, rates, 0)).toContain('no correlation in these bins')
  })

  it('are a sentence, a table and files', () => {
    const [rows, rates] = [rowsOf(trials, cellLook), ratesOf(trials, cellLook)]
    const { data, model } = binText(trials, rows, 40)
    expect(rasterSentence(trials, cellLook, rows, rates, 40)).toMatch(
      new RegExp(
        `^Rasters of OFF 1, bins 21–220 of the test movie\\. Data: 6 trials, 0\\.0\\d\\d a bin\\. Model: 5 samples, 0\\.\\d{3} a bin\\. CC −?0\\.\\d\\d in these bins\\. Spiking at t = 61: data ${data}, model ${model}\\.$`,
      ),
    )
    const { heads, rows: groups } = rateRows(trials, rates)
    expect(heads).toEqual(['bins', 'data', 'model', 'true rate', 'slow state'])
    expect({ count: groups.length, first: groups[0]!.name, last: groups.at(-1)!.name }).toEqual({
      count: 20,
      first: '21–30',
      last: '211–220',
    })
    const spikes = [...trials.data.counts, ...trials.model.counts].reduce((sum, count) => sum + count, 0)
    expect(spikeRows(trials)).toHaveLength(1 + spikes)
    expect(binRows(trials, rates)).toHaveLength(201)
    expect(binRows(trials, rates)[1]![0]).toBe(21)
  })

  it('have the means of as many bins as fall on a pixel', () => {
    expect([...thinned(Float64Array.of(1, 3, 5, 7, 9), 3)]).toEqual([2, 6, 9])
    expect([...thinned(Float64Array.of(1, 3), 300)]).toEqual([1, 3])
  })
})

describe('the piece of the movie', () => {
  it('stays inside it, and is stepped through', () => {
    expect(within({ from: 1700, bins: 300 }, 1800)).toEqual({ from: 1500, bins: 300 })
    expect(within({ from: 10, bins: 600 }, 120)).toEqual({ from: 0, bins: 120 })
    expect(within({ from: 10, bins: 600 }, undefined)).toEqual({ from: 10, bins: 600 })
    expect(turned({ from: 0, bins: 300 }, -1, 1800).from).toBe(0)
    expect(turned({ from: 0, bins: 300 }, 1, 1800).from).toBe(300)
    expect(windowLabel({ from: 1500, bins: 300 })).toBe('bins 1,501–1,800')
  })
  it('has bins of a duration: of frames at 30 a second, or as they were recorded', () => {
    const msOf = (data: object) => msText(binMsOf({ open: { data } } as Parameters<typeof binMsOf>[0]))
    expect(msOf(retinaSchema.parse({ kind: 'retinaSim' }))).toBe('33.3 ms')
    expect(msOf(ownResponseSchema.parse({ kind: 'ownResponse', binMs: 8.25 }))).toBe('8.25 ms')
    expect(msText(3 * (1000 / 30))).toBe('100 ms')
  })
})

describe('the statistics', () => {
  const detail = madeDetail({ cells: 6, trials: 8, samples: 8, bins: 600, silent: 3 })

  it('are drawn', () => {
    const { statistics, cells } = detail
    expect(shownIntervals(statistics.isi)).toBeGreaterThan(8)
    expect(shownIntervals({ data: [0.9, 0.1], model: [1, 0] })).toBe(2)
    expect(drawn((pen) => drawIntervals(pen, statistics.isi, 'bins of 33.3 ms'))).toMatch(
      />share of intervals<.*>interval, bins of 33\.3 ms</s,
    )
    expect(drawn((pen) => drawAutocorrelogram(pen, statistics.autocorrelogram, 'bins of 10 ms'))).toContain('>lag, bins of 10 ms<')
    const dots = drawn((pen) =>
      drawCellDots(pen, {
        what: 'Fano factor',
        unit: null,
        chosen: 0,
        reference: { at: 1, words: 'Poisson' },
        data: cells.map(({ fano }) => fano),
        model: cells.map(({ modelFano }) => modelFano),
      }),
    )
    const none = drawn((pen) =>
      drawCellDots(pen, { what: 'rate', unit: 'spikes a bin', chosen: 0, data: [0.5, 1], model: [Number.NaN, 1] }),
    )
    for (const of of ['data', 'model']) expect(none).toContain(`>${of}, spikes a bin<`)
    expect(none.match(/a2\.25 2\.25/g)).toHaveLength(2)
    // One of six cells has no value, and the selected one has a ring.
    expect(dots.match(/a2\.25 2\.25/g)).toHaveLength(2 * 5)
    expect(drawn((pen) => drawValueRows(pen, { rows: distanceRows(detail), reference: { at: 1, words: 'floor' } }))).toContain('>floor<')
    expect(drawn((pen) => drawValueRows(pen, { rows: irregularityRows(detail), reference: { at: 1, words: 'Poisson' } }))).toMatch(/>CV2</)
  })

  it('are sentences', () => {
    expect(isiSentence(detail)).toMatch(/Of 1 bin: data 0\.\d\d, model 0\.\d\d\. Of 2 bins: .* Mean KS of the cells 0\.\d\d\.$/)
    expect(autocorrelogramSentence(detail)).toMatch(
      /At lag 1: data \d\.\d\d, model \d\.\d\d, trials shifted \d\.\d\d\..* Mean squared difference \d\.\d{3}\.$/,
    )
    expect(irregularitySentence(detail)).toMatch(/CV data \d\.\d\d, model \d\.\d\d; CV2 .*; LV /)
    expect(distanceSentence(detail)).toMatch(/van Rossum \d\.\d\d, SPIKE \d\.\d\d, ISI \d\.\d\d, Victor-Purpura \d\.\d\d\. 1 is/)
    expect(dotsSentence('Fano factor', [0.3, 0.5, Number.NaN], [0.4, 0.4, 1])).toBe(
      'Fano factor of 2 cells, means: data 0.400, model 0.400. The model’s is above that of the data in 1.',
    )
    expect(dotCaption('ON 0', 'Fano factor', 0.3, 0.4)).toBe('The large dot: ON 0')
    expect(dotCaption('ON 0', 'Fano factor', 0.3, Number.NaN)).toBe('ON 0 has no dot: no Fano factor in the model.')
    expect(dotCaption('ON 0', 'Fano factor', Number.NaN, Number.NaN)).toBe('ON 0 has no dot: no Fano factor in the data and the model.')
    expect(scopeLabel(detail)).toBe('5 cells, bins 61–600, 8 samples against 8 trials')
  })

  it('say which cells are in no mean', () => {
    expect(leftOutText(detail)).toBe('Left out of all means: OFF 3, which never fires.')
    expect(leftOutText({ ...detail, leftOut: [], cells: detail.cells.slice(0, 3) })).toBe('Every cell fires: none is left out.')
    const cells = detail.cells.map((cell, at) => (at < 2 ? { ...cell, ccNorm: Number.NaN } : cell))
    expect(leftOutText({ leftOut: ['OFF 3', 'ON 4'], cells })).toBe(
      'Left out of all means: OFF 3 and ON 4, which never fire. Not defined and left out: CCnorm of 2 cells.',
    )
    expect(meanOf(cells, 'ccNorm')).toBeCloseTo((cells[2]!.ccNorm + cells[4]!.ccNorm + cells[5]!.ccNorm) / 3, 12)
  })

  it('are sorted by a column, cells without a value last either way', () => {
    const names = (sorting: Parameters<typeof sortedCells>[1]) => sortedCells(detail.cells, sorting).map(({ name }) => name)
    const falling = names({ by: 'cc', falling: true })
    const rising = names({ by: 'cc', falling: false })
    expect(falling.slice(0, -1)).toEqual(rising.slice(0, -1).reverse())
    expect([falling.at(-1), rising.at(-1)]).toEqual(['OFF 3', 'OFF 3'])
    expect(names({ by: 'name', falling: true })[0]).toBe('OFF 5')
    expect(reversedSorting({ by: 'name', falling: false }, 'cc')).toEqual({ by: 'cc', falling: true })
    expect(reversedSorting({ by: 'cc', falling: true }, 'cc')).toEqual({ by: 'cc', falling: false })
    expect(cellRows(detail.cells)[0]!.slice(0, 4)).toEqual(['name', 'rate', 'modelRate', 'cc'])
  })

  it('have the metrics that were measured', () => {
    expect(
      headlinesOf({ part: 'test', values: { testCorrelation: 0.7831, testIsiKs: 0.0628 } }).map(({ name, value }) => [name, value]),
    ).toEqual([
      ['CC', '0.78'],
      ['ISI KS', '0.063'],
    ])
  })
})

describe('the latent variable', () => {
  const made = madeTrials({ cells: 1, trials: 1, samples: 1, bins: 120, latent: 16, used: 3 })
  const latent = made.latent!
  const dimensions = dimensionsOf(latent)

  it('has those dimensions first that are used most', () => {
    expect(dimensions.map(({ kl }) => kl)).toEqual(dimensions.map(({ kl }) => kl).sort((a, b) => b - a))
    expect(dimensions.filter(({ used }) => used)).toHaveLength(3)
    expect(dimensions[0]!.kl).toBeCloseTo(curveOf(latent.kl, 16, dimensions[0]!.index).reduce((sum, nats) => sum + nats, 0) / 120, 6)
    expect(drawnDimensions(dimensions)).toHaveLength(3)
    expect(klHeight(16)).toBeGreaterThan(200)
  })

  it('says which are used, and where none is', () => {
    expect(usedText(dimensions)).toMatch(
      /^3 of 16 dimensions are used, with a mean KL above 0\.01 nats a bin: z1 0\.\d\d, z14 0\.\d\d, z11 0\.\d\d\. Together 0\.\d\d nats a bin\.$/,
    )
    const collapsed = dimensions.map((dimension) => ({ ...dimension, kl: USED_NATS / 100, used: false }))
    expect(usedText(collapsed)).toBe(
      'z is not used: all variability is the output’s draw. Its KL is 0.0016 nats a bin, and of no dimension above 0.01.',
    )
  })

  it('is drawn, a table and a file', () => {
    expect(drawn((pen) => drawTrajectories(pen, latent, dimensions, { from: 0, to: 120 }))).toContain('>z14<')
    const table = latentTable(latent.kl, 16, made, dimensions, 'KL', 'nats')
    expect({ caption: table.caption, headsLength: table.heads.length, rowsLength: table.rows.length }).toEqual({
      caption: 'KL; the file has the other 8 dimensions',
      headsLength: 9,
      rowsLength: 20,
    })
    const rows = latentRows(latent.mean, 16, made)
    expect({ rows: rows.length, lastHead: rows[0]![16], first: rows[1]![0] }).toEqual({ rows: 121, lastHead: 'z16', first: 1 })
  })
})

describe('receptive fields', () => {
  const fields = madeFields(4)

  it('say where and when they are strongest', () => {
    const { frame, value } = peakOf(fields, 'gradient')
    expect(value).toBeGreaterThan(0)
    expect([lagLabel(fields, frame), lagLabel(fields, 14)]).toEqual(['−2', '0'])
    expect(fieldsSentence(fields, 'ON 4')).toMatch(
      /^Receptive field of ON 4, 15 frames of 12 × 12\. The spike-triggered average is strongest at row \d+, column \d+, 2 bins before: 0\.\d\d, brighter\. The gradient .* Correlation of the two: 0\.\d\d\.$/,
    )
    const never = { ...fields, average: new Float32Array(fields.average.length) }
    expect(reachOfMovie(never, 'average')).toBe(0)
    expect(fieldsSentence(never, 'ON 4')).toContain('The cell never fires: it has no average.')
    expect(likenessText(never)).toBe('')
  })

  it('keep two significant digits of values of any size', () => {
    const faint = { ...fields, gradient: fields.gradient.map((value) => 1e-5 * value) }
    expect(rangeText(0.00031)).toBe('−0.00031 to 0.00031')
    expect(rangeText(0)).toBe('0 to 0')
    expect(fieldsSentence(faint, 'ON 4')).not.toContain('0.000,')
    expect(fieldsTable(faint, 'ON 4').digits).toBe('significant')
  })

  it('have frames in rows that fill the width, and are found under a point', () => {
    expect(fieldsHeight(fields, 240)).toBeGreaterThan(fieldsHeight(fields, 900) - 100)
    const places = new Set<number>()
    for (let y = 0; y < fieldsHeight(fields, 240); y += 4)
      for (let x = 0; x < 240; x += 4) {
        const frame = frameUnder(fields, 240, 1, x, y)
        if (frame !== null) places.add(frame)
      }
    expect([...places].sort((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, frame) => frame))
    expect(frameUnder(fields, 240, 1, 5, 5)).toBeNull()
  })

  it('are a table and a file', () => {
    const { rows, heads } = fieldsTable(fields, 'ON 4')
    expect({ headsLength: heads.length, rowsLength: rows.length, name: rows.at(-1)!.name }).toEqual({
      headsLength: 3,
      rowsLength: 15,
      name: '0',
    })
    expect(fieldRows(fields)).toHaveLength(1 + 15 * 144)
    expect(fieldRows(fields)[1]!.slice(0, 3)).toEqual([-14, 1, 1])
  })
})
