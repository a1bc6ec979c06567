/** How the dialog of the rules summarizes current findings, with the same count as the panel. Pure. */
import type { Note } from '../../../health/evidence'

/**
 * @param rules how many look, and how many of them find something now.
 * @param facts notes of the run, the settings and the device, which no rule has to find.
 */
export function findingsText(rules: { readonly look: number; readonly find: number }, facts: readonly Note[]): string {
  const { look, find } = rules
  const now = find === 0 ? 'None finds anything now.' : `${find} ${find === 1 ? 'finds' : 'find'} something now.`
  const told = facts.map(({ title }) => `“${title}”`).join(', ')
  const others = facts.length === 0 ? '' : ` ${facts.length === 1 ? 'A note' : `${facts.length} notes`} that no rule has to find: ${told}.`
  return `${look} rules look at the newest watched batch and at the curves. ${now}${others}`
}
