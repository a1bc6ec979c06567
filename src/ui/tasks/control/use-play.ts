/** Lets the user act, one step at a time or in real time. The worker takes the steps, one after the other. */

import { useEffect, useRef, useState } from 'react'
import { messageOf } from '../../../problem'
import type { Episode, Played, TeamPlayed, Weights } from '../../../tasks/control/detail'
import type { EnvironmentInfo } from './environment'
import { restingAction } from './keys'
import { askEpisode, askPlay, askPlayInTeam } from './questions'

interface Game {
  readonly now: Played | null
  /** The last action. */
  readonly action: readonly number[] | null
  readonly total: number
  readonly steps: number
  /** The best return of the user's finished episodes. */
  readonly best: number | null
  /** The agent's episode from the same start, for comparison. */
  readonly agent: Episode | null
  readonly refusal: string | null
}

export interface Playing extends Game {
  readonly begin: () => void
  readonly act: (action: readonly number[]) => void
  /** Sets the action that repeats in real time until it is released. */
  readonly hold: (action: readonly number[] | null) => void
}

const NOTHING: Game = { now: null, action: null, total: 0, steps: 0, best: null, agent: null, refusal: null }
const TICK_MS = 90

/**
 * @param seat the agent of a team that the user acts for @param runs whether time advances by itself @param weights those of the agent used
 * for comparison, and of the others of a team
 */
export function usePlay(info: EnvironmentInfo, environment: number, seat: number, runs: boolean, weights: Weights): Playing {
  const [game, setGame] = useState(NOTHING)
  const latest = useRef(game)
  latest.current = game
  const change = (part: Partial<Game>) => {
    latest.current = { ...latest.current, ...part }
    setGame(latest.current)
  }
  const busy = useRef(false)
  const held = useRef<readonly number[] | null>(null)
  /** The number of the current episode: answers to an earlier one are ignored. */
  const take = useRef(0)

  /** A team has no state to begin from: its episode is replayed. */
  const step = (now: Played | null, action: readonly number[]): Promise<Played> => {
    if (info.shape.agents === 1) return askPlay({ environment, state: now?.state ?? null, action })
    const taken = now ? (now as TeamPlayed).taken : []
    return askPlayInTeam({ environment, agent: seat, taken, action: action[0] ?? null, weights })
  }
  const begin = async () => {
    const mine = ++take.current
    held.current = null
    try {
      const now = await step(null, [])
      if (mine !== take.current) return
      change({ now, action: null, total: 0, steps: 0, agent: null, refusal: null })
      await compare(mine)
    } catch (error) {
      if (mine === take.current) change({ refusal: messageOf(error) })
    }
  }
  const which = useRef(weights)
  const compare = async (mine: number) => {
    const of = which.current
    const agent = await askEpisode({ greedy: true, environment, weights: of })
    if (mine === take.current && of === which.current) change({ agent, refusal: null })
  }
  const act = async (action: readonly number[]) => {
    const { now, total, steps, best } = latest.current
    if (!now || now.over || busy.current) return
    const mine = take.current
    busy.current = true
    try {
      const next = await step(now, action)
      if (mine !== take.current) return
      const sum = total + next.reward
      change({ now: next, action, total: sum, steps: steps + 1, ...(next.over && { best: Math.max(best ?? sum, sum) }) })
    } catch (error) {
      if (mine === take.current) change({ refusal: messageOf(error) })
    } finally {
      busy.current = false
    }
  }
  const acting = useRef(act)
  acting.current = act
  useEffect(() => {
    if (!runs) return
    const timer = setInterval(() => {
      const last = latest.current.action
      const action = held.current ?? (last && restingAction(info, last))
      // Time begins with the first key.
      if (action && !document.hidden) void acting.current(action)
    }, TICK_MS)
    return () => clearInterval(timer)
  }, [runs, info])
  // When other weights are chosen, the user's episode continues and only the agent's is replaced.
  useEffect(() => {
    if (which.current === weights) return
    which.current = weights
    change({ agent: null })
    compare(take.current).catch((error) => change({ refusal: messageOf(error) }))
  }, [weights])
  useEffect(() => {
    void begin()
    return () => {
      take.current++
    }
  }, [environment, seat])
  return {
    ...game,
    begin: () => void begin(),
    act: (action) => void act(action),
    hold: (action) => {
      held.current = action
    },
  }
}
