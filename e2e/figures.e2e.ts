/** Views saved as figures: valid SVG with title, legend and caption; PNG of the requested size; no figure of an empty view. */
import { readFileSync } from 'node:fs'
import { expect, type Lab, walk } from './lab'

const SMALL = '#window.1&T=3&batch=50&network.hidden=16,16'

const dialog = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Save figure' })

async function ask(lab: Lab, view: string): Promise<void> {
  await lab.region(view).getByLabel('Save', { exact: true }).first().click()
  await lab.region(view).getByRole('button', { name: 'Figure (SVG, PNG) …' }).first().click()
  await expect(dialog(lab).getByRole('img')).toBeVisible()
}

async function save(lab: Lab, format: 'SVG' | 'PNG'): Promise<{ name: string; bytes: Buffer }> {
  const saved = lab.page.waitForEvent('download')
  await dialog(lab)
    .getByRole('button', { name: `Save ${format}` })
    .click()
  const file = await saved
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
}

/** How the browser reads the SVG, as a document and as an image. */
const opened = (lab: Lab, svg: string) =>
  lab.page.evaluate(async (source) => {
    const parsed = new DOMParser().parseFromString(source, 'image/svg+xml')
    const image = new Image()
    image.src = URL.createObjectURL(new Blob([source], { type: 'image/svg+xml' }))
    await image.decode()
    const root = parsed.documentElement
    return {
      error: parsed.querySelector('parsererror')?.textContent ?? null,
      texts: Array.from(parsed.querySelectorAll('text'), (text) => text.textContent),
      paths: parsed.querySelectorAll('path').length,
      images: parsed.querySelectorAll('image').length,
      width: root.getAttribute('width'),
      ground: root.querySelector(':scope > path')?.getAttribute('fill'),
      loaded: image.naturalWidth,
      odd: /NaN|undefined|Infinity/.test(source.replace(/href="[^"]*"/g, '')),
    }
  }, svg)

walk('every view is a figure: an SVG that opens, with its title, its legend and where it is from', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.region('Learning curves').getByLabel('Save', { exact: true }).click()
  await lab.region('Learning curves').getByRole('button', { name: 'Figure (SVG, PNG) …' }).click()
  await expect(dialog(lab).getByRole('alert')).toContainText(
    'There is nothing to save yet. Nothing is trained yet: press Play or Step first.',
  )
  await expect(dialog(lab).getByRole('button', { name: 'Save SVG' })).toBeDisabled()
  await lab.page.keyboard.press('Escape')
  await lab.step(2)
  await lab.call('evaluate')

  const shown: Record<string, { title: string; legend: readonly string[]; images?: true }> = {
    'Membrane potential': { title: 'Membrane potential u', legend: ['silent', 'spiking, u ≥ θ', 'gradient window κ[t]', 'fixed, κ = 1'] },
    'Gradient-available fraction': { title: 'Gradient-available fraction, %', legend: ['window in use'] },
    'Gradient norm': { title: 'Gradient norm ‖∂L/∂u‖ in 10⁻³', legend: ['log'] },
    'Spike raster': { title: 'Spike raster, with the potential of one neuron', legend: ['spike', 'threshold θ'] },
    'Learning curves': { title: 'Learning curves', legend: ['train, smoothed', 'test', 'window in use'], images: true },
    Weights: { title: 'Weights', legend: ['weights of each value'] },
    Inspector: { title: 'Class probability by step, %', legend: ['%'] },
  }
  for (const [view, { title, legend, images }] of Object.entries(shown)) {
    await ask(lab, view)
    const { name, bytes } = await save(lab, 'SVG')
    expect(name, view).toMatch(/\.svg$/)
    const figure = await opened(lab, bytes.toString())
    expect(figure, view).toMatchObject({ error: null, odd: false, width: '174mm', ground: expect.stringMatching(/^#fff/) })
    expect(figure.loaded, view).toBeGreaterThan(600)
    expect(figure.paths, view).toBeGreaterThan(5)
    for (const words of [title, ...legend]) expect(figure.texts, view).toContain(words)
    const said = figure.texts.join('')
    expect(said, view).toContain('Adaptive window, eight layers')
    expect(said.replaceAll(' ', ''), view).toContain('#window.')
    expect(said.replaceAll(' ', ''), view).toContain('batch2,epoch0.00')
    if (images) expect(figure.images, view).toBeGreaterThan(0)
    await lab.page.keyboard.press('Escape')
    await expect(dialog(lab)).toBeHidden()
  }
})

walk('a figure is as wide as its column, in the theme and with the words that were chosen, as SVG and as PNG', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.step(1)
  await expect(lab.region('Membrane potential')).toContainText('batch 1,')
  const threshold = lab.region('Membrane potential').getByRole('slider', { name: 'Threshold' })
  const before = await threshold.evaluate((handle) => handle.style.left)
  expect(before).toMatch(/px$/)
  await ask(lab, 'Membrane potential')
  const choose = (group: string, name: string) =>
    dialog(lab).getByRole('group', { name: group }).getByRole('radio', { name, exact: true }).check({ force: true })
  await choose('Columns', 'one column')
  await choose('Theme of the figure', 'dark')
  for (const part of ['title', 'link']) await dialog(lab).getByRole('checkbox', { name: part, exact: true }).uncheck()
  await expect(dialog(lab)).toContainText(/85 × \d+ mm/)
  await expect.poll(async () => (await opened(lab, (await save(lab, 'SVG')).bytes.toString())).ground).toBe('#0f1113')
  const figure = await opened(lab, (await save(lab, 'SVG')).bytes.toString())
  expect(figure.width).toBe('85mm')
  expect(figure.texts).not.toContain('Membrane potential u')
  expect(figure.texts.join('')).not.toContain('#window.')

  await choose('Format', 'PNG')
  await choose('Scale', '2×')
  const { name, bytes } = await save(lab, 'PNG')
  expect(name).toBe('membrane-lif1.png')
  // The file's header has its size, and the next chunk its pixels per meter.
  expect(Math.abs(bytes.readUInt32BE(16) - (2 * 85 * 96) / 25.4)).toBeLessThan(2)
  expect(bytes.toString('latin1', 37, 41)).toBe('pHYs')
  expect(bytes.readUInt32BE(41)).toBe(Math.round((2 * 96) / 0.0254))
  const size = await lab.page.evaluate(async (data) => {
    const image = new Image()
    image.src = `data:image/png;base64,${data}`
    await image.decode()
    return image.naturalWidth
  }, bytes.toString('base64'))
  expect(size).toBe(bytes.readUInt32BE(16))

  await choose('Format', 'SVG')
  await choose('Columns', 'two columns')
  await choose('Theme of the figure', 'light')
  for (const part of ['title', 'link']) await dialog(lab).getByRole('checkbox', { name: part, exact: true }).check()
  await lab.page.keyboard.press('Escape')
  await expect(dialog(lab)).toBeHidden()
  // Drawing the figure did not move the view's own handles.
  await expect.poll(() => threshold.evaluate((handle) => handle.style.left)).toBe(before)
})
