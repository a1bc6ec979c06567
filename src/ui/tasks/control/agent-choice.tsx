/** Chooses an agent of a team. */
import { Segments } from '../../base/parts'

interface AgentProps {
  readonly label: string
  readonly agents: number
  readonly chosen: number
  readonly choose: (agent: number) => void
}

export const AgentChoice = ({ label, agents, chosen, choose }: AgentProps) => (
  <Segments
    label={label}
    value={String(chosen)}
    options={Array.from({ length: agents }, (_, at) => ({ value: String(at), text: `agent ${at + 1}` }))}
    choose={(at) => choose(Number(at))}
  />
)
