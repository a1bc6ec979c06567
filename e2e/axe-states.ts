/**
 * States of the screen, in walks: each walk opens a page once and goes from state to state. A state says how it is reached from a page
 * without dialogs, and how what it changed is put back, where closing dialogs does not do that.
 */
import { AGENTS } from './axe/agents'
import { DETECTION } from './axe/detection'
import { KEPT } from './axe/kept'
import { OTHERS } from './axe/others'
import { RESPONSES } from './axe/responses'
import { STREAMS } from './axe/streams'
import { STUDIED } from './axe/studied'
import { TRAINED } from './axe/trained'
import { UNTRAINED } from './axe/untrained'
import type { Walk } from './axe/walk'

export const WALKS: readonly Walk[] = [UNTRAINED, TRAINED, KEPT, STUDIED, STREAMS, RESPONSES, DETECTION, AGENTS, OTHERS]
