/** What users expect of a training lab in a browser, by number: colors for everybody, teaching, and offline use. */
import type { Page } from '@playwright/test'
import { luminance, type Rgb, viridis } from '../src/ui/base/magnitude'
import { COLORS, violations } from './axe'
import { expect, Lab, test, walk } from './lab'
import { serveSite } from './site'

const SMALL = '#window.1&T=3&batch=50&network.hidden=16,16'

const contrast = (a: Rgb, b: Rgb): number => {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (lighter! + 0.05) / (darker! + 0.05)
}

/** Colors of the style sheet as a canvas renders them. */
const asDrawn = (page: Page, colors: readonly string[]): Promise<Rgb[]> =>
  page.evaluate((colors) => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
    return colors.map((color) => {
      context.fillStyle = color
      context.fillRect(0, 0, 1, 1)
      const [red, green, blue] = context.getImageData(0, 0, 1, 1).data
      return [red!, green!, blue!] as const
    })
  }, colors)

interface Stroke {
  readonly color: string
  readonly dash: string
  readonly width: number
}

/** The lines of one drawing of the learning curves; lines fainter than half are background. */
const strokes = (page: Page): Promise<Stroke[]> =>
  page.evaluate(async () => {
    const seen = new Map<string, Stroke>()
    const { prototype } = CanvasRenderingContext2D
    const { stroke } = prototype
    prototype.stroke = function (this: CanvasRenderingContext2D, path?: Path2D) {
      if (this.canvas.closest('section[aria-label="Learning curves"]') && this.globalAlpha > 0.5) {
        const one = { color: String(this.strokeStyle), dash: this.getLineDash().join(), width: this.lineWidth }
        seen.set(JSON.stringify(one), one)
      }
      return path ? stroke.call(this, path) : (stroke as () => void).call(this)
    }
    document.documentElement.style.setProperty('--again', String(Math.random()))
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    prototype.stroke = stroke
    return [...seen.values()]
  })

/** The color scale from the smallest to the largest magnitude. */
const colorBar = (page: Page): Promise<Rgb[]> =>
  page.getByRole('img', { name: 'The colors of the scale' }).evaluate((bar) => {
    const canvas = bar as HTMLCanvasElement
    const { data } = canvas.getContext('2d')!.getImageData(0, Math.floor(canvas.height / 2), canvas.width, 1)
    return Array.from({ length: canvas.width }, (_, x) => [data[4 * x]!, data[4 * x + 1]!, data[4 * x + 2]!] as const)
  })

const distance = (a: Rgb, b: Rgb) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])

test('22 · dark, light, or as the system is: text and marks stand out, magnitudes are viridis, and no line is identified by color alone', async ({
  lab,
  page,
}) => {
  await lab.open(SMALL)
  for (const count of [6, 2]) {
    await lab.step(count)
    await lab.call('evaluate')
  }
  const html = page.locator('html')
  for (const theme of ['light', 'dark'] as const) {
    // The system's theme is followed until one is chosen.
    await page.emulateMedia({ colorScheme: theme })
    await expect(html).toHaveAttribute('data-theme', theme)
    expect(await violations(page, 'html', COLORS), theme).toEqual([])
    const drawn = await strokes(page)
    const token = await html.evaluate((root) => {
      const style = getComputedStyle(root)
      return Object.fromEntries(
        ['plate', 'u', 'spk', 'win', 'fix', 'ink', 'ink2'].map((name) => [name, style.getPropertyValue(`--${name}`)]),
      )
    })
    const [plate, ...marks] = await asDrawn(page, Object.values(token))
    for (const [at, mark] of marks.entries())
      expect(contrast(mark, plate!), `${theme}: ${Object.keys(token)[at + 1]}`).toBeGreaterThanOrEqual(3)
    const [win, fix, train, mean] = ['win', 'fix', 'ink2', 'ink'].map((name) => drawn.filter(({ color }) => color === token[name]))
    expect(win!.map(({ dash }) => dash)).not.toContain(fix![0]!.dash)
    expect(new Set(mean!.map(({ dash }) => dash)).size, 'a test, and a mean of potentials').toBe(2)
    expect(mean!.map(({ dash, width }) => `${dash} ${width}`)).not.toContain(`${train![0]!.dash} ${train![0]!.width}`)
    // Larger magnitudes contrast more with the background, so the scale is readable without hue.
    const bar = await colorBar(page)
    const light = bar.map(luminance)
    expect(light).toEqual([...light].sort((a, b) => (theme === 'dark' ? a - b : b - a)))
    for (const share of [0.5, 0.75, 1]) {
      const x = 0.1 + 0.9 * share
      expect(distance(bar[Math.round((bar.length - 1) * share)]!, viridis(theme === 'dark' ? x : 1 - x))).toBeLessThan(16)
    }
  }
  await lab.button('Dark or light').click()
  await expect(html).toHaveAttribute('data-theme', 'light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await lab.reload()
  await expect(html).toHaveAttribute('data-theme', 'light')
})

walk(
  '24 · a teacher’s link hides controls; a lesson is told step by step; a term has its definition; equations have the present numbers',
  async ({ lab, page }) => {
    await lab.open(`${SMALL}&hide=experiment,presets,share,weights`)
    for (const name of ['Experiment', 'Weights']) await expect(lab.region(name)).toHaveCount(0)
    await expect(lab.button('Share')).toHaveCount(0)
    await expect(page.getByRole('button', { name: /^Presets/ })).toHaveCount(0)
    for (const name of ['Network', 'Membrane potential', 'Learning curves']) await expect(lab.region(name)).toBeVisible()

    await lab.open('#lesson=window')
    const lesson = page.getByRole('complementary', { name: 'Lesson' })
    await expect(lesson.getByRole('status')).toHaveText(/^0 of \d done\.$/)
    expect(await lab.state()).toMatchObject({ kind: 'paused', step: 0 })
    const term = lesson.getByRole('button', { name: 'window', exact: true }).first()
    await expect(term).toHaveAccessibleDescription(/potentials around the threshold/)
    await term.hover()
    await expect(page.locator('[data-tooltip]')).toContainText('∂s/∂u ≈ 1/κ where |u − θ| < κ/2, else 0')
    await lesson.getByRole('button', { name: 'Leave the lesson' }).click()
    await expect(lesson).toHaveCount(0)

    const equations = page.getByRole('region', { name: 'Equations' })
    await lab.open('#blank.1&T=3&batch=50&network.hidden=16&neuron.decay=0.75')
    await expect(equations).toContainText('0.75')
    await lab.region('Experiment').getByRole('slider', { name: 'Decay' }).fill('0.4')
    await expect(equations).toContainText('0.4')
    await expect(equations).not.toContainText('0.75')
    await expect(equations).toContainText('u[t] · (1 − s[t])')
    await lab.call('edit', 'neuron.reset', 'subtract')
    await expect(equations).not.toContainText('(1 − s[t])')
  },
)

test.describe('without a network', () => {
  test.use({ serviceWorkers: 'allow' })

  test('25 · once it was open, the page and its data are here without a network, data under the hash of what is in them', async ({
    page,
  }) => {
    const errors = new Lab(page).errors
    const site = await serveSite()
    const open = async () => {
      await page.goto('about:blank')
      await page.goto(`${site.url}#blank.1&T=2&batch=20&network.hidden=16`)
      await page.waitForFunction(() => 'lab' in window)
    }
    const losses = () =>
      page.evaluate(async () => {
        await window.lab.step(3)
        return [...(await window.lab.metrics()).trainLoss!.value]
      })
    await open()
    const first = await losses()
    const manifest = await page.evaluate(async () => {
      const { href } = document.querySelector<HTMLLinkElement>('link[rel=manifest]')!
      return (await (await fetch(href)).json()) as { display: string; icons: unknown[] }
    })
    expect(manifest).toMatchObject({ display: 'standalone' })
    expect(manifest.icons.length).toBeGreaterThan(0)
    const data = await page.evaluate(async () => {
      await navigator.serviceWorker.ready
      const name = (await caches.keys()).find((name) => !name.startsWith('membrane-site-'))!
      const cache = await caches.open(name)
      const hash = async (response: Response) => {
        // A compressed file is listed with the hash of its decompressed content.
        const bytes = await response.arrayBuffer()
        const [first, second] = new Uint8Array(bytes)
        const packed = first === 0x1f && second === 0x8b
        const whole = packed
          ? await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer()
          : bytes
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', whole))
        return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
      }
      const requests = await cache.keys()
      return Promise.all(requests.map(async (request) => ({ url: request.url, sha256: await hash((await cache.match(request))!) })))
    })
    expect(data.length).toBeGreaterThan(0)
    for (const { url, sha256 } of data) expect(url).toMatch(new RegExp(`\\?${sha256}$`))
    site.down = true
    await open()
    expect(await losses()).toEqual(first)
    await site.close()
    expect(errors.filter((error) => !/sw\.js|ERR_|Failed to load resource/.test(error))).toEqual([])
  })
})
