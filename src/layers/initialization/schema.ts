/** Weight initialization: the schemes and their labels. Data, no code. */
import { choice } from '../../schema'

export const initialization = choice(['pytorch', 'kaiming', 'kaimingFanOut', 'xavier', 'orthogonal'], 'pytorch', {
  label: 'Initialization',
  term: 'initialization',
  help: 'The distribution of the initial weights. PyTorch’s default is uniform within 1/√inputs. Fan out: normal for convolutions, PyTorch’s default for linear layers.',
  rare: true,
  choices: {
    pytorch: 'PyTorch’s default',
    kaiming: 'Kaiming normal',
    kaimingFanOut: 'Kaiming normal, fan out',
    xavier: 'Xavier normal',
    orthogonal: 'orthogonal',
  },
})
