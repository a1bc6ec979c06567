/** The requests about responses that the page sends to an open run. */
import type { ResponseCall, ResponseReplies } from '../../../tasks/response/detail'
import { worker } from '../../state/session/worker-connection'

type Call<K extends ResponseCall['ask']> = Omit<Extract<ResponseCall, { ask: K }>, 'ask'>

const ask = async <K extends ResponseCall['ask']>(call: Extract<ResponseCall, { ask: K }>): Promise<ResponseReplies[K]> =>
  (await worker().inspect(call)) as ResponseReplies[K]

/** A piece of a movie: the recorded trials, and as many as wanted of the present model. The same seed draws the same ones. */
export const askTrials = (call: Call<'trials'>) => ask({ ask: 'trials', ...call })

export const askFields = (call: Call<'fields'>) => ask({ ask: 'fields', ...call })
