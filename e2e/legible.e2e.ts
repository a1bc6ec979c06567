/** Everything on screen is readable: type sizes, tooltips without a mouse, tight spaces, forced colors. */
import type { Locator, Page } from '@playwright/test'
import { expect, type Lab, test, walk } from './lab'
import { smallText } from './legible'
import { SMALL_DETECTOR } from './small-detector'
import { twoStreams } from './two-streams'

const SMALL = '#window.1&T=3&batch=50&network.hidden=16,16'

/** The type sizes of one drawing of all canvases on screen, in px. */
async function canvasSizes(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const sizes = new Set<number>()
    const { prototype } = CanvasRenderingContext2D
    const { fillText } = prototype
    prototype.fillText = function (this: CanvasRenderingContext2D, ...args) {
      sizes.add(Math.round(10 * Number.parseFloat(/([\d.]+)px/.exec(this.font)![1]!)) / 10)
      return fillText.apply(this, args)
    }
    const { dataset } = document.documentElement
    const theme = dataset.theme!
    for (const shown of [theme === 'dark' ? 'light' : 'dark', theme]) {
      dataset.theme = shown
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    }
    prototype.fillText = fillText
    return [...sizes].sort((a, b) => a - b)
  })
}

walk('nothing that is read is smaller than 12 px', async ({ lab }) => {
  await lab.open()
  await lab.step(1)
  expect(await smallText(lab.page)).toEqual([])
  const sizes = await canvasSizes(lab.page)
  expect(sizes.length).toBeGreaterThan(0)
  expect(sizes[0]).toBeGreaterThanOrEqual(12)
})

test('everything is shown larger, canvases too, as it was chosen, and no link says so', async ({ lab }) => {
  await lab.page.addInitScript(() => location.protocol !== 'about:' && localStorage.setItem('membrane.scale', '150'))
  await lab.open(SMALL)
  await lab.step(1)
  expect((await canvasSizes(lab.page))[0]).toBe(18)
  expect(await lab.link()).not.toContain('scale')
  const { page } = lab
  // The page is laid out as on a screen two thirds as wide.
  await expect(page.getByRole('complementary', { name: 'What it means' })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1440)
  await lab.button('Views').click()
  const sizes = page.getByRole('group', { name: 'Size of everything' })
  await expect(sizes.getByRole('radio', { name: '150 %' })).toBeChecked()
  await sizes.getByRole('radio', { name: '100 %' }).check({ force: true })
  await expect(page.locator('html')).toHaveCSS('font-size', '16px')
  expect((await canvasSizes(page))[0]).toBe(12)
  expect(await page.evaluate(() => localStorage.getItem('membrane.scale'))).toBe('100')
})

walk('what a word means is said to a pointer, a key and a finger, and to a reader', async ({ lab }) => {
  await lab.open(SMALL)
  const { page } = lab
  const tooltip = page.locator('[data-tooltip]')
  const region = lab.region('Gradient-available fraction')
  const word = region.getByRole('button', { name: 'Gradient-available fraction' })
  await expect(word).toHaveAccessibleDescription(/fraction of potentials, over neurons and samples/)
  await word.hover()
  await expect(tooltip).toContainText('fraction of potentials, over neurons and samples')
  // Moving the pointer to the tooltip does not close it.
  await tooltip.hover()
  await expect(tooltip).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(tooltip).toHaveCount(0)

  await page.mouse.move(0, 0)
  await page.keyboard.press('Tab')
  await word.focus()
  await expect(tooltip).toContainText('fraction of potentials, over neurons and samples')
  await page.keyboard.press('Escape')
  await expect(tooltip).toHaveCount(0)

  const tap = (on: Locator) =>
    on.evaluate((element) => {
      for (const type of ['pointerdown', 'pointerup', 'click'])
        element.dispatchEvent(new PointerEvent(type, { pointerType: 'touch', bubbles: true, cancelable: true }))
    })
  const membrane = lab.region('Membrane potential')
  const lens = membrane.getByRole('button', { name: 'Lens' })
  await tap(lens)
  await expect(tooltip).toContainText('Tries another threshold')
  await tap(lens)
  await page.keyboard.press('Escape')
  // The name of a setting opens its tooltip too; the focus stays.
  await tap(lab.region('Experiment').locator('label', { hasText: 'Decay' }))
  await expect(tooltip).toContainText('The fraction of the potential that remains')
  // Controls that open a menu have no tooltip over it.
  await tap(membrane.getByLabel('vs run: compare with a saved run'))
  await expect(membrane.locator('details[open]')).toHaveCount(1)
  await expect(tooltip).toHaveCount(0)
  // Simulated touch does not move the focus, so tap again to close the menu.
  await tap(membrane.getByLabel('vs run: compare with a saved run'))
  await expect(membrane.locator('details[open]')).toHaveCount(0)
  // A title attribute is visible only with a mouse, so only view buttons have one, and it repeats their name.
  expect(await page.locator('[title]:not([role=region] button)').evaluateAll((all) => all.map(({ outerHTML }) => outerHTML))).toEqual([])
})

/** Numbers of a table that overflow their cells. */
const spilled = (lab: Lab, region: string) =>
  lab.region(region).evaluate(
    (view) =>
      [...view.querySelectorAll('td')].flatMap((cell) => {
        const { left, right } = cell.getBoundingClientRect()
        const shown = [...cell.querySelectorAll('b, span, s')].filter((number) => number.textContent && number.getClientRects().length > 0)
        return shown.filter((number) => {
          const at = number.getBoundingClientRect()
          return at.left < left - 0.5 || at.right > right + 0.5
        })
      }).length,
  )

walk('numbers stay in their cells with a snapshot pinned and with a threshold on trial', async ({ lab }) => {
  await lab.open('#window.1&batch=20')
  await lab.step(1)
  const fractions = lab.region('Gradient-available fraction')
  await lab.page.locator('body').press('p')
  await lab.step(2)
  await expect(fractions.locator('[data-mark="snapshot"]').first()).toHaveText(/^[+−]/)
  expect(await spilled(lab, 'Gradient-available fraction')).toBe(0)
  const membrane = lab.region('Membrane potential')
  const cut = () =>
    membrane.evaluate((region) =>
      [...region.querySelectorAll<HTMLElement>('*')]
        .filter((one) => getComputedStyle(one).textOverflow === 'ellipsis' && one.scrollWidth > one.clientWidth + 1)
        .map(({ textContent }) => textContent),
    )
  const threshold = membrane.getByRole('slider', { name: 'Threshold' })
  await membrane.getByRole('button', { name: 'Lens' }).click()
  await expect(membrane.getByText('no run is changed')).toBeVisible()
  expect(await cut()).toEqual([])
  await threshold.press('ArrowLeft')
  await expect(membrane.getByText('tdBN would move u')).toBeVisible()
  expect(await cut()).toEqual([])
  await threshold.press('Escape')
  await lab.page.locator('body').press('p')
  await threshold.press('ArrowLeft')
  await expect(fractions.locator('[data-mark="trial"]').first()).toHaveText(/^\d/)
  expect(await spilled(lab, 'Gradient-available fraction')).toBe(0)
  await threshold.press('Escape')
})

/** The words in the head of a view that are visible, and those of which a part is cut off. */
const headWords = (lab: Lab, region: string) =>
  lab
    .region(region)
    .locator('[data-part=head]')
    .evaluate((head) => {
      const texts = document.createTreeWalker(head, NodeFilter.SHOW_TEXT)
      const range = document.createRange()
      const found: { shown: string[]; cut: string[] } = { shown: [], cut: [] }
      while (texts.nextNode()) {
        range.selectNodeContents(texts.currentNode)
        const words = texts.currentNode.textContent!.trim()
        const all = range.getBoundingClientRect()
        let [left, right, top, bottom] = [all.left, all.right, all.top, all.bottom]
        for (let box = texts.currentNode.parentElement; box; box = box.parentElement) {
          if (getComputedStyle(box).overflowX !== 'hidden') continue
          const at = box.getBoundingClientRect()
          ;[left, right] = [Math.max(left, at.left), Math.min(right, at.right)]
          ;[top, bottom] = [Math.max(top, at.top), Math.min(bottom, at.bottom)]
        }
        const half = all.height / 2
        if (!words || right - left < 1 || bottom - top < half) continue
        found[right - left < all.width - 1 ? 'cut' : 'shown'].push(words)
      }
      return found
    })

walk('the name of a layer is whole in the heads of the views, with little room too', async ({ lab, page }) => {
  await lab.open('#blank.1&T=8&batch=20&network.hidden=16&view=layer:input')
  const membrane = lab.region('Membrane potential')
  await expect(membrane.getByRole('button', { name: 'the input has no membrane' })).toBeAttached()
  const narrow = await headWords(lab, 'Membrane potential')
  expect(narrow.cut).toEqual([])
  expect(narrow.shown).toContain('lif1')
  await page.setViewportSize({ width: 1920, height: 900 })
  await expect.poll(async () => (await headWords(lab, 'Membrane potential')).shown.join(' ')).toContain('lif1 : the input has no membrane')
  await page.setViewportSize({ width: 1440, height: 900 })

  await lab.open('#copy.1&data.batch=4&network.hidden=16')
  await expect(lab.region('Weights').getByRole('radio', { name: 'R', exact: true })).toBeAttached()
  const weights = await headWords(lab, 'Weights')
  expect(weights.cut).toEqual([])
  expect(weights.shown).toEqual(expect.arrayContaining(['Weights', 'lif1', 'W', 'R', 'Table']))
})

walk('columns are headed by the whole names of layers, in lines or turned', async ({ lab, page }) => {
  const heads = (region: string) =>
    lab
      .region(region)
      .locator('thead th + th')
      .evaluateAll((all) =>
        all.map((head) => {
          const at = head.getBoundingClientRect()
          const out = [...head.querySelectorAll('span')].filter((part) => {
            const { left, right, top, bottom } = part.getBoundingClientRect()
            return left < at.left - 1 || right > at.right + 1 || top < at.top - 1 || bottom > at.bottom + 1
          })
          return { name: head.textContent, out: out.map(({ textContent }) => textContent), height: at.height }
        }),
      )
  const check = async (region: string, highest: number) => {
    const names = (await lab.call('layers')).filter(({ watchable }) => watchable.length > 0).map(({ name }) => name)
    await expect.poll(async () => (await heads(region)).map(({ name }) => name)).toEqual(names)
    const shown = await heads(region)
    expect(shown.filter(({ out }) => out.length > 0)).toEqual([])
    expect(Math.max(...shown.map(({ height }) => height))).toBeLessThan(highest)
    await expect(lab.region(region).getByRole('columnheader', { name: names[1]!, exact: true })).toBeVisible()
  }
  await lab.call('open', twoStreams)
  await lab.idle()
  // Titles that wrap to two lines.
  for (const region of ['Gradient-available fraction', 'Gradient norm']) await check(region, 34)
  await lab.open(SMALL_DETECTOR)
  for (const width of [1440, 900, 390]) {
    await page.setViewportSize({ width, height: 900 })
    for (const region of ['Gradient-available fraction', 'Gradient norm']) await check(region, 110)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
})

walk('the network strip keeps its height under a note, and its selected layer visible', async ({ lab }) => {
  await lab.open('#window.1&batch=20')
  await lab.page.evaluate(() => {
    location.hash = '#window.1&batch=20&neuron.threshold=banana'
  })
  const note = lab.page.getByRole('complementary', { name: 'About this link' })
  await expect(note).toBeVisible()
  const strip = lab.region('Network')
  const hidden = () =>
    strip.evaluate((element) => {
      const bottom = element.getBoundingClientRect().bottom
      return [...element.querySelectorAll('[data-layer] *')].filter((part) => part.getBoundingClientRect().bottom > bottom).length
    })
  expect(await hidden()).toBe(0)
  await lab.page.locator('body').press('8')
  await lab.page.setViewportSize({ width: 500, height: 900 })
  await expect(strip.locator('[aria-current]')).toBeInViewport({ ratio: 1 })
  await note.getByRole('button', { name: 'Dismiss' }).click()
})

walk('the bar of the page is low on narrow screens, with every tool in reach of the keys', async ({ lab, page }) => {
  await lab.open(SMALL)
  const buttons = page.getByRole('banner').getByRole('button')
  const names = () =>
    buttons.evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.getAttribute('aria-label') ?? one.textContent))
  const height = () => page.getByRole('banner').evaluate((bar) => bar.getBoundingClientRect().height)
  await page.setViewportSize({ width: 900, height: 900 })
  const all = await names()
  expect(all).toEqual(expect.arrayContaining(['Views', 'Neuron', 'Compare', 'Runs', 'Share', 'Dark or light', 'Keyboard and help']))
  for (const [width, highest] of [
    [320, 160],
    [390, 125],
    [550, 84],
    [640, 84],
    [769, 84],
    [1100, 84],
    [1104, 50],
    [1200, 50],
    [1280, 50],
  ] as const) {
    await page.setViewportSize({ width, height: 360 })
    await expect.poll(height, { message: `at ${width} px` }).toBeLessThan(highest)
    expect(await names()).toEqual(expect.arrayContaining(all))
    for (const button of await buttons.all())
      if (await button.isVisible()) {
        const { x, width: wide } = (await button.boundingBox())!
        expect(x).toBeGreaterThanOrEqual(0)
        expect(x + wide).toBeLessThanOrEqual(width)
        expect(wide).toBeGreaterThanOrEqual(24)
      }
  }
  await page.setViewportSize({ width: 640, height: 360 })
  await page.evaluate(() => scrollTo(0, 0))
  await buttons.first().focus()
  const reached: string[] = []
  for (let press = 0; press < 2 * all.length; press++) {
    await page.keyboard.press('Tab')
    const name = await page.evaluate(() => {
      const { activeElement: at } = document
      return at?.closest('header') ? (at.getAttribute('aria-label') ?? at.textContent) : ''
    })
    if (name && !reached.includes(name)) reached.push(name)
  }
  for (const name of all.slice(1)) expect(reached).toContain(name)
  await page.setViewportSize({ width: 1440, height: 900 })
})

walk('the head of the raster shows all its tools, of a convolution too', async ({ lab }) => {
  await lab.open('#csnn.1&batch=8&T=2')
  await lab.step(1)
  const raster = lab.region('Spike raster')
  await expect(raster.getByRole('radio', { name: 'maps' })).toBeAttached()
  const out = await raster.evaluate((view) => {
    const { right } = view.getBoundingClientRect()
    const head = view.querySelector('h2')!.parentElement!
    return [...head.querySelectorAll('h2, b, span, label, button, summary')]
      .filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflow === 'hidden' && part.clientWidth > 1)
      .concat([...head.querySelectorAll('button, label, summary')].filter((part) => part.getBoundingClientRect().right > right))
      .map(({ outerHTML }) => outerHTML)
  })
  expect(out).toEqual([])
})

/** The text colors in one drawing of the learning curves. */
const curveInks = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const seen = new Set<string>()
    const { prototype } = CanvasRenderingContext2D
    const { fillText } = prototype
    prototype.fillText = function (this: CanvasRenderingContext2D, ...args) {
      if (this.canvas.closest('section[aria-label="Learning curves"]')) seen.add(String(this.fillStyle))
      return fillText.apply(this, args)
    }
    document.documentElement.style.setProperty('--again', String(Math.random()))
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    prototype.fillText = fillText
    return [...seen]
  })

/** The strongest color of the digit in the strip: the one farthest from the background. */
const digitInk = (lab: Lab, ground: string): Promise<string> =>
  lab
    .region('Network')
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement, ground) => {
      const [level] = /\d+/.exec(ground)!.map(Number)
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      const grays = Array.from({ length: data.length / 4 }, (_, pixel) => data[4 * pixel]!)
      const most = grays.reduce((a, b) => (Math.abs(a - level!) > Math.abs(b - level!) ? a : b))
      return `rgb(${most}, ${most}, ${most})`
    }, ground)

/** The smallest channel of the whitest pixel of an element on the screen, with what lies over and under it. */
async function whitest(on: Locator): Promise<number> {
  const shot = (await on.screenshot()).toString('base64')
  return on.page().evaluate(async (shot) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${shot}`)).blob())
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, image.width, image.height)
    return Array.from({ length: data.length / 4 }, (_, at) => Math.min(...data.subarray(4 * at, 4 * at + 3))).reduce((a, b) =>
      Math.max(a, b),
    )
  }, shot)
}

/** The relative luminance of an sRGB color, "#rrggbb" or "rgb(…)". */
function luminance(color: string): number {
  const channels = color.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
    : color.match(/\d+/g)!.map(Number)
  const [red, green, blue] = channels.map((value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrast(a: string, b: string): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (lighter! + 0.05) / (darker! + 0.05)
}

/** Asks for the theme opposite to the system's palette, which must win. */
async function standsOut(lab: Lab, palette: 'dark' | 'light'): Promise<void> {
  const { page } = lab
  await lab.button('Dark or light').click()
  await expect(page.getByRole('complementary', { name: 'Message' })).toContainText('The system sets the colors.')
  await expect(page.locator('html')).toHaveAttribute('data-theme', palette)
  const ground = await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)
  const inks = [...(await curveInks(page)), await digitInk(lab, ground)]
  expect(inks.length).toBeGreaterThan(3)
  // The label of the shown snapshot has text in the background's color on a plate, so it is exempt.
  const plate = palette === 'dark' ? '#000000' : '#ffffff'
  expect(inks.filter((ink) => ink !== plate && contrast(ink, ground) < 4.5)).toEqual([])
}

walk(
  'in colors that the system forces, what is drawn stands out from its ground, whatever theme is chosen, and what is selected is not told by weight alone',
  async ({ lab }) => {
    await lab.open(SMALL)
    await lab.step(1)
    const { page } = lab
    await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'active' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    expect(await curveInks(page)).toContain('#ffffff')
    await standsOut(lab, 'dark')
    const on = lab.region('Membrane potential').locator('label[data-on]').first()
    const background = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundColor)
    expect(await on.evaluate((element) => getComputedStyle(element).backgroundColor)).not.toBe(await background('body'))
    expect(
      await page
        .locator('input[type=range]')
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundImage),
    ).not.toBe('none')
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
    expect(await curveInks(page)).toContain('#000000')
    await standsOut(lab, 'light')
  },
)

walk(
  'in colors that the system forces, the titles of the learning curves are visible below the buttons that explain them',
  async ({ lab, page }) => {
    await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'active' })
    await lab.open(SMALL)
    const titles = lab.region('Learning curves').locator('canvas ~ div button')
    expect(await titles.allTextContents()).toEqual(['Loss', 'Accuracy', 'In window', 'Drift of u'])
    for (const title of await titles.all()) expect(await whitest(title)).toBeGreaterThan(200)
  },
)

walk('the bar is one slim row once a small screen is scrolled, with the buttons of the run and its step', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.step(3)
  const { page } = lab
  const bar = page.getByRole('banner')
  for (const [width, height, scale] of [
    [320, 640, 100],
    [390, 844, 150],
    [844, 390, 100],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.evaluate((scale) => document.documentElement.style.setProperty('font-size', `${scale}%`), scale)
    await page.evaluate(() => scrollTo(0, 600))
    const unit = (16 * scale) / 100
    await expect.poll(() => bar.evaluate((element) => element.getBoundingClientRect().bottom)).toBeLessThanOrEqual(3.75 * unit)
    for (const name of ['Play', 'Step', 'Reset']) await expect(lab.button(name)).toBeInViewport({ ratio: 1 })
    await expect(bar.locator('dl > div').filter({ hasText: /^batch3/ })).toBeInViewport({ ratio: 1 })
    expect(await bar.getByRole('progressbar').evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0)
    await page.evaluate(() => scrollTo(0, 0))
    await expect(lab.button('Runs')).toBeInViewport({ ratio: 1 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  }
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'))
})
