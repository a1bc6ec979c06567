/** A link's view survives writing and reading; unknown parts are left out and reported. */
import { describe, expect, it } from 'vitest'
import { HIDEABLE, parseHide, printHide } from './hide'
import { parseView, printView, type View, withinSize } from './view'
import { OLD_VIEW_NAMES, VIEW_NAMES } from './views'

const WHOLE: View = {
  layer: 'layer3.conv-2',
  step: 3,
  sample: 15,
  neuron: 1_234_567,
  channel: 7,
  of: 'sample',
  counts: 'log',
  raster: 'maps',
  weights: 'R',
  full: 'curves',
  brush: [-0.25, 1.125],
  curvesHeight: 60,
  sideWidth: 30,
  variable: 'spike.argument',
}

describe('the view', () => {
  it('comes back whole, and each part alone', () => {
    const notes: string[] = []
    expect(printView(WHOLE)).toBe(
      'layer:layer3.conv-2,step:3,sample:15,neuron:1234567,channel:7,of:sample,counts:log,raster:maps,weights:R,full:curves,variable:spike.argument,brush:-0.25..1.125,curvesHeight:60,sideWidth:30',
    )
    expect(parseView(printView(WHOLE), notes)).toEqual(WHOLE)
    for (const [key, value] of Object.entries(WHOLE)) expect(parseView(printView({ [key]: value }), notes)).toEqual({ [key]: value })
    expect(notes).toEqual([])
    expect(printView({})).toBe('')
  })

  it('rounds a brushed range, and leaves out one that is none', () => {
    expect(printView({ brush: [0.1 + 0.2, 1 / 3] })).toBe('brush:0.3..0.333')
    expect(printView({ brush: [-1e-9, 2] })).toBe('brush:0..2')
    expect(printView({ brush: [0, 1e21] })).toBe('')
    expect(printView({ brush: [Number.NaN, 1] })).toBe('')
  })

  it.each([
    'layerx',
    'step',
    'step:-1',
    'step:1:2',
    'step:1e3',
    'of:batch',
    'counts:linear',
    'raster:none',
    'weights:W',
    'full:network',
    'full:toString',
    'curvesHeight:14',
    'curvesHeight:86',
    'curvesHeight:50.5',
    'sideWidth:-20',
    'sideWidth:1e1',
    'variable:2b',
    'weights:neuron.2b',
    'weights:neuron.b*v',
    'variable:b*v',
    'brush:1',
    'brush:2..1',
    'brush:1..1',
    'brush:a..b',
    'brush:0..99999',
    'color:red',
    '__proto__:sample',
    'toString:1',
  ])('leaves out %s and says so', (item) => {
    const notes: string[] = []
    expect(parseView(`${item},layer:lif1`, notes)).toEqual({ layer: 'lif1' })
    expect(notes).toEqual([`The view has a part “${item}” that is not understood. It was left out.`])
  })

  it('has no size that would hide a part of the page', () => {
    expect(printView({ curvesHeight: 99, sideWidth: 0 })).toBe('')
    expect(printView({ curvesHeight: Number.NaN, sideWidth: 20.5 })).toBe('')
    expect([withinSize('curvesHeight', 120), withinSize('sideWidth', -3), withinSize('sideWidth', 33.4)]).toEqual([85, 14, 33])
  })

  it('reads no more than sixteen parts', () => {
    const notes: string[] = []
    expect(parseView(`${'step:1,'.repeat(16)}layer:lif1`, notes)).toEqual({ step: 1 })
    expect(notes).toEqual(['The view has 17 parts; the first 16 were read.'])
  })
})

describe('what is hidden', () => {
  it('comes back, each once, in one order', () => {
    const notes: string[] = []
    expect(printHide(['share', 'experiment', 'share'])).toBe('&hide=experiment,share')
    expect(parseHide('share,experiment,share', notes)).toEqual(['experiment', 'share'])
    expect(parseHide(printHide(HIDEABLE).slice('&hide='.length), notes)).toEqual(HIDEABLE)
    expect(printHide([])).toBe('')
    expect(notes).toEqual([])
  })

  it('leaves out what it does not know, with the nearest name', () => {
    const notes: string[] = []
    expect(parseHide('presest,run,health,__proto__', notes)).toEqual(['health'])
    expect(notes).toHaveLength(3)
    expect(notes[0]).toBe('The link hides “presest”, which this page does not know. The nearest is presets. It was left out.')
    expect(notes[2]).toBe('The link hides “__proto__”, which this page does not know. It was left out.')
  })

  it('keeps the published names', () => {
    const published = 'experiment presets compare sweeps runs share health inspector weights fraction norms raster curves spans'.split(' ')
    const notes: string[] = []
    expect(parseHide(published.join(','), notes)).toHaveLength(published.length)
    expect(notes).toEqual([])
  })
})

describe('views by their names', () => {
  it.each(VIEW_NAMES)('%s fills the page', (name) => {
    const notes: string[] = []
    expect(parseView(`full:${name}`, notes)).toEqual({ full: name })
    expect(notes).toEqual([])
  })

  it.each(Object.entries(OLD_VIEW_NAMES))('a link that says %s means %s, and is printed with that', (old, name) => {
    const notes: string[] = []
    const view = parseView(`full:${old}`, notes)
    expect(view).toEqual({ full: name })
    expect(printView(view)).toBe(`full:${name}`)
    const hidden = parseHide(`${old},${name}`, notes)
    expect(hidden).toEqual([name])
    expect(printHide(hidden)).toBe(`&hide=${name}`)
    expect(notes).toEqual([])
  })

  it('the names of the first links are all known', () => {
    const published = ['membrane', 'fraction', 'norms', 'raster', 'curves', 'spans', 'health', 'inspector', 'weights']
    for (const name of published) expect(parseView(`full:${name}`, []), name).toHaveProperty('full')
  })
})
