/** Each preset takes the dispatches and pipelines and binds the bytes that its line in dispatches.txt says; "vitest run <this file> -u" rewrites them. */
import { expect, test } from 'vitest'
import { dispatchTable } from './dispatches'

test('a training step of each preset takes the dispatches, pipelines and bytes that are recorded', async () => {
  await expect(dispatchTable()).toMatchFileSnapshot('dispatches.txt')
})
