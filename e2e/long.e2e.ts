/** Long sequences: time runs to the right; every view stays readable, zooms, and has a table; curves stay across experiments. */
import { violations } from './axe'
import { expect, walk } from './lab'

/** About 200 steps through the real engine, small enough for a software adapter. */
const LONG = '#blank.1&encoder.kind=poisson&encoder.steps=200&network.hidden=32,32&batch=10&neuron.threshold=0.3'

walk('the gradient norm over time: read at a step, as a table, and compared with another experiment', async ({ lab, page }) => {
  await lab.open(LONG)
  await lab.step(1)
  const norms = lab.region('Gradient norm')
  const chart = norms.getByRole('img')
  await expect(chart).toHaveAccessibleName(/lif1: from .* at the last step to .* at the first/)
  await lab.button('Keep this curve').click()
  await expect(norms.getByRole('button', { name: /^Remove kept curve 1: / })).toBeVisible()

  await chart.focus()
  await page.keyboard.press('End')
  await expect(chart).toHaveAccessibleName(/At step 200: /)
  const measured = await lab.call('gradientNorm', 'lif1')
  expect(measured).toHaveLength(200)
  expect(measured[199]).toBeGreaterThan(0)
  await norms.getByRole('button', { name: 'Table' }).click()
  await expect(norms.getByRole('row')).toHaveCount(1 + 1 + 16 + 1)
  await expect(norms.getByRole('row', { name: /^t = 200/ })).toContainText(
    measured[199]!.toExponential(2).replace('-', '−').replace('+', ''),
  )

  await lab.page.evaluate((link) => window.lab.open(link), '#blank.1&encoder.kind=poisson&encoder.steps=100&network.hidden=16&batch=10')
  await lab.idle()
  await lab.step(1)
  await norms.getByRole('button', { name: 'Table' }).click()
  await expect(chart).toHaveAccessibleName(/Kept curve 1, .*lif1: /)
  await norms.getByRole('button', { name: /^Remove kept curve 1: / }).click()
  await expect(chart).not.toHaveAccessibleName(/Kept curve/)
})

walk('in the simple view, the raster is as wide as the potentials', async ({ lab }) => {
  await lab.open(`${LONG}&hide=simple`)
  const widthOf = (name: string) => lab.region(name).evaluate((view) => view.clientWidth)
  expect(await widthOf('Spike raster')).toBe(await widthOf('Membrane potential'))
})

walk('the raster zooms by wheel, keys and buttons, and its trace and strip follow', async ({ lab, page }) => {
  await lab.open(LONG)
  await lab.step(1)
  const raster = lab.region('Spike raster')
  const canvas = raster.getByRole('img')
  await expect(canvas).toHaveAccessibleName(/in 200 steps/)
  const all = raster.getByRole('button', { name: 'all', exact: true })
  await expect(all).toBeDisabled()
  const picture = () => canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL())
  const before = await picture()
  const box = (await canvas.boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + 20)
  await page.mouse.wheel(0, -600)
  await expect(all).toBeEnabled()
  await expect.poll(picture).not.toBe(before)
  await all.click()
  await expect(all).toBeDisabled()

  await canvas.focus()
  await page.keyboard.press('+')
  await expect(all).toBeEnabled()
  const zoomed = await picture()
  await page.keyboard.press('ArrowRight')
  await expect.poll(picture).not.toBe(zoomed)
  // The key moved the view and did not train.
  expect((await lab.state()).step).toBe(1)
  await page.keyboard.press('0')
  await expect(all).toBeDisabled()
})

walk('potentials over time: a click chooses a step, the number field another, and the table has groups of steps', async ({ lab, page }) => {
  await lab.open(LONG)
  await lab.step(1)
  const view = lab.region('Membrane potential')
  const canvas = view.getByRole('img')
  await expect(canvas).toHaveAccessibleName(/200 steps/)
  const number = view.getByRole('spinbutton', { name: /^Time step, 1 to 200/ })
  await expect(number).toHaveValue('')
  const box = (await canvas.boundingBox())!
  await page.mouse.click(box.x + 150, box.y + box.height / 2)
  await expect(number).not.toHaveValue('')
  const chosen = Number(await number.inputValue())
  expect(chosen).toBeGreaterThan(1)
  await page.keyboard.press('ArrowRight')
  await expect(number).toHaveValue(String(chosen + 1))
  await number.fill('137')
  await expect(view.getByRole('slider', { name: 'Time step' })).toHaveValue('137')
  await view.getByRole('button', { name: 'Table' }).click()
  await expect(view.getByRole('row', { name: /^137 / })).toHaveCount(1)
  expect(await view.getByRole('row').count()).toBeLessThan(40)
  await number.fill('')
  await expect(view.getByRole('row', { name: /^137 / })).toHaveCount(0)
})

for (const width of [900, 1440])
  walk(`nothing runs over the side and axe finds nothing serious over a long sequence, at ${width}`, async ({ lab }) => {
    await lab.page.setViewportSize({ width, height: 900 })
    await lab.open(LONG)
    await lab.step(1)
    await lab.button('Keep this curve').click()
    expect(await lab.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    // The longest title in the row is complete, on two lines if one is too short.
    const title = lab.region('Gradient-available fraction').getByRole('heading')
    const cut = await title.evaluate((heading) => {
      const term = heading.querySelector('[data-term]')!
      const [inner, head] = [term.getBoundingClientRect(), heading.parentElement!.getBoundingClientRect()]
      return { wide: term.scrollWidth > Math.ceil(inner.width), high: inner.top < head.top || inner.bottom > head.bottom }
    })
    expect(cut).toEqual({ wide: false, high: false })
    expect(await violations(lab.page)).toEqual([])
  })
