/** The requests about environments that the page sends to an open run. */
import type { ControlCall, ControlReplies } from '../../../tasks/control/detail'
import { worker } from '../../state/session/worker-connection'

type Call<K extends ControlCall['ask']> = Omit<Extract<ControlCall, { ask: K }>, 'ask'>

const ask = async <K extends ControlCall['ask']>(call: Extract<ControlCall, { ask: K }>): Promise<ControlReplies[K]> =>
  (await worker().inspect(call)) as ControlReplies[K]

/** The states of the first environments at all time steps of the newest rollout. */
export const askLive = (environments: number) => ask({ ask: 'live', environments })

/** The returns of the best evaluation. */
export const askBest = () => ask({ ask: 'best' })

/** A whole episode with the present weights, or with those of the best evaluation. */
export const askEpisode = (call: Call<'episode'>) => ask({ ask: 'episode', ...call })

/** What an agent of a team remembers of what it does not observe. */
export const askRemembered = (call: Call<'remembered'>) => ask({ ask: 'remembered', ...call })

/** Takes one step with an action of the user. */
export const askPlay = (call: Call<'play'>) => ask({ ask: 'play', ...call })

/** Takes one step of a team, in which the user acts for one agent. */
export const askPlayInTeam = (call: Call<'playInTeam'>) => ask({ ask: 'playInTeam', ...call })
