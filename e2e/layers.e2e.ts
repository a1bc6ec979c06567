/** A network as a list of layers: edited in the form, checked for shapes that do not fit, trained, shared as a link. */
import { violations } from './axe'
import { expect, walk } from './lab'

walk('a layer is given a neuron of its own, shown and checked where it is, and takes that of the network again', async ({ lab }) => {
  await lab.open('#csnn.1&batch=8&T=2&run.evaluateEvery=1000')
  const kind = lab.page.getByRole('combobox', { name: 'Layer 3, convolution: neuron' })
  await expect(kind).toHaveValue('as the network')
  await kind.selectOption('equations')
  const own = lab.page.getByRole('group', { name: 'Layer 3, convolution: its neuron' })
  const text = own.getByLabel('Equations')
  await text.fill('s = expp(x)')
  await expect(own).toContainText('expp is not a function; exp is.')
  await text.fill('v = 0.5*v[t-1] + x - s[t-1]\ns = spike(v - 1)')
  await lab.idle()
  await lab.step(1)
  expect((await lab.metrics()).trainLoss?.value).toHaveLength(1)
  const { network } = await lab.experiment()
  expect(network.kind === 'layers' && network.layers.map((layer) => ('neuron' in layer ? layer.neuron?.kind : undefined))).toEqual([
    undefined,
    undefined,
    'equations',
    undefined,
    undefined,
  ])
  expect(await violations(lab.page, '[data-layer-list]')).toEqual([])
  await kind.selectOption('as the network')
  await expect(own).toHaveCount(0)
})

walk('a list of layers is edited, a mismatch is explained at its layer, and the network trains', async ({ lab }) => {
  await lab.open('#csnn.1&batch=8&T=2&run.evaluateEvery=1000')
  const list = lab.page.getByRole('group', { name: 'Layers, from the input to the last hidden one' })
  await expect(list.getByRole('listitem')).toHaveCount(5)
  await expect(list.getByRole('listitem').nth(0)).toContainText('32 × 28 × 28')
  await expect(list.getByRole('listitem').nth(3)).toContainText('32 × 7 × 7')
  const layersOf = async () => {
    const { network } = await lab.experiment()
    return network.kind === 'layers' ? network.layers : []
  }

  // A window that does not fit shows an error at its own layer, and nothing is opened.
  const size = lab.page.getByRole('spinbutton', { name: /^Layer 4, pooling: size/ })
  await size.fill('16')
  await size.press('Enter')
  await expect(list.getByRole('listitem').nth(3).getByRole('alert')).toContainText('A window of 16 × 16 does not fit an image of 14 × 14')
  await expect(lab.play()).rejects.toThrow('does not fit')
  await size.fill('2')
  await size.press('Enter')
  await expect(list.getByRole('alert')).toHaveCount(0)

  // A number out of range stays as typed, with its error.
  const field = (name: string) => lab.page.getByRole('spinbutton', { name, exact: true })
  const first = list.getByRole('listitem').nth(0)
  await expect(first).toContainText('channels')
  for (const [name, typed, said] of [
    ['kernel', '99', 'Kernel: At most 15.'],
    ['stride', '0', 'Stride: At least 1.'],
    ['padding', '1.5', 'Padding: “1.5” is not a whole number.'],
  ] as const) {
    const input = field(`Layer 1, convolution: ${name}`)
    const before = await input.inputValue()
    await input.fill(typed)
    await input.press('Enter')
    await expect(first.getByRole('alert')).toHaveText([said])
    await expect(input).toHaveValue(typed)
    await input.fill(before)
    await input.press('Enter')
    await expect(list.getByRole('alert')).toHaveCount(0)
  }
  await field('Layer 1, convolution: kernel').fill('99')
  await field('Layer 1, convolution: kernel').press('Tab')
  await expect(first.getByRole('alert')).toHaveText(['Kernel: At most 15.'])
  // The tooltip of the next field, which has focus, covers no error message.
  // Scrolling closes the tooltip, so the focus moves away and back until it stays.
  const tooltip = lab.page.locator('[data-tooltip]')
  await expect(async () => {
    await lab.page.keyboard.press('Shift+Tab')
    await lab.page.keyboard.press('Tab')
    await expect(tooltip).toBeVisible({ timeout: 1000 })
    const tip = (await tooltip.boundingBox({ timeout: 1000 }))!
    const sentence = (await first.getByRole('alert').boundingBox())!
    expect(tip.y + tip.height <= sentence.y || tip.y >= sentence.y + sentence.height).toBe(true)
  }).toPass()
  // The next typed value has its own error.
  await field('Layer 1, convolution: kernel').fill('2.5')
  await field('Layer 1, convolution: kernel').press('Enter')
  await expect(first.getByRole('alert')).toHaveText(['Kernel: “2.5” is not a whole number.'])
  await field('Layer 1, convolution: kernel').press('Escape')
  await expect(first.getByRole('alert')).toHaveText(['Kernel: At most 15.'])
  await expect(list.getByRole('listitem').nth(1)).toContainText('Not checked until layer 1 fits.')
  await expect(lab.region('Health')).toContainText('This experiment cannot be opened: layer 1')
  await lab.button('Use 15').click()
  await expect(list.getByRole('alert')).toHaveCount(0)
  await lab.button('Undo').click()
  await lab.button('Undo').click()
  await expect(first).toContainText('32 × 28 × 28')

  await lab.page.getByRole('button', { name: 'Layer 5, linear: move up' }).click()
  await expect(list.getByRole('listitem').nth(4).getByRole('alert')).toContainText('It needs an image')
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
    await lab.open('#csnn.1&batch=8&T=2&network.width=0.5')
    const list = lab.page.getByRole('group', { name: 'Layers, from the input to the last hidden one' })
    const rows = list.getByRole('listitem')
    // Channels are entered for width 1, and the row shows the scaled number.
    await expect(rows.nth(0)).toContainText('× 0.5 = 16')
    await expect(rows.nth(0)).toContainText('16 × 28 × 28')
    const kindOf = (at: number) => list.getByRole('combobox', { name: `Layer ${at}: kind` })
    // A frame apart, so that the experiment is not opened between the edits.
    await lab.page.evaluate(async () => {
      for (const at of [4, 0]) {
        document.querySelectorAll<HTMLButtonElement>('[data-layer-list] button[data-help=Remove]')[at]!.click()
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
    await expect(list).toContainText('No hidden layers: the input goes straight to the classes.')
    await lab.step(1)
    expect((await lab.layers()).map(({ kind }) => kind)).toEqual(['input', 'lif'])
  },
)

walk('what is wrong with a field is said once, and where it can be seen', async ({ lab }) => {
  await lab.open('#window.1&T=2&network.hidden=16,16')
  const experiment = lab.region('Experiment')
  const hidden = lab.page.getByLabel('Hidden layers', { exact: true })
  await hidden.fill('9999, 9999, 9999')
  await hidden.press('Enter')
  await expect(experiment.getByText('At most 8192.', { exact: true })).toHaveCount(1)
  await hidden.fill('16, 16')
  await hidden.press('Enter')
  // The field is at the lower edge of the form, where the equations begin.
  const rate = lab.page.getByRole('spinbutton', { name: /^Learning rate/ })
  await rate.evaluate((input) => input.scrollIntoView({ block: 'end' }))
  await rate.fill('99')
  await rate.press('Enter')
  await expect(experiment.getByText('At most 10.', { exact: true })).toBeInViewport({ ratio: 1 })
})
