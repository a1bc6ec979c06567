/** States with the results of a comparison and of a sweep. */
import { expect } from '../lab'
import { SMALL, type State, shows, type Walk } from './walk'

const STATES: readonly State[] = [
  {
    name: 'comparing: the results',
    reach: async (lab) => {
      await lab.call('compare', { times: [2], seeds: [1, 2, 3], steps: 2 })
      await shows(lab, 'compare variants', 'Compare variants')
      await expect(lab.page.getByRole('region', { name: 'Results' })).toBeVisible()
    },
  },
  {
    name: 'sweeping: the results',
    reach: async (lab) => {
      await lab.call('sweep', { axes: [{ path: 'neuron.threshold', values: [0.5, 1] }], steps: 2 })
      await shows(lab, 'sweep fields', 'Sweep fields')
      await expect(lab.page.getByRole('table', { name: 'Runs of the sweep' })).toBeVisible()
    },
  },
]

export const STUDIED: Walk = { name: 'comparisons and sweeps', from: SMALL, states: STATES }
