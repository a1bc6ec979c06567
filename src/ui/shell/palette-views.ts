/**
 * What the views and the form offer just now, gathered from the page itself: the buttons, choices and files at the head of each view,
 * and the rows of the experiment. What a panel adds to its head is in the palette without being listed twice.
 */
import type { Command } from './commands'

export function commandsOfPage(page: ParentNode = document): readonly Command[] {
  return [...page.querySelectorAll<HTMLElement>('section[aria-label]')].flatMap(commandsOfRegion).concat(fieldsOf(page))
}

function commandsOfRegion(region: HTMLElement): Command[] {
  const head = region.querySelector(':scope > [data-head]')
  if (!head) return []
  const name = region.getAttribute('aria-label')!
  const command = (what: string, act: () => void): Command => ({
    id: `view ${name} ${what}`,
    group: 'Views',
    words: `${name}: ${what}`,
    act,
  })
  const buttons = [...head.querySelectorAll<HTMLButtonElement>('button:enabled')]
    // Those of the history are commands of their own.
    .filter((button) => button.closest('[data-history]') === null)
    .map((button) => command(button.closest('details') ? `save ${wordsOf(button)}` : wordsOf(button), () => button.click()))
  const choices = [...head.querySelectorAll<HTMLInputElement>('fieldset input[type=radio]:enabled:not(:checked)')].map((input) =>
    command(`${input.closest('fieldset')!.getAttribute('aria-label')}, ${input.closest('label')!.textContent}`, () => input.click()),
  )
  return [...buttons, ...choices]
}

const wordsOf = (button: HTMLElement): string => button.getAttribute('aria-label') ?? button.textContent ?? ''

function fieldsOf(page: ParentNode): Command[] {
  return [...page.querySelectorAll<HTMLLabelElement>('section[aria-label=Experiment] [data-form] label')].flatMap((label) => {
    const row = label.parentElement!
    const control = row.querySelector<HTMLElement>(
      'select, input[type=text], input[type=number], input:not([type=range]), textarea, button',
    )
    if (!control) return []
    const words = `Set ${label.textContent}`
    return [{ id: `field ${control.id || words}`, group: 'Experiment' as const, words, act: () => control.focus() }]
  })
}
