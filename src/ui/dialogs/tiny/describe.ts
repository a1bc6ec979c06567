/** A tiny network that learns without WebGPU. The page for browsers without WebGPU opens this dialog. */
import { type DialogDescription, lazily } from '../dialog'

export const tinyDialog: DialogDescription = {
  id: 'tiny',
  title: 'A tiny network on the processor',
  Component: lazily(async () => (await import('./tiny-dialog')).TinyDialog),
}
