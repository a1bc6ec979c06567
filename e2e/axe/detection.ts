/** States of an object detection experiment; the live camera has its own test, in a browser with a camera. */
import { expect, type Lab } from '../lab'
import { SMALL_DETECTOR } from '../small-detector'
import { opened, type Walk } from './walk'

const inspector = (lab: Lab) => lab.page.getByRole('region', { name: 'Inspector' })
const show = (lab: Lab, tab: string) => inspector(lab).getByRole('radio', { name: tab, exact: true }).check({ force: true })
const shown = (lab: Lab, chart: string) => expect(inspector(lab).getByRole('region', { name: chart, exact: true })).toBeVisible()

export const DETECTION: Walk = {
  name: 'detection',
  from: '',
  states: [
    {
      name: 'a scene of events',
      reach: async (lab) => {
        await opened(SMALL_DETECTOR)(lab)
        await lab.step(2)
        await shown(lab, 'Scene')
      },
    },
    {
      name: 'what a sampler did with a scene',
      reach: async (lab) => {
        await show(lab, 'sampler')
        await shown(lab, 'Residual potential')
      },
    },
    {
      name: 'average precision',
      reach: async (lab) => {
        await show(lab, 'precision')
        await lab.call('evaluate')
        await shown(lab, 'By class, speed and area')
      },
    },
    {
      name: 'failures of a detector',
      reach: async (lab) => {
        await show(lab, 'failures')
        await expect(
          inspector(lab)
            .getByRole('button', { name: /that no box finds/ })
            .first(),
        ).toBeVisible()
      },
    },
    { name: 'a detector before a camera', reach: (lab) => show(lab, 'live') },
  ],
}
