/** Operations and energy: the dialog shows the values of `window.lab.energy()`, in its own format. */
import { readFile } from 'node:fs/promises'
import { violations } from './axe'
import { expect, walk } from './lab'

walk('the table of operations has the values of window.lab, and follows the weights when computed again', async ({ lab, page }) => {
  await lab.open('#window.1')
  const before = await lab.call('energy')
  await page.getByRole('button', { name: /^Memory and cost: / }).click()
  await page.getByRole('button', { name: 'Operations and energy …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Operations and energy' })
  const table = dialog.getByRole('table').first()
  const exact = async () =>
    (await table
      .locator('tbody td[data-help]')
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-help'))))) as number[]
  const said = ({ rows }: typeof before) => rows.flatMap(({ accumulates, multiplyAccumulates }) => [accumulates, multiplyAccumulates])
  await expect(table).toBeVisible()
  expect(await table.locator('tbody th').count()).toBe(before.rows.length)
  expect(await exact()).toEqual(said(before))
  // The image enters as currents and is multiplied once; all later inputs are spikes.
  expect(before.rows.map(({ input, steps }) => [input, steps])).toEqual([
    ['numbers', 1],
    ...before.rows.slice(1).map(() => ['spikes', before.steps]),
  ])
  await expect(dialog).toContainText('arithmetic only, 45 nm, no memory traffic: an estimate')
  await expect(dialog.getByRole('row', { name: /^One step, every product a MAC/ })).toContainText('as much')

  const units: Readonly<Record<string, number>> = { pJ: 1, nJ: 1e3, µJ: 1e6, mJ: 1e9 }
  /** The total in pJ, of which three digits are shown, as a ratio to what window.lab returns. */
  const together = async (picojoules: number) => {
    const [size, unit] = (await table.locator('tfoot td').last().textContent())!.split(/\s/)
    return (Number(size!.replace(',', '')) * units[unit!]!) / picojoules
  }
  expect(await together(before.total.picojoules)).toBeCloseTo(1, 2)
  await dialog.getByRole('combobox', { name: 'Memory traffic' }).selectOption('dram')
  await dialog.getByRole('checkbox', { name: 'Neurons’ updates in the total' }).check()
  await expect(dialog).toContainText('a word of DRAM for each weight, 45 nm, with the neurons’ updates: an estimate')
  const moved = await lab.call('energy', { memory: 'dram', updates: true })
  expect(moved.total.picojoules).toBeGreaterThan(100 * before.total.picojoules)
  expect(await together(moved.total.picojoules)).toBeCloseTo(1, 2)

  await lab.step(5)
  const after = await lab.call('energy')
  expect(said(after)).not.toEqual(said(before))
  await dialog.getByRole('button', { name: 'Count again' }).click()
  await expect.poll(exact).toEqual(said(after))

  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save operations and energy as CSV' }).click()
  const lines = (await readFile(await (await download).path(), 'utf8')).split('\n')
  expect(lines[1]).toMatch(/^linear1,lif1,linear,numbers,1,/)
  expect(lines.find((line) => line.startsWith('total,'))).toBeDefined()
  await page.keyboard.press('Escape')
})

walk('the weight of synaptic operations is dragged while a network trains, and the path shows it', async ({ lab, page }) => {
  await lab.open('#window.1&T=3&batch=50&network.hidden=16,16&synapticOperations.kind=share')
  await lab.step(3)
  const view = lab.region('Energy while training')
  await expect(view).toContainText(
    /After step 3 train accuracy \d+\.\d+\u00a0% at \d+\.\d\u00a0nJ a sample, [\d.]+\u00a0nJ for spikes; at first/,
  )
  await view.getByRole('slider', { name: 'Weight of synaptic operations' }).fill('75')
  await expect.poll(async () => (await lab.call('experiment')).changes).toMatchObject([{ step: 3, synapticOperations: { kind: 'share' } }])
  await lab.step(2)
  await expect(view.getByRole('img')).toHaveAttribute('aria-label', /^After step 5 .*; weight 9\.80 since step 3\.$/)
  expect(await violations(page, '[data-view=energy]')).toEqual([])
  await view.getByRole('button', { name: 'Table' }).click()
  await expect(view.getByRole('row')).toHaveCount(6)
  await expect(view.getByRole('row').last()).toContainText('9.80')
  expect(await violations(page, '[data-view=energy]')).toEqual([])
})
