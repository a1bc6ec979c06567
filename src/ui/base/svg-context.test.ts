/** The context that writes SVG: what painters draw becomes elements, text is escaped, and it knows every call that a painter makes. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { clipped, line, type Pen, text } from './draw'
import { createSvgContext } from './svg-context'

const host = { measure: (_: string, words: string) => 6 * words.length, image: () => 'data:image/png;base64,AA==' }
const COLORS = { ground: '#ffffff', ink: '#000000' } as Pen['colors']

function drawn(draw: (pen: Pen) => void): string {
  const { context, elements } = createSvgContext(host)
  draw({ context, area: { width: 100, height: 50, unit: 1, dark: false }, colors: COLORS, r: 1, family: 'Arial' })
  return elements()
}

describe('what is drawn', () => {
  it('has text as text, escaped', () => {
    const svg = drawn((pen) => text(pen, 5, 6, 'a <b> & "c"\u0007', { color: '#123456', align: 'right', weight: 600 }))
    expect(svg).toBe(
      '<text x="5" y="6" text-anchor="end" font-family="Arial" font-size="12" font-weight="600" fill="#123456">a &lt;b&gt; &amp; &quot;c&quot;</text>',
    )
  })

  it('has lines as paths, with dashes and opacity', () => {
    const svg = drawn((pen) => line(pen, 0, 1.23456, 10, 2, { color: 'rgba(62, 199, 160, 0.5)', width: 2, dash: [4, 3] }))
    expect(svg).toBe('<path d="M0 1.23L10 2" fill="none" stroke="#3ec7a0" stroke-width="2" stroke-opacity="0.5" stroke-dasharray="4 3"/>')
  })

  it('is clipped by the clip path, and no longer after restore', () => {
    const svg = drawn((pen) => {
      clipped(pen, 0, 0, 10, 10, () => clipped(pen, 5, 5, 10, 10, () => line(pen, 0, 0, 9, 9, { color: '#000' })))
      line(pen, 0, 0, 1, 1, { color: '#000' })
    })
    expect(svg).toMatch(/<clipPath id="(d\w+)"><path d="M0 0h10v10h-10z"\/><\/clipPath><clipPath id="d\w+" clip-path="url\(#\1\)">/)
    expect(svg).toMatch(/<g clip-path="url\(#d\w+\)">\n<path d="M0 0L9 9"[^>]*>\n<\/g>\n<path d="M0 0L1 1"[^>]*>$/)
  })

  it('starts at the translated origin, which restore resets', () => {
    const svg = drawn(({ context }) => {
      context.save()
      context.translate(100, 20)
      context.fillRect(1, 2, 3, 4)
      context.restore()
      context.fillStyle = '#ff0000'
      context.fillRect(1, 2, 3, 4)
    })
    expect(svg).toBe('<path d="M101 22h3v4h-3z" fill="#000000"/>\n<path d="M1 2h3v4h-3z" fill="#ff0000"/>')
  })

  it('merges marks of one color into one path, unless they are translucent', () => {
    const rectangles = (pen: Pen) => [0, 10].map((x) => pen.context.fillRect(x, 0, 5, 5))
    expect(drawn(rectangles).match(/<path/g)).toHaveLength(1)
    const faint = (pen: Pen) => {
      pen.context.globalAlpha = 0.5
      rectangles(pen)
    }
    expect(drawn(faint).match(/<path/g)).toHaveLength(2)
  })

  it('leaves out points that are no numbers', () => {
    const svg = drawn(({ context }) => {
      context.beginPath()
      context.lineTo(Number.NaN, 1)
      context.lineTo(1, 1)
      context.lineTo(2, Number.POSITIVE_INFINITY)
      context.lineTo(3, 1)
      context.stroke()
      context.fillRect(Number.NaN, 0, 1, 1)
    })
    expect(svg).toContain('d="M1 1L3 1"')
    expect(svg).not.toMatch(/NaN|Infinity/)
  })

  it('has round line ends if a painter sets them', () => {
    const line = (cap: CanvasLineCap) =>
      drawn(({ context }) => {
        context.lineCap = cap
        context.beginPath()
        context.moveTo(1, 1)
        context.lineTo(3, 1)
        context.stroke()
      })
    expect(line('round')).toContain('stroke-linecap="round"')
    expect(line('butt')).not.toContain('stroke-linecap')
  })

  it('has images embedded, a gradient defined', () => {
    const svg = drawn(({ context }) => {
      context.drawImage({ width: 4, height: 2 } as HTMLCanvasElement, 1, 2, 40, 20)
      const fill = context.createLinearGradient(0, 10, 0, 0)
      fill.addColorStop(1, 'rgb(255 0 0)')
      context.fillStyle = fill
      context.fillRect(0, 0, 10, 10)
    })
    expect(svg).toContain('<image x="1" y="2" width="40" height="20" preserveAspectRatio="none"')
    expect(svg).toMatch(/<linearGradient id="(d\w+)"[^>]*><stop offset="1" stop-color="#ff0000"\/>[\s\S]*fill="url\(#\1\)"/)
  })

  it('names definitions by their content, so that two drawings can share a page', () => {
    const clip = (width: number) =>
      /<clipPath id="(\w+)"/.exec(
        drawn(({ context }) => {
          context.beginPath()
          context.rect(0, 0, width, 10)
          context.clip()
          context.fillRect(0, 0, 10, 10)
        }),
      )?.[1]
    expect(clip(10)).toBe(clip(10))
    expect(clip(10)).not.toBe(clip(11))
  })
})

/** Calls on contexts of canvases that only produce images. */
const OF_IMAGES = ['createImageData', 'putImageData', 'setTransform', 'clearRect', 'getImageData']

it('knows every call and property of a context that the page’s painters use', () => {
  const root = join(import.meta.dirname, '..')
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file) && !/\.test\./.test(file))
  const used = new Set(
    sources.flatMap((file) => {
      const source = readFileSync(join(root, file), 'utf8')
      return Array.from(source.matchAll(/\b(?:context|path)\.(\w+)(?=\(|\s*=[^=])/g), ([, name]) => name!)
    }),
  )
  expect(used.size).toBeGreaterThan(20)
  const { context } = createSvgContext(host)
  expect(
    [...used].filter((name) => !(name in context || name in String.prototype || name in Array.prototype || OF_IMAGES.includes(name))),
  ).toEqual([])
})
