/** Attribution: the gradient of an output with respect to the input, on screen and from `window.lab`; and experiments without it. */
import { expect, type Lab, walk } from './lab'

const dialog = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Attribution' })
const number = (text: string | null) => Number(text!.replace('−', '-'))
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

/** One convolution with disjoint windows and two steps, small enough for a software adapter. */
const APART = {
  version: 1,
  data: { kind: 'mnist', batch: 20 },
  encoder: { kind: 'direct', steps: 2 },
  network: { kind: 'layers', layers: [{ kind: 'conv', outputs: 4, kernel: 3, stride: 4, padding: 1 }] },
  surrogate: { kind: 'sigmoid', scale: 3 },
}

/** The numbers of the table: for each step, then for the sum over steps. */
async function tableOf(lab: Lab): Promise<number[][]> {
  const rows = await dialog(lab)
    .locator('tbody tr')
    .evaluateAll((found) => found.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)))
  return rows.map((row) => row.map(number))
}

walk('the dialog shows the values of window.lab for the selected class', async ({ lab, page }) => {
  await lab.open('#window.1&T=3&batch=50&network.hidden=16,16')
  await lab.step(3)
  await page.getByRole('region', { name: 'Inspector' }).getByRole('button', { name: 'Attribution' }).click()
  const chart = dialog(lab).getByRole('img')
  const outputs = dialog(lab).getByRole('combobox')
  const predicted = await lab.call('attribution', 0)
  expect(predicted.output).toBe(predicted.predicted)
  await expect(chart).toHaveAccessibleName(
    new RegExp(`^Gradient of output ${predicted.predicted}, class ${predicted.predicted}, to the input of`),
  )
  await dialog(lab)
    .getByRole('button', { name: /as a table$/ })
    .click()
  for (const output of [predicted.predicted, (predicted.predicted + 3) % 10]) {
    await outputs.selectOption(String(output))
    await expect(dialog(lab).getByText(new RegExp(`^Gradient of the output for class ${output} `))).toBeVisible()
    const { gradient, steps, features, available } = await lab.call('attribution', 0, output)
    expect({ steps, features, gradientLength: gradient.length }).toEqual({ steps: 3, features: 784, gradientLength: 3 * 784 })
    const of = (t: number) => gradient.slice(t * features, (t + 1) * features)
    const all = of(0).map((value, i) => value + of(1)[i]! + of(2)[i]!)
    const rows = await tableOf(lab)
    expect(rows).toHaveLength(4)
    for (const [t, values] of [of(0), of(1), of(2), all].entries()) {
      const want = [sum(values), sum(values.map(Math.abs)), Math.max(...values), Math.min(...values)]
      for (const [at, value] of want.entries()) expect(Math.abs(rows[t]![at]! - value)).toBeLessThan(0.0051)
    }
    for (const [layer, name] of ['lif1', 'lif2'].entries())
      for (const t of [0, 1, 2]) expect(Math.abs(rows[t]![4 + layer]! - 100 * available[name]![t]!)).toBeLessThan(0.0051)
  }
  await page.keyboard.press('Escape')
})

walk('pixels that no window of the convolution sees have no gradient', async ({ lab }) => {
  await lab.open('#blank.1&T=2&batch=20')
  await lab.call('open', APART)
  await lab.step(2)
  const { gradient, steps } = await lab.call('attribution', 1)
  expect(steps).toBe(2)
  const seen = (place: number) => place % 4 !== 2
  const at = (i: number) => [Math.floor((i % 784) / 28), i % 28] as const
  const outside = gradient.filter((_, i) => !at(i).every(seen))
  expect(outside.length).toBe(2 * (784 - 21 * 21))
  expect(outside.every((value) => value === 0)).toBe(true)
  expect(gradient.filter((_, i) => at(i).every(seen)).filter((value) => value !== 0).length).toBeGreaterThan(400)
})

walk('a request does not change training', async ({ lab }) => {
  const link = '#window.1&T=3&batch=50&network.hidden=16,16'
  await lab.open(link)
  await lab.step(4)
  const { trainLoss } = await lab.call('metrics')
  await lab.reset()
  for (let step = 0; step < 4; step++) {
    await lab.step(1)
    await lab.call('attribution', step)
  }
  expect((await lab.call('metrics')).trainLoss!.value).toEqual(trainLoss!.value)
})

walk('a step is chosen by a click and by keys, for all views; the input has the button, too', async ({ lab, page }) => {
  await lab.open('#window.1&T=3&batch=50&network.hidden=16,16')
  await lab.step(1)
  await page.getByRole('region', { name: 'Network' }).getByText('input', { exact: true }).click()
  // The key has an effect as soon as the steps are in the page.
  await page.evaluate(() =>
    new MutationObserver((_, observer) => {
      if (!document.querySelector('dialog [aria-label="Time step"]')) return
      observer.disconnect()
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', shiftKey: true, bubbles: true }))
    }).observe(document.body, { childList: true, subtree: true }),
  )
  await lab.region('Spike raster').getByRole('button', { name: 'Attribution' }).click()
  const steps = dialog(lab).getByRole('group', { name: 'Time step' })
  await expect(steps.getByRole('radio', { name: '1', exact: true })).toBeChecked()
  await expect(dialog(lab).getByRole('img')).toHaveAccessibleName(/At step 1 it is farthest from 0 with/)
  await dialog(lab).getByRole('img').press('ArrowRight')
  await expect(steps.getByRole('radio', { name: '2', exact: true })).toBeChecked()
  await dialog(lab).getByRole('img').press('ArrowLeft')
  await expect(dialog(lab)).toContainText('surrogate (rectangle)')
  await page.keyboard.press('Escape')
  await page.locator('body').press('Shift+ArrowRight')
})

walk('where the window holds no potential, it says why the gradient is 0', async ({ lab, page }) => {
  await lab.open('#blank.1&T=2&batch=20&neuron.threshold=20&surrogate.width=0.5')
  await page.getByRole('region', { name: 'Inspector' }).getByRole('button', { name: 'Attribution' }).click()
  await expect(dialog(lab)).toContainText('The gradient is 0 everywhere: no potential of lif1 lies in the window at any step')
  expect((await lab.call('attribution', 0)).gradient.every((value) => value === 0)).toBe(true)
  await page.keyboard.press('Escape')
})

walk('numbers have none, and say so', async ({ lab, page }) => {
  await lab.open('#noisy-sine.2')
  await expect(lab.call('attribution', 0)).rejects.toThrow('this experiment has none')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Find an action' }).getByRole('combobox').fill('attribution')
  await expect(page.getByRole('option', { name: /^Attribution/ })).toHaveCount(0)
  await page.keyboard.press('Escape')
})
