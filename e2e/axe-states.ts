/**
 * States of the screen in walks: each walk opens a page once and goes from state to state. A state defines how to reach it from a page
 * without dialogs, and how to undo its changes if closing dialogs does not.
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
