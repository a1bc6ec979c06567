/**
 * A single neuron as the hash of a URL, by the rules of an experiment's link: readable where a few changes say it, else packed;
 * bounded, validated, for ever. `#neuron=lif.1&neuron.decay=0.8&surrogate.kind=atan`
 */
import { type SingleNeuron, singleNeuronSchema } from '../networks/single/schema'
import { type DecodedLink, decodeWith, encodeWith, MAX_LENGTH } from './link'
import { isNeuron, plain } from './plain'
import type { Codec } from './read'

const FIRST = 'lif'

/** Published, as the formats in migrations.ts are. A change to a default is a new version, with the old one as it was. */
const CODEC: Codec<SingleNeuron> = {
  formats: [{ version: 1, presets: { [FIRST]: singleNeuronSchema.parse({}) } }],
  schema: singleNeuronSchema,
}

export const encodeNeuron = async (neuron: SingleNeuron): Promise<string> => `#neuron=${(await encodeWith(neuron, CODEC, FIRST)).slice(1)}`

/** @returns null where the link is of no single neuron. */
export async function decodeNeuron(hash: string): Promise<DecodedLink<SingleNeuron> | null> {
  const text = plain(hash.slice(0, MAX_LENGTH))
  if (!isNeuron(text)) return null
  const link = text.slice('neuron='.length)
  return decodeWith(link === '' || link.startsWith('&') ? `${FIRST}${link}` : link, CODEC)
}
