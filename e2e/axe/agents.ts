/** States of an experiment in which an agent acts. */
import { expect, type Lab } from '../lab'
import { SMALL_AGENT } from '../small-agent'
import { opened, type Walk } from './walk'

const inspector = (lab: Lab) => lab.page.getByRole('region', { name: 'Inspector' })
const show = (lab: Lab, tab: string) => inspector(lab).getByRole('radio', { name: tab, exact: true }).check({ force: true })
const shown = (lab: Lab, chart: string) => expect(inspector(lab).getByRole('region', { name: chart, exact: true })).toBeVisible()

export const AGENTS: Walk = {
  name: 'an agent',
  from: '',
  states: [
    {
      name: 'an environment that moves',
      reach: async (lab) => {
        await opened(SMALL_AGENT)(lab)
        await lab.step(2)
        await shown(lab, 'Environment')
      },
    },
    {
      name: 'an episode and what the memory held',
      reach: async (lab) => {
        await show(lab, 'episode')
        await shown(lab, 'Memory')
      },
    },
    {
      name: 'returns of an evaluation',
      reach: async (lab) => {
        await show(lab, 'returns')
        await lab.call('evaluate')
        await shown(lab, 'Lengths')
      },
    },
    {
      name: 'a person in the agent’s place',
      reach: async (lab) => {
        await show(lab, 'play')
        await shown(lab, 'Play')
      },
    },
  ],
}
