/** States of an experiment on two streams. */
import { expect, type Lab } from '../lab'
import { twoStreams } from '../two-streams'
import type { Walk } from './walk'

const inspector = (lab: Lab) => lab.page.getByRole('region', { name: 'Inspector' })

export const STREAMS: Walk = {
  name: 'two streams',
  from: '',
  states: [
    {
      name: 'events, pictures and scores',
      reach: async (lab) => {
        await lab.call('open', twoStreams)
        await lab.step(2)
        await inspector(lab)
          .getByRole('img', { name: /^Temporal scores/ })
          .press('Home')
      },
    },
    {
      name: 'a sample in another light',
      reach: async (lab) => {
        await inspector(lab).getByRole('slider', { name: 'Light' }).fill('0.5')
        await expect(inspector(lab)).toContainText('Made again')
      },
      leave: (lab) => inspector(lab).getByRole('button', { name: 'Reset the light' }).click(),
    },
    {
      name: 'accuracy by group',
      reach: async (lab) => {
        await lab.call('evaluate')
        await inspector(lab).getByRole('radio', { name: 'test set' }).check({ force: true })
        await expect(inspector(lab).getByRole('group', { name: 'Accuracy by group' })).toBeVisible()
      },
    },
  ],
}
