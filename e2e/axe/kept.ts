/** States with saved runs. */
import { expect, type Lab } from '../lab'
import { dialog, SMALL, type State, shows, type Walk } from './walk'

/** Trains two runs that differ in the seed. */
async function trainTwo(lab: Lab): Promise<void> {
  await lab.step(2)
  await lab.call('open', `${SMALL}&seed=7`)
  await lab.step(2)
}

const STATES: readonly State[] = [
  {
    name: 'saved runs over each other, one unfolded',
    reach: async (lab) => {
      await trainTwo(lab)
      await shows(lab, 'runs compare', 'Runs')
      const runs = dialog(lab, 'Runs')
      await runs.getByRole('button', { name: 'Tick all shown' }).click()
      await runs.locator('[data-run-head]').first().click()
      await expect(runs.locator('.js-plotly-plot')).toBeVisible()
    },
  },
  {
    name: 'a snapshot pinned, and the menu of runs',
    reach: async (lab) => {
      await lab.page.locator('body').press('p')
      await lab.step(1)
      await lab.region('Membrane potential').getByText('vs run', { exact: true }).click()
    },
    leave: (lab) => lab.region('Membrane potential').getByText('vs run', { exact: true }).click(),
  },
  {
    name: 'a saved run looked at',
    reach: async (lab) => {
      await shows(lab, 'runs compare', 'Runs')
      await dialog(lab, 'Runs').locator('[data-run-head]').first().click()
      await dialog(lab, 'Runs').getByRole('button', { name: 'Look at it' }).click()
      await expect(lab.page.getByRole('complementary', { name: 'About this run' })).toBeVisible()
    },
  },
  {
    name: 'runs to resume',
    reach: async (lab) => {
      await lab.reload()
      await expect(lab.page.getByRole('complementary', { name: 'Runs to resume' })).toBeVisible()
    },
  },
]

export const KEPT: Walk = { name: 'saved runs', from: SMALL, states: STATES }
