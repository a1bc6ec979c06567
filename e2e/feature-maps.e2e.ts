/**
 * Convolutional layers on screen: maps, raster by channel, numbers per channel, filters, the input; each compared with the network's
 * values.
 */
import { violations } from './axe'
import { expect, type Lab, walk } from './lab'

const CHANNELS = 6
const SIDE = 14
const NEURONS = SIDE * SIDE * CHANNELS

/** One convolution of 6 channels over 14 by 14 positions, two steps: small enough for a software adapter. */
async function openConvolution(lab: Lab, encoder: object = { kind: 'direct', steps: 2 }): Promise<void> {
  await lab.open('#blank.1&T=2&batch=20')
  await lab.call('open', {
    version: 1,
    data: { kind: 'mnist', batch: 20 },
    encoder,
    network: { kind: 'layers', layers: [{ kind: 'conv', outputs: CHANNELS, kernel: 3, stride: 2, padding: 1 }] },
  })
}
const raster = (lab: Lab) => lab.region('Spike raster')
const dialog = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Feature maps' })
const number = (text: string) => Number(text.replace('−', '-'))

walk('a map says each place’s potential, over all steps and at one, and its spikes', async ({ lab }) => {
  await openConvolution(lab)
  await lab.step(3)
  const potentials = await lab.call('potentials', 'lif1', 0)
  const spikes = await lab.call('spikes', 'lif1', 0)
  expect({ neurons: potentials.neurons, steps: potentials.steps }).toEqual({ neurons: NEURONS, steps: 2 })
  await raster(lab).getByText('maps', { exact: true }).click()
  // The maps' legend moves the heading, so a word with a tooltip may come to lie under the pointer; move it away.
  await lab.page.mouse.move(1, 1)
  const maps = raster(lab).getByRole('group', { name: `Feature maps of lif1: ${CHANNELS} channels of ${SIDE} × ${SIDE}.` })
  await maps.hover({ position: { x: 20, y: 20 } })
  const said = await raster(lab).locator('[data-point]').textContent()
  const [, row, column, mean] = said!.match(/^ch 0 at (\d+), (\d+): mean u (−?[\d.]+)$/)!
  const place = Number(row) * SIDE + Number(column)
  const u = (channel: number, step: number) => potentials.data[step * NEURONS + place * CHANNELS + channel]!
  expect(Math.abs(number(mean!) - (u(0, 0) + u(0, 1)) / 2)).toBeLessThan(0.0051)

  await maps.click({ position: { x: 20, y: 20 } })
  await lab.page.locator('body').press('Shift+ArrowRight')
  await lab.page.locator('body').press('Shift+ArrowRight')
  await maps.press('End')
  await expect(maps).toHaveAccessibleName(
    new RegExp(`channel 5, row ${row}, column ${column}: u ${u(5, 1).toFixed(2).replace('-', '−')}\\.$`),
  )
  await raster(lab).getByText('spikes', { exact: true }).click()
  const fired = spikes.data[NEURONS + place * CHANNELS + 5] ? 'a spike' : 'no spike'
  await expect(maps).toHaveAccessibleName(new RegExp(`channel 5, row ${row}, column ${column}: ${fired}\\.$`))
})

walk('the raster has a column for each channel; one opens to its places, and back', async ({ lab }) => {
  await openConvolution(lab)
  await lab.step(3)
  const plot = raster(lab).getByRole('img')
  await expect(plot).toHaveAccessibleName(/of 1,176 neurons in 2 steps\. A column is a channel/)
  await plot.focus()
  await plot.press('Home')
  await plot.press('Enter')
  await expect(plot).toHaveAccessibleName(/The positions of channel \d are shown/)
  await raster(lab).getByRole('button', { name: '‹ all channels' }).click()
  await expect(plot).toHaveAccessibleName(/A column is a channel/)
})

walk('numbers per channel are those of all pinned samples', async ({ lab }) => {
  await openConvolution(lab)
  await lab.step(3)
  const rates = new Float64Array(CHANNELS)
  for (let sample = 0; sample < 16; sample++) {
    const { data } = await lab.call('spikes', 'lif1', sample)
    data.forEach((spike, i) => {
      rates[i % CHANNELS]! += spike / (16 * 2 * SIDE * SIDE)
    })
  }
  await raster(lab).getByText('maps', { exact: true }).click()
  await raster(lab).getByRole('button', { name: 'All channels' }).click()
  await lab.button('Per channel').click()
  const rows = dialog(lab).locator('tbody tr')
  await expect(rows).toHaveCount(CHANNELS)
  await expect(dialog(lab)).toContainText('Over the 16 pinned test samples, in evaluation mode, at batch 3; not over the training batch.')
  for (let channel = 0; channel < CHANNELS; channel++)
    await expect(rows.nth(channel).locator('td').last()).toHaveText((100 * rates[channel]!).toFixed(1))
  await dialog(lab).getByRole('button', { name: 'firing, %' }).click()
  await dialog(lab).getByRole('button', { name: 'firing, %' }).click()
  const most = rates.indexOf(Math.max(...rates))
  await expect(rows.first().locator('th')).toHaveText(String(most))
  await lab.page.keyboard.press('Shift+ArrowRight')
  await expect(dialog(lab).getByRole('radio', { name: '1', exact: true })).toBeChecked()
  await rows.first().getByRole('button').click()
  await lab.page.keyboard.press('Escape')
  await raster(lab).getByText('rate', { exact: true }).click()
  await expect(raster(lab).getByRole('img')).toHaveAccessibleName(new RegExp(`The positions of channel ${most} are shown`))
})

walk('filters are shown with the first convolution’s weights, and the input with what is received', async ({ lab }) => {
  await openConvolution(lab, { kind: 'latency', steps: 3 })
  await expect(lab.region('Weights')).toContainText(`${CHANNELS} of 3 × 3`)
  await lab.region('Network').getByText('input', { exact: true }).click()
  await expect(raster(lab).getByRole('img')).toHaveAccessibleName(/what the network receives\. Latency: one spike a pixel/)
  await lab.region('Network').getByText('output', { exact: true }).click()
  await expect(lab.region('Weights')).not.toContainText('3 × 3')
})

walk(
  'neurons that see every pixel have their weights as images, anew while they train, and the layers above have none',
  async ({ lab }) => {
    await lab.open('#window.1&network.hidden=12,9&T=3&batch=100&view=layer:lif1')
    // After a step, the current weights are watched, whatever the previous test selected.
    await lab.step(1)
    const weights = lab.region('Weights')
    await expect(weights).toContainText('12 of 28 × 28')
    const fields = weights.getByRole('region', { name: 'Receptive fields of lif1' }).getByRole('img')
    await expect(fields).toHaveAccessibleName(/^12 receptive fields of 28 by 28, with weights within ±0\.0\d+\.$/)
    const image = () => fields.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
    const before = await image()
    await lab.step(3)
    await expect.poll(image).not.toBe(before)
    const asTable = weights.getByRole('button', { name: 'Receptive fields as a table' })
    await asTable.click()
    const rows = weights.getByRole('group', { name: 'Receptive fields of lif1 as a table' }).getByRole('row')
    await expect(rows).toHaveCount(13)
    await expect(rows.nth(12)).toContainText(/^12−0\.0\d+/)
    await expect(fields).toBeHidden()
    await asTable.click()
    await expect(fields).toBeVisible()
    await lab.region('Network').getByText('lif2', { exact: true }).click()
    await expect(fields).toHaveCount(0)
  },
)

walk('of many layers the selected one is visible', async ({ lab }) => {
  await lab.open('#resnet19-narrow.1&data.batch=2&view=layer:plif19')
  const cells = lab.region('Network').locator('[data-layer]')
  await expect(cells).toHaveCount(22)
  const selected = lab.region('Network').locator('[aria-current=true]')
  await expect(selected).toContainText('plif19')
  await expect(selected).toHaveAttribute('data-help', /plif19: convolution 3 × 3, 32 channels of 7 × 7/)
  await expect(selected).toBeInViewport({ ratio: 0.99 })
})

for (const theme of ['dark', 'light'] as const)
  walk(`axe finds nothing in the dialog, which fits at every width, ${theme}`, async ({ lab }) => {
    await lab.page.emulateMedia({ colorScheme: theme })
    await openConvolution(lab)
    await raster(lab).getByText('maps', { exact: true }).click()
    await raster(lab).getByRole('button', { name: 'All channels' }).click()
    await lab.button('Per channel').click()
    await expect(dialog(lab).locator('tbody tr')).toHaveCount(CHANNELS)
    expect(await violations(lab.page, 'dialog')).toEqual([])
    for (const width of [900, 1280, 1920]) {
      await lab.page.setViewportSize({ width, height: 900 })
      expect(await dialog(lab).evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0)
    }
  })
