/** Between the lab and a cluster: the commands that the dialogs show, and the returned file of runs with its sweep. */
import { gunzipSync } from 'node:zlib'
import { expect, walk } from './lab'

const TINY = '#blank.1&T=2&batch=20&network.hidden=16,16'

walk('the dialogs give the command and the file', async ({ lab }) => {
  await lab.open('#window.1&T=2&batch=20&network.hidden=16')
  await lab.page.getByRole('button', { name: 'Compare', exact: true }).click()
  const variants = lab.page.getByRole('dialog', { name: 'Compare variants' })
  await variants.getByText('On a cluster', { exact: true }).click()
  await expect(variants.getByText(/^npm run compare -- window\.json --ready \w+ --times 2,4,6 --seeds .* --on slurm$/)).toBeVisible()
  await lab.page.getByRole('group', { name: 'What to run in turn' }).getByText('Sweep').click()
  const dialog = lab.page.getByRole('dialog', { name: 'Sweep fields' })
  await dialog.getByLabel('Add a field').fill('Learning rate')
  await dialog.getByLabel('Add a field').press('Enter')
  await dialog.getByLabel('Learning rate', { exact: true }).fill('0.001, 0.1')
  await dialog.getByText('On a cluster', { exact: true }).click()
  await expect(
    dialog.getByText(/^npm run sweep -- window\.json --axis 'optimizer\.rate=0\.001, 0\.1' --steps \d+ --on slurm$/),
  ).toBeVisible()
  const saved = lab.page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save experiment' }).click()
  expect((await saved).suggestedFilename()).toBe('window.json')
})

walk('a file of runs with its sweep fills the tables, and says by whom the runs were computed', async ({ lab }) => {
  await lab.open(TINY)
  const base = await lab.experiment()
  const swept = await lab.call('sweep', { axes: [{ path: 'run.seed', values: [1, 2] }], steps: 2 })
  const file = JSON.parse(gunzipSync(Uint8Array.from(await lab.call('exportRuns'))).toString())
  // As if computed by two machines, with other ids.
  const runs = file.runs
    .filter(({ sweep }: { sweep: unknown }) => sweep !== null)
    .map((run: { id: string; provenance: object }, i: number) => ({
      ...run,
      id: `cluster-${i}`,
      provenance: { ...run.provenance, node: `node${i}`, ...(i === 1 && { adapter: 'Another adapter' }) },
    }))
  expect(runs.length).toBe(2)
  const results = swept.rows.map(({ result }) =>
    result!.ok ? { ...result, outcomes: { ...result!.outcomes, testLoss: 12.3456 } } : result,
  )
  const { axes, mode, steps } = swept
  const study = { kind: 'sweep', base, axes, mode, steps, results }
  await lab.drop('runs.json', JSON.stringify({ ...file, runs, study }))
  const dialog = lab.page.getByRole('dialog', { name: 'Sweep fields' })
  const rows = dialog.getByRole('table', { name: 'Runs of the sweep' }).locator('tbody').getByRole('row')
  await expect(rows).toHaveCount(2)
  await expect(rows.first()).toContainText('12.3456')
  await expect(lab.page.getByText('2 runs came in. The tables of their sweep are under Compare, Sweep.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await lab.page.getByRole('button', { name: 'Runs', exact: true }).click()
  const kept = lab.page.getByRole('dialog', { name: 'Runs', exact: true })
  await kept.getByRole('button', { name: 'Tick all shown' }).click()
  await expect(
    kept.getByText('These runs were computed by 2 adapters: their bits differ for that alone, and they are comparable in statistics only.'),
  ).toBeVisible()
  const numbers = kept.getByRole('table', { name: 'Newest numbers of the runs' })
  await expect(numbers.getByRole('cell', { name: 'node1' })).toBeVisible()
  await expect(numbers.getByRole('cell', { name: 'Another adapter' })).toBeVisible()
})
