/** Augmentation of training samples in Python: shifts, flips and dropped events. */
import { changesOf } from '../../data/augment/schema'
import type { Plan } from './plan'
import { block, docstring } from './python'

/** Whether training samples are changed. */
export const augments = (plan: Plan): boolean => changeLines(plan).length > 0

export function augmenting(plan: Plan): string[] {
  const lines = changeLines(plan)
  if (lines.length === 0) return []
  const { frame } = plan.set
  return block('def augment(images):', [
    ...docstring('Changes to training samples, drawn for each: shifts, mirrors and the like.'),
    'changed = []',
    'for image in images:',
    ...lines.map((line) => `    ${line}`),
    '    changed.append(image)',
    `return torch.stack(changed)  # [batch, ${frame ? 'steps, ' : ''}rows, columns, channels]`,
  ])
}

function changeLines({ experiment: { data }, set: { height, width, frame } }: Plan): string[] {
  const { crop, flip, cutout } = changesOf(data)
  const lines: string[] = []
  if (crop > 0)
    lines.push(
      `y, x = torch.randint(0, ${2 * crop} + 1, (2,)).tolist()`,
      `image = F.pad(image, (0, 0, ${crop}, ${crop}, ${crop}, ${crop}))[y:y + ${height}, x:x + ${width}]`,
    )
  if (flip) lines.push('if torch.rand(()) < 0.5:', '    image = image.flip(-2)')
  if (cutout > 0)
    lines.push(
      `y, x = torch.randint(0, ${height}, ()).item(), torch.randint(0, ${width}, ()).item()`,
      'image = image.clone()',
      `image[max(0, y - ${cutout} // 2):max(0, y - ${cutout} // 2 + ${cutout}), max(0, x - ${cutout} // 2):max(0, x - ${cutout} // 2 + ${cutout})] = 0`,
    )
  if (!frame || !('roll' in data)) return lines
  if (data.flip && !flip) lines.push('if torch.rand(()) < 0.5:', '    image = image.flip(-2)')
  if (data.roll > 0)
    lines.push(`y, x = torch.randint(-${data.roll}, ${data.roll} + 1, (2,)).tolist()`, 'image = image.roll((y, x), (-3, -2))')
  if (data.dropTime > 0)
    lines.push(
      `length = round(${data.dropTime} * len(image))`,
      'start = torch.randint(0, len(image) - length + 1, ()).item()',
      'image = image.clone()',
      'image[start:start + length] = 0',
    )
  if (data.dropEvents > 0) lines.push(`image = torch.binomial(image.float(), torch.tensor(1 - ${data.dropEvents})).to(torch.uint8)`)
  return lines
}
