/** The tool whose bar replaces the legend: the one started last; none once it has ended. */

import { useEffect, useState } from 'react'
import { useOf } from '../../base/signal'
import { lens, setTrial } from '../../state/selection/lens'
import { clearSelection, selection } from '../../state/selection/selection'

export type Tool = 'lens' | 'select'

export function useTool(): readonly [Tool | null, (tool: Tool) => void] {
  const [tool, setTool] = useState<Tool | null>(null)
  const trying = useOf(lens, (trial) => trial !== null)
  const selecting = useOf(selection, (now) => now !== null)
  useEffect(() => setTool((now) => (trying ? 'lens' : now === 'lens' ? (selecting ? 'select' : null) : now)), [trying])
  useEffect(() => setTool((now) => (selecting ? 'select' : now === 'select' ? (trying ? 'lens' : null) : now)), [selecting])
  const toggle = (next: Tool) => {
    if (tool !== next) return setTool(next)
    if (next === 'lens') setTrial(null)
    else clearSelection()
    setTool(null)
  }
  return [tool, toggle]
}
