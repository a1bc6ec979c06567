/** The feature maps of the raster at full size. The view of the maps opens it. */
import { type DialogDescription, lazily } from '../dialog'

export const mapsDialog: DialogDescription = {
  id: 'maps',
  title: 'Feature maps',
  Component: lazily(async () => (await import('../../views/raster/maps-dialog')).MapsDialog),
  doc: 'looking.md',
}
