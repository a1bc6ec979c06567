/** A network as a list of layers: edited in the form, explained where it does not fit, trained, sent on as a link. */
import { violations } from './axe'
import { expect, walk } from './lab'

walk('a list of layers is edited, a mismatch is explained at its layer, and the network trains', async ({ lab }) => {
  await lab.open('#csnn.1&batch=8&T=2&run.evaluateEvery=1000')
  const list = lab.page.getByRole('group', { name: 'Layers, from the picture' })
  await expect(list.getByRole('listitem')).toHaveCount(5)
  await expect(list.getByRole('listitem').nth(0)).toContainText('32 × 28 × 28')
  await expect(list.getByRole('listitem').nth(3)).toContainText('32 × 7 × 7')
  const layersOf = async () => {
    const { network } = await lab.experiment()
    return network.kind === 'layers' ? network.layers : []
  }

  // A window that does not fit says so at its own layer, and nothing is opened.
  const size = lab.page.getByRole('spinbutton', { name: /^Layer 4, pooling: size/ })
  await size.fill('16')
  await size.press('Enter')
  await expect(list.getByRole('listitem').nth(3).getByRole('alert')).toContainText('A window of 16 × 16 does not fit a picture of 14 × 14')
  await expect(lab.play()).rejects.toThrow('does not fit')
  await size.fill('2')
  await size.press('Enter')
  await expect(list.getByRole('alert')).toHaveCount(0)

  await lab.page.getByRole('button', { name: 'Layer 5, linear: move up' }).click()
  await expect(list.getByRole('listitem').nth(4).getByRole('alert')).toContainText('It needs a picture')
  await lab.page.getByRole('button', { name: 'Layer 5, pooling: remove' }).click()
  await list.getByRole('combobox', { name: 'Add a layer' }).selectOption('linear')
  await expect.poll(async () => (await layersOf()).map(({ kind }) => kind)).toEqual(['conv', 'pool', 'conv', 'linear', 'linear'])
  await expect(list.getByRole('alert')).toHaveCount(0)
  expect(await violations(lab.page, '[data-layer-list]')).toEqual([])

  await lab.idle()
  await lab.step(2)
  const { trainLoss } = await lab.metrics()
  expect(trainLoss?.value).toHaveLength(2)
  const sent = await lab.link()
  await lab.open(sent.slice(sent.indexOf('#')))
  expect((await layersOf()).map(({ kind }) => kind)).toEqual(['conv', 'pool', 'conv', 'linear', 'linear'])
  await lab.step(2)
  expect((await lab.metrics()).trainLoss).toEqual(trainLoss)
})

walk(
  'each addition and removal is one step of undo, an empty list says what it means, and what follows a misfit is not checked',
  async ({ lab }) => {
    await lab.open('#csnn.1&batch=8&T=2')
    const list = lab.page.getByRole('group', { name: 'Layers, from the picture' })
    const rows = list.getByRole('listitem')
    const kindOf = (at: number) => list.getByRole('combobox', { name: `Layer ${at}: kind` })
    // A frame apart: no edit is opened between them.
    await lab.page.evaluate(async () => {
      for (const at of [4, 0]) {
        document.querySelectorAll<HTMLButtonElement>('[data-layer-list] button[title=Remove]')[at]!.click()
        await new Promise(requestAnimationFrame)
      }
    })
    await expect(rows).toHaveCount(3)
    await expect(rows.nth(0).getByRole('alert')).toContainText('It needs the channels of a convolution')
    await expect(rows.nth(1)).toContainText('Not checked until layer 1 fits.')
    await expect(lab.region('Health')).toContainText('This experiment cannot be opened: layer 1')
    await lab.button('Undo').click()
    await expect(rows).toHaveCount(4)
    await expect(kindOf(1)).toHaveValue('conv')
    await lab.button('Undo').click()
    await expect(rows).toHaveCount(5)
    for (let at = 0; at < 5; at++)
      await list
        .getByRole('button', { name: /: remove$/ })
        .last()
        .click()
    await expect(list).toContainText('No hidden layers: the picture goes straight to the classes.')
    await lab.step(1)
    expect((await lab.layers()).map(({ kind }) => kind)).toEqual(['input', 'lif'])
  },
)
