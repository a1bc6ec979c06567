/**
 * Race detection for a kernel, by wgsl_reflect's interpreter. Its own tracker compares every access of a phase with every
 * other, which takes minutes for a tile; this one looks each access up by the words that it touches, and reports the first
 * race on each word.
 */
import { detectRaces as interpret, MemoryTracker, type RaceReport } from 'wgsl_reflect/wgsl_reflect.module.js'

type Access = RaceReport['a']
interface Touched {
  /** Up to two accesses per kind to a word in this phase, by different invocations: any other invocation differs from one of them. */
  readonly accesses: Access[]
  raced: boolean
}

const WORD = 4
const phases = new WeakMap<MemoryTracker, Map<string, Touched>>()
function phaseOf(tracker: MemoryTracker): Map<string, Touched> {
  const phase = phases.get(tracker) ?? new Map<string, Touched>()
  phases.set(tracker, phase)
  return phase
}

const alike = (a: Access, b: Access) => a.kind === b.kind && a.atomic === b.atomic
const conflict = (a: Access, b: Access) =>
  a.invocation !== b.invocation && !(a.kind === 'read' && b.kind === 'read') && !(a.atomic && b.atomic)

function touch(tracker: MemoryTracker, word: number, access: Access): void {
  const phase = phaseOf(tracker)
  const key = `${access.bufferId} ${word}`
  const touched = phase.get(key) ?? { accesses: [], raced: false }
  phase.set(key, touched)
  const other = touched.raced ? undefined : touched.accesses.find((before) => conflict(before, access))
  if (other) {
    touched.raced = true
    const message = `invocations ${other.invocation} (${other.kind}, line ${other.line}) and ${access.invocation} (${access.kind}, line ${access.line}) touch word ${word} of ${access.bufferId} between two barriers`
    tracker.races.push({ bufferId: access.bufferId, byte: word * WORD, a: other, b: access, message })
  }
  const same = touched.accesses.filter((before) => alike(before, access))
  if (same.length < 2 && same[0]?.invocation !== access.invocation) touched.accesses.push(access)
}

MemoryTracker.prototype.record = function (bufferId, offset, size, kind, atomic) {
  const access = { bufferId, offset, size, kind, atomic, invocation: this.currentInvocation, line: this.currentLine }
  for (let word = Math.floor(offset / WORD); word * WORD < offset + size; word++) touch(this, word, access)
}
MemoryTracker.prototype.endPhase = function () {
  phaseOf(this).clear()
}

export const detectRaces = interpret
