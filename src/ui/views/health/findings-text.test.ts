/** The dialog counts what the panel counts. */
import { expect, it } from 'vitest'
import type { Note } from '../../../health/evidence'
import { findingsText } from './findings-text'

const note = (title: string): Note => ({ id: title, severity: 'info', title, text: '', remedies: [], see: '' })

it('what rules find, and the notes that none has to find', () => {
  const look = '16 rules look at the newest watched batch and at the curves.'
  expect(findingsText({ look: 16, find: 0 }, [])).toBe(`${look} None finds anything now.`)
  expect(findingsText({ look: 16, find: 1 }, [note('Running on a software adapter')])).toBe(
    `${look} 1 finds something now. A note that no rule has to find: “Running on a software adapter”.`,
  )
  expect(findingsText({ look: 16, find: 2 }, [note('a'), note('b')])).toBe(
    `${look} 2 find something now. 2 notes that no rule has to find: “a”, “b”.`,
  )
})
