/** States of an experiment on neural responses. */
import { expect, type Lab } from '../lab'
import { SMALL_RETINA } from '../small-retina'
import type { Walk } from './walk'

const inspector = (lab: Lab) => lab.page.getByRole('region', { name: 'Inspector' })
const show = (lab: Lab, tab: string) => inspector(lab).getByRole('radio', { name: tab, exact: true }).check({ force: true })

export const RESPONSES: Walk = {
  name: 'neural responses',
  from: '',
  states: [
    {
      name: 'rasters of one trial, with the truth',
      reach: async (lab) => {
        await lab.call('open', SMALL_RETINA)
        await lab.step(2)
        await inspector(lab).getByRole('radio', { name: 'one trial' }).check({ force: true })
        for (const name of ['true rate', 'slow state']) await inspector(lab).getByRole('checkbox', { name }).check()
      },
    },
    {
      name: 'statistics of spike trains',
      reach: async (lab) => {
        await show(lab, 'statistics')
        await lab.call('evaluate')
        await expect(inspector(lab).getByRole('region', { name: 'Cells' })).toBeVisible()
      },
    },
    {
      name: 'a latent variable',
      reach: async (lab) => {
        await show(lab, 'latents')
        await expect(inspector(lab).getByRole('region', { name: 'KL by bin' })).toBeVisible()
      },
    },
    {
      name: 'a receptive field',
      reach: async (lab) => {
        await show(lab, 'fields')
        await expect(inspector(lab).getByRole('region', { name: 'Receptive field' })).toBeVisible()
      },
    },
  ],
}
