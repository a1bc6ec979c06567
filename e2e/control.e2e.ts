/**
 * Control: a small agent trains; environments move, an episode is scrubbed, returns are evaluated, and the user plays, in the Inspector
 * and by `window.lab`.
 */
import type { Episode, Live, Played, TeamPlayed } from '../src/tasks/control/detail'
import { expect, type Lab, walk } from './lab'
import { SMALL_AGENT } from './small-agent'

const inspector = (lab: Lab) => lab.region('Inspector')
const show = (lab: Lab, tab: string) => inspector(lab).getByRole('radio', { name: tab, exact: true }).check({ force: true })
const chart = (lab: Lab, name: string) => inspector(lab).getByRole('region', { name, exact: true })
const picture = (lab: Lab, name: string) => chart(lab, name).getByRole('img')
const rowsOf = (lab: Lab, name: string) => chart(lab, name).getByRole('table').getByRole('rowheader').allTextContents()
const pixels = (lab: Lab, name: string) => picture(lab, name).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())

walk('an agent learns, and its tabs show the worker’s values; the user plays instead of it', async ({ lab }) => {
  await lab.open(SMALL_AGENT)
  await lab.step(3)
  const { trainLoss } = await lab.metrics()
  expect(trainLoss!.value).toHaveLength(3)
  expect(trainLoss!.value.every(Number.isFinite)).toBe(true)

  // Parts without a cell in the strip are listed with what they learn: embeddings, and the hidden layers of policy and value.
  await expect(lab.region('Network').getByRole('group', { name: 'Other parts' })).toContainText(
    /observation embedding96.*policy 1, 2.*value 1, 2/,
  )

  // Environments move: their states differ from time step to time step, and so do the drawings.
  const live = (await lab.call('inspect', { ask: 'live', environments: 4 })) as unknown as Live
  expect({ timeSteps: live.timeSteps, environments: live.environments }).toEqual({ timeSteps: 17, environments: 4 })
  const at = (moment: number) => Array.from(live.states).slice(4 * moment * live.words, 4 * (moment + 1) * live.words)
  expect(at(1)).not.toEqual(at(0))
  // The next rollout starts when the previous one is over, but not while paused.
  await expect(picture(lab, 'Environment')).toHaveAccessibleName(/of the rollout at batch 3/)
  const before = await pixels(lab, 'Environment')
  await expect.poll(() => pixels(lab, 'Environment')).not.toBe(before)
  await inspector(lab).getByRole('button', { name: 'Pause the environments' }).click()
  const still = await pixels(lab, 'Environment')
  // Two steps, because the last time step of a rollout equals the first of the next.
  for (let count = 0; count < 2; count++) await inspector(lab).getByRole('button', { name: 'Forward one step' }).click()
  await expect.poll(() => pixels(lab, 'Environment')).not.toBe(still)
  await inspector(lab).getByRole('radio', { name: '4', exact: true }).check({ force: true })
  await expect(picture(lab, 'Environments')).toHaveAccessibleName(/^4 environments, time step \d+ of the rollout at batch 3/)

  // Keys scrub an episode; its strips are there.
  await show(lab, 'episode')
  const episode = (await lab.call('inspect', { ask: 'episode', greedy: true, environment: 0 })) as unknown as Episode
  await expect(picture(lab, 'Episode')).toHaveAccessibleName(
    /^Step 0 of \d+: (left|right), probability \d+\s%, reward 1\.00\. R² of a linear readout/,
  )
  await picture(lab, 'Episode').focus()
  await lab.page.keyboard.press('ArrowRight')
  await lab.page.keyboard.press('ArrowRight')
  await expect(picture(lab, 'Episode')).toHaveAccessibleName(/^Step 2 of /)
  await expect(picture(lab, 'Step')).toHaveAccessibleName(/^Step 2 of /)
  await lab.page.keyboard.press('End')
  await expect(picture(lab, 'Step')).toHaveAccessibleName(`Step ${episode.steps} of ${episode.steps}: the end.`)
  await expect(picture(lab, 'Memory')).toHaveAccessibleName(/^membrane u, current c, forget gate F, input gate I, spikes of 16 units/)
  await expect(inspector(lab)).toContainText(/silent\d+ of 16/)
  for (const name of ['membrane', 'current', 'forgetGate', 'inputGate', 'spikes'] as const)
    expect(episode.strips[name]).toHaveLength(16 * (episode.steps + 1))
  await chart(lab, 'Memory').getByRole('button', { name: 'Table' }).click()
  expect(await rowsOf(lab, 'Memory')).toHaveLength(16)
  await chart(lab, 'Memory').getByRole('button', { name: 'Table' }).click()

  // An evaluation reports a return.
  await show(lab, 'returns')
  await inspector(lab).getByRole('button', { name: 'Evaluate the agent' }).click()
  await expect(picture(lab, 'Returns')).toHaveAccessibleName(/^Returns of 4 episodes: mean \d/)
  const report = (await lab.call('evaluate')) as unknown as { return: number; length: number; best: number; returns: number[] }
  expect(report.returns).toHaveLength(4)
  expect(report.return).toBeCloseTo(report.returns.reduce((a, b) => a + b, 0) / 4, 4)
  expect(report.best).toBeGreaterThanOrEqual(report.return)

  // The user plays from the start of the agent's episode.
  await show(lab, 'play')
  const begun = (await lab.call('inspect', { ask: 'play', environment: 0, state: null, action: [] })) as unknown as Played
  for (const [word, value] of begun.state.entries()) expect(value).toBeCloseTo(episode.states[word]!, 5)
  await expect(picture(lab, 'Play')).toHaveAccessibleName(/^Step 0, return 0\.00\./)
  const start = await pixels(lab, 'Play')
  await picture(lab, 'Play').focus()
  for (const [key, step] of [
    ['ArrowLeft', 1],
    ['ArrowRight', 2],
  ] as const) {
    await lab.page.keyboard.press(key)
    await expect(picture(lab, 'Play')).toHaveAccessibleName(new RegExp(`^Step ${step}, return ${step}\\.00\\.`))
  }
  expect(await pixels(lab, 'Play')).not.toBe(start)
  await inspector(lab).getByRole('radio', { name: 'as the agent' }).check({ force: true })
  await chart(lab, 'Play').getByRole('button', { name: 'Table' }).click()
  expect(await rowsOf(lab, 'Play')).toEqual(['position', 'angle'])
})

walk('the user acts for one agent of a team, and the network for the others', async ({ lab }) => {
  await lab.open('#riddle-ppo.2&data.batch=4&data.test=4&network.units=16&network.heads=8&encoder.steps=8')
  await show(lab, 'play')
  await inspector(lab).getByRole('radio', { name: 'agent 2' }).check({ force: true })
  await expect(picture(lab, 'Play')).toHaveAccessibleName(/^Step 0, return 0\.00\./)
  await inspector(lab).getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'nothing' }).click()
  await expect(picture(lab, 'Play')).toHaveAccessibleName(/^Step 1, return /)
  const call = { ask: 'playInTeam', environment: 0, agent: 1, taken: [], action: 0 } as const
  const { taken, observation, state } = (await lab.call('inspect', call)) as unknown as TeamPlayed
  expect({ agents: taken[0]!.length, own: taken[0]![1], observed: observation.length, step: state[0] }).toEqual({
    agents: 3,
    own: 0,
    observed: 2,
    step: 1,
  })
})

walk('an agent continues to the same bits after a reload, and on another device', async ({ lab }) => {
  await lab.open(SMALL_AGENT)
  await lab.step(2)
  await lab.idle()
  const { id } = await lab.state()
  await lab.reload()
  await lab.call('resume', id)
  await lab.step(1)
  await lab.call('loseDevice')
  await lab.page.getByRole('button', { name: 'Resume' }).first().click()
  await expect.poll(async () => (await lab.state()).kind).toBe('paused')
  await lab.step(1)
  expect(await lab.state()).toMatchObject({ id, step: 4 })
  const everything = async () => ({ weights: await lab.call('weights'), metrics: await lab.metrics() })
  const interrupted = await everything()
  await lab.open(SMALL_AGENT)
  await lab.step(4)
  expect(await everything()).toEqual(interrupted)
})

walk('the best weights play, are saved, and runs of other seeds are a band', async ({ lab }) => {
  await lab.open(SMALL_AGENT)
  await lab.step(1)
  await show(lab, 'returns')
  await inspector(lab).getByRole('radio', { name: 'best', exact: true }).check({ force: true })
  await expect(inspector(lab)).toContainText('No evaluation has been played yet')
  await lab.call('evaluate')
  await expect(picture(lab, 'Returns')).toHaveAccessibleName(/^Returns of 4 episodes: mean \d/)
  await show(lab, 'episode')
  await expect(inspector(lab).getByRole('radio', { name: 'best', exact: true })).toBeChecked()
  await expect(picture(lab, 'Episode')).toHaveAccessibleName(/^Step \d+ of \d+: (left|right), probability/)
  // The numbers are equal; only the header in front of them tells which weights they are.
  const numbers = (which: 'latest' | 'best') =>
    lab.page.evaluate(async (of) => Array.from(new Uint8Array(await window.lab.weights(of)).slice(-4000)), which)
  expect(await numbers('best')).toEqual(await numbers('latest'))

  // Training time is counted in environment steps, and the equations are those of the memory.
  await expect(lab.region('Learning curves').getByRole('img')).toHaveAccessibleName(/^Learning curves, 128 of 200,000 environment steps\./)
  await expect(lab.region('Equations')).toContainText('F[t] · c[t−1] + (1 − F[t]) · I[t]')
  await expect(lab.region('Equations')).toContainText('policy (logits), value')
  await expect(lab.region('Network').locator('[data-layer]').first()).not.toContainText('encoder')
  await expect(lab.region('Equations')).not.toContainText('Σ')

  await lab.call('open', `${SMALL_AGENT}&run.seed=7`)
  await lab.step(1)
  await show(lab, 'returns')
  await inspector(lab).getByRole('button', { name: 'Curve over seeds …' }).click()
  const runs = lab.page.getByRole('dialog', { name: 'Runs' })
  await expect(runs.getByRole('checkbox', { name: 'Group runs that differ in the seed alone' })).toBeChecked()
  await expect(runs.getByText('(2 runs)').first()).toBeVisible()
})
