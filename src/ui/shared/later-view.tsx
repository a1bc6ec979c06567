/** Views whose code is fetched right after the first paint. Their place is reserved until then. */
import type { ComponentType } from 'react'
import { laterPart } from '../base/later'
import { Head, Region } from '../base/parts'
import { PlotRoom } from './plot'

const ViewRoom = () => (
  <Region>
    <Head />
    <PlotRoom />
  </Region>
)

export const laterView = (load: () => Promise<ComponentType>): ComponentType => laterPart(load, ViewRoom)
