/** Events and images next to each other, attention scores, dimmed light, and where the network's predictions are correct. */
import { dialog } from './axe/walk'
import { expect, type Lab, walk } from './lab'
import { twoStreams } from './two-streams'

const inspector = (lab: Lab) => lab.region('Inspector')
/** A digest of a canvas. */
const drawn = (lab: Lab, name: RegExp) =>
  inspector(lab)
    .getByRole('img', { name })
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())

walk('two streams: branches, scores in step, another light, accuracy by group', async ({ lab }) => {
  await lab.open('')
  await lab.call('open', twoStreams)
  await lab.step(3)
  // No request was made before the network existed.
  await expect(lab.page.getByText('No experiment is open.')).toHaveCount(0)

  await walk.step('layers of each stream stand in a row, and keys select them by their numbers', async () => {
    const frames = lab.page.getByRole('group', { name: 'Layers of the frames' })
    await expect(frames.getByRole('button')).toHaveCount(2)
    await expect(lab.page.getByRole('group', { name: 'Layers of the events' }).getByRole('button')).toHaveCount(2)
    await lab.page.keyboard.press('3')
    await expect(frames.locator('[aria-current]')).toContainText('frame.lif1')
  })

  await walk.step('a prediction from all steps at once is called so', async () => {
    await expect(inspector(lab).getByRole('rowheader')).toHaveText(['all'])
  })

  await walk.step('each cell has room for its own numbers', async () => {
    const over = await lab
      .region('Network')
      .locator('[data-layer]')
      .evaluateAll((cells) =>
        cells.flatMap((cell) => {
          const right = cell.getBoundingClientRect().right
          const beyond = [...cell.querySelectorAll('b, span')].filter((part) => part.getBoundingClientRect().right > right + 1)
          return beyond.map((part) => `${cell.textContent}: ${part.textContent}`)
        }),
      )
    expect(over).toEqual([])
  })

  await walk.step('scripts get the scores, which move while it learns', async () => {
    const before = await lab.call('scores', 0)
    expect(before.map(({ stream, of, weighs, shape }) => [stream, of, weighs, shape])).toEqual([
      ['event', 'temporal', ['frame'], [16, 1]],
      ['event', 'spatial', ['frame'], [8, 8]],
      ['frame', 'temporal', ['event'], [16, 1]],
      ['frame', 'spatial', ['event'], [8, 8]],
    ])
    for (const { data } of before) for (const value of data) expect(value > 0 && value < 1).toBe(true)
    await lab.step(3)
    expect((await lab.call('scores', 0)).map(({ data }) => data)).not.toEqual(before.map(({ data }) => data))
  })

  await walk.step('a step of a strip is that of both pictures', async () => {
    const strips = inspector(lab).getByRole('img', { name: /^Temporal scores/ })
    const all = await drawn(lab, /^Events/)
    await strips.press('Home')
    await strips.press('ArrowRight')
    await expect(inspector(lab).getByRole('img', { name: /^Events, step 2 of 16/ })).toBeVisible()
    await expect(strips).toHaveAccessibleName(/at step 2/)
    await expect.poll(() => drawn(lab, /^Events/)).not.toBe(all)
    await strips.press('Escape')
    await expect(inspector(lab).getByRole('img', { name: /^Events, all 16 steps/ })).toBeVisible()
  })

  await walk.step('Escape leaves full size, though the equations of the attention are unfolded', async () => {
    await expect(lab.page.getByText('Attention, reconstructed from the abstract')).toBeVisible()
    await inspector(lab).getByRole('button', { name: 'Full size', exact: true }).click()
    await expect(lab.region('Learning curves')).toBeHidden()
    await lab.page.keyboard.press('Escape')
    await expect(lab.region('Learning curves')).toBeVisible()
  })

  await walk.step('dimming the light changes inputs and scores, and is taken back', async () => {
    const overlay = inspector(lab).getByRole('combobox', { name: 'Overlay' })
    const scores = await overlay.locator('xpath=..').textContent()
    await overlay.selectOption('none')
    const bright = await drawn(lab, /^Events/)
    await inspector(lab).getByRole('slider', { name: 'Light' }).fill('0.2')
    await expect(inspector(lab)).toContainText('Made again in a steady light of 0.20.')
    await expect(inspector(lab)).toContainText('test sample 0, relit')
    await expect.poll(() => drawn(lab, /^Events/)).not.toBe(bright)
    await overlay.selectOption({ index: 1 })
    await expect.poll(() => overlay.locator('xpath=..').textContent()).not.toBe(scores)
    await inspector(lab).getByRole('button', { name: 'Reset the light' }).click()
    await expect(inspector(lab)).toContainText('Taken: bright, front')
    await expect.poll(() => overlay.locator('xpath=..').textContent()).toBe(scores)
  })

  await walk.step('an evaluation says where the network is right', async () => {
    await lab.call('evaluate')
    await inspector(lab).getByRole('radio', { name: 'test set' }).check({ force: true })
    const table = inspector(lab).getByRole('group', { name: 'Accuracy by group' }).getByRole('table')
    await expect(table.getByRole('row', { name: /^bright .* of 16$/ })).toBeVisible()
    await expect(table.getByRole('row', { name: /^trill .* of 48$/ })).toBeVisible()
    await inspector(lab).getByRole('radio', { name: 'image' }).check({ force: true })
  })

  await walk.step('fusions and lights are ready to be compared', async () => {
    await lab.page.getByRole('button', { name: 'Compare', exact: true }).click()
    const compare = dialog(lab, 'Compare variants')
    await expect(compare).toContainText('“events only”')
    await compare.getByRole('radio', { name: 'other light' }).check({ force: true })
    await expect(compare).toContainText('“CMA V1, bright to dim”')
    await lab.page.keyboard.press('Escape')
  })

  await walk.step('the preset learns the signs of one subject, and its scores are not those that it began with', async () => {
    await lab.open('#cma-signs.2&data.trainSubjects=1&data.testSubjects=1&data.batch=8')
    const scores = () => lab.call('scores', 0).then((all) => all.map(({ data }) => [...data]))
    const before = await scores()
    await lab.step(14)
    const last = (await lab.metrics()).trainAccuracy!.value.slice(-6)
    // Chance level is 1 in 8; SwiftShader reaches 100 % from step 8 on.
    expect(last.reduce((sum, value) => sum + value, 0) / last.length).toBeGreaterThan(0.8)
    expect(await scores()).not.toEqual(before)
  })
})
