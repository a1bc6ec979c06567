/** The check of the gradient, and how true it is: by palette and from the neuron's equations, with Stop, a sentence, plots and tables; they change no training. */
import { readFile } from 'node:fs/promises'
import { expect, walk } from './lab'

const ALIF = `param beta = 0.3 in 0..1 learned
b = 0.9*b[t-1] + s[t-1]
v = 0.7*v[t-1] + x - 0.5*s[t-1]
s = spike(v - 0.5 - beta*b)`

walk(
  'the gradient of a neuron as equations is checked on the open network, and the sentence says that it is right',
  async ({ lab, page }) => {
    await lab.open('#window.1&T=4&batch=50&network.hidden=16,16')
    await lab.call('edit', 'neuron', { kind: 'equations', text: ALIF })
    await lab.step(2)
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Find an action' }).fill('check the gradient')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Check the gradient' })
    await expect(dialog.getByRole('status').first()).toContainText(
      /^The gradient is right: \d+ derivatives agree with numeric ones, to \de-\d+ in float64/,
    )
    await expect(dialog.getByRole('img', { name: /^\d+ derivatives by backpropagation against numeric ones/ })).toBeVisible()
    const rows = dialog.getByRole('table').getByRole('row')
    await expect(rows).toHaveText([
      /^Layer/,
      /^equations1input current\d+.*yes$/,
      /^equations1beta1.*yes$/,
      /^equations2input current\d+.*yes$/,
      /^equations2beta1.*yes$/,
    ])
    const download = page.waitForEvent('download')
    await dialog.getByLabel('Save', { exact: true }).click()
    await dialog.getByRole('button', { name: 'Derivatives against numeric ones (CSV)' }).click()
    const lines = (await readFile(await (await download).path(), 'utf8')).split('\n')
    expect(lines[0]).toBe('derivative,numeric,float64,adapter')
    expect(lines[1]).toMatch(/^"1: equations1, input current",/)
    // Escape closes the dialog, not the menu, which closed when the choice was made.
    await expect(dialog.getByLabel('Save', { exact: true })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    expect((await lab.state()).step).toBe(2)
  },
)

walk('a check is stopped, and begun again', async ({ lab, page }) => {
  await lab.open('#window.1&T=50&batch=10&network.hidden=16,16,16,16,16,16,16,16')
  await lab.button('Check the gradient …').click()
  const dialog = page.getByRole('dialog', { name: 'Check the gradient' })
  await dialog.getByRole('button', { name: 'Stop' }).press('Enter')
  await expect(dialog.getByRole('status').first()).toContainText(/^Stopped after \d of 8 layers\./)
  await dialog.getByRole('button', { name: 'Check again' }).click()
  await expect(dialog.getByRole('status').first()).toContainText('The gradient is right')
  await page.keyboard.press('Escape')
})

walk('the gradient is compared with others, and with the true one of drawn spikes', async ({ lab, page }) => {
  await lab.open('#window.1&T=2&batch=20&network.hidden=16,16')
  // Enough for running statistics with which neurons spike, so that the draws tell a gradient from 0.
  await lab.step(50)
  await lab.button('Check the gradient …').click()
  const part = page.getByRole('dialog', { name: 'Check the gradient' }).getByRole('region', { name: 'How true the gradient is' })
  const compare = part.getByRole('button', { name: 'Compare gradients' })
  await compare.click()
  await part.getByRole('button', { name: 'Stop' }).click()
  await expect(part.getByRole('status').first()).toHaveText('The comparison was stopped; nothing has changed.')
  await part.getByRole('checkbox', { name: /^Draw the spikes of LIF/ }).check()
  await compare.click()
  await expect(part.getByRole('status').first()).toContainText(
    /^With the true gradient of the expected loss, that of this network has the cosine/,
  )
  await expect(
    part.getByRole('img', { name: /^Cosine with the true gradient, of all layers, 8 samples, 256 draws each: this network/ }),
  ).toBeVisible()
  const others = part.getByRole('region', { name: 'Cosine with other gradients', exact: true })
  await expect(others.getByRole('img', { name: /window fixed, κ 1 .*sigmoid surrogate .*detached reset .*through 1 step / })).toBeVisible()
  await others.getByRole('button', { name: 'Cosine with other gradients as a table' }).click()
  await expect(others.getByRole('row').first()).toHaveText('gradientlif1lif2all layers')
  const download = page.waitForEvent('download')
  await others.getByLabel('Save', { exact: true }).click()
  await others.getByRole('button', { name: 'Cosine with other gradients (CSV)' }).click()
  expect(await readFile(await (await download).path(), 'utf8')).toMatch(/^gradient,lif1,lif2,all layers\n"?window fixed, κ 1"?,/)
  await page.keyboard.press('Escape')
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 50 })
  const found = await lab.call('compareGradients', { samples: 2, draws: 32 })
  expect(found).toMatchObject({ layers: ['lif1', 'lif2'], samples: 2, truth: { why: expect.stringContaining('noisy LIF') } })
})

walk('the loss is looked at around the weights, coarse to fine, with the smooth model next to it', async ({ lab, page }) => {
  await lab.open('#window.1&T=2&batch=20&network.hidden=16,16')
  await lab.step(2)
  await lab.button('Check the gradient …').click()
  const part = page.getByRole('dialog', { name: 'Check the gradient' }).getByRole('region', { name: 'The loss around here' })
  const look = part.getByRole('button', { name: 'Look around' })
  await look.click()
  await part.getByRole('button', { name: 'Stop' }).click()
  await expect(part.getByRole('status').first()).toHaveText('The look was stopped; nothing has changed.')
  await part.getByLabel('Points on a side').selectOption('5')
  await look.click()
  await expect(part.getByRole('status').first()).toContainText(
    /On 8 samples the loss is \d\.\d{4}, that of the smooth model .* Sharpness: the largest/,
  )
  await expect(part.getByRole('img', { name: /^Loss against the gradient, 8 samples: / })).toBeVisible()
  await expect(part.getByRole('img', { name: /^Loss of the smooth model over random direction 1 and random direction 2/ })).toBeVisible()
  const spiking = part.getByRole('region', { name: 'Loss of the spiking network', exact: true })
  await spiking.getByRole('button', { name: 'Loss of the spiking network as a table' }).click()
  await expect(spiking.getByRole('row')).toHaveCount(6)
  await page.keyboard.press('Escape')
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 2 })
  const found = await lab.call('lossLandscape', { samples: 2, points: 5, reach: 0.25 })
  expect(found).toMatchObject({ samples: 2, surface: { at: [-0.25, -0.125, 0, 0.125, 0.25] } })
})

walk('the gradient is followed through depth, from the next layer to this one', async ({ lab }) => {
  await lab.open('#window.1&T=2&batch=20&network.hidden=16,16')
  await lab.step(2)
  const norms = lab.region('Gradient norm')
  await norms.getByRole('button', { name: 'Flow' }).click()
  await norms.getByText('Depth', { exact: true }).click()
  await expect(norms.getByRole('img', { name: /^Through depth of lif1, / })).toBeVisible()
  await norms.getByRole('button', { name: 'Through depth as a table' }).click()
  await expect(norms.getByRole('row')).toHaveText([/^steppassinggainrank$/, /^1/, /^2/])
  // No neurons read the spikes of the last layer.
  await lab.region('Network').locator('[data-layer=lif2]').click()
  await expect(norms.getByText('Depth', { exact: true })).toHaveCount(0)
  const { depth } = await lab.call('gradients', 'lif1', 0)
  expect(depth!.from).toBe('lif2')
  expect(depth!.rank[1]).toBeLessThanOrEqual(16)
  await norms.getByRole('button', { name: 'Flow' }).click()
  await lab.region('Network').locator('[data-layer=lif1]').click()
})
