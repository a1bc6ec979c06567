/**
 * The programs that the tests use and that npm does not install: whether they are here, how this machine gets them, and which tests can be
 * left out without them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findChromium } from './chromium'
import { FETCHED, findFirefox } from './firefox'
import { reaching, type Sources } from './imports'

export interface Need {
  readonly name: 'chromium' | 'firefox' | 'slurm' | 'vulkan'
  readonly title: string
  /** Debian packages. */
  readonly packages: readonly string[]
  /** The commands for Ubuntu, where browsers exist only as snaps; `packages` where absent. */
  readonly onUbuntu?: readonly (readonly string[])[]
  isHere(environment: NodeJS.ProcessEnv): boolean
  /** Unit tests that import one of these, however indirectly, are left out without it. */
  readonly modules: readonly string[]
  /** The Playwright projects that are left out without it. */
  readonly projects: readonly Project[]
}

/** The Playwright projects, and the end-to-end files that each runs. */
export const PROJECTS = {
  webgpu: /(?<!\.no-adapter|\.firefox)\.e2e\.ts$/,
  'without-webgpu': /\.no-adapter\.e2e\.ts$/,
  firefox: /\.firefox\.e2e\.ts$/,
} as const
type Project = keyof typeof PROJECTS

const SLURM_COMMANDS = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'sinfo', 'scontrol'] as const

/** Adds the folders of Debian's system programs, which are only in root's PATH. */
export const withSystemPath = ({ PATH = '' }: NodeJS.ProcessEnv): string => [PATH, '/usr/sbin', '/sbin'].join(delimiter)

export const missingOfSlurm = (environment: NodeJS.ProcessEnv): readonly string[] =>
  SLURM_COMMANDS.filter((command) => !isOnPath(command, withSystemPath(environment)))

const isOnPath = (command: string, path: string): boolean =>
  path.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, command)))

const finds = (find: (environment: NodeJS.ProcessEnv) => string, environment: NodeJS.ProcessEnv): boolean => {
  try {
    return find(environment) !== ''
  } catch {
    return false
  }
}

/** Where the Vulkan loader looks for drivers. On Windows and macOS, Dawn uses the system's own API. */
const DRIVERS = ['/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/etc/vulkan/icd.d']

function hasVulkan({ VK_DRIVER_FILES, VK_ICD_FILENAMES }: NodeJS.ProcessEnv): boolean {
  if (process.platform !== 'linux') return true
  const named = VK_DRIVER_FILES ?? VK_ICD_FILENAMES
  if (named) return named.split(delimiter).some((file) => existsSync(file))
  return DRIVERS.some((folder) => existsSync(folder) && readdirSync(folder).some((file) => file.endsWith('.json')))
}

export const NEEDS: readonly Need[] = [
  {
    name: 'chromium',
    title: 'Chromium',
    packages: ['chromium'],
    onUbuntu: [['npx', 'playwright', 'install', '--with-deps', '--no-shell', 'chromium']],
    isHere: (environment) => finds(findChromium, environment),
    modules: [],
    projects: ['webgpu', 'without-webgpu'],
  },
  {
    name: 'firefox',
    title: 'Firefox',
    packages: ['firefox-esr'],
    onUbuntu: [
      ['npx', 'playwright', 'install-deps', 'firefox'],
      ['npx', 'browsers', 'install', 'firefox@stable', '--path', FETCHED],
    ],
    isHere: (environment) => finds(findFirefox, environment),
    modules: [],
    projects: ['firefox'],
  },
  {
    name: 'slurm',
    title: 'SLURM',
    packages: ['slurm-wlm', 'munge'],
    isHere: (environment) => missingOfSlurm(environment).length === 0,
    modules: ['testing/slurm'],
    projects: [],
  },
  {
    name: 'vulkan',
    title: 'a Vulkan driver',
    packages: ['mesa-vulkan-drivers'],
    isHere: hasVulkan,
    modules: ['headless/dawn', 'testing/slurm'],
    // Without a GPU, Firefox has no adapter of its own.
    projects: ['firefox'],
  },
]

/** Parses the value of `--without`, such as "slurm,firefox". @throws with the names that exist */
export function readNeeds(list: string): readonly Need[] {
  const names = list.split(',').filter((name) => name !== '')
  const unknown = names.find((name) => NEEDS.every((need) => need.name !== name))
  if (unknown !== undefined || names.length === 0)
    throw new Error(
      `--without takes ${NEEDS.map(({ name }) => name).join(', ')}, with commas between them${unknown ? `, not ${unknown}` : ''}.`,
    )
  return NEEDS.filter(({ name }) => names.includes(name))
}

export interface LeftOut {
  /** Unit tests, by path relative to src. */
  readonly files: readonly string[]
  readonly endToEnd: readonly string[]
  /** The Playwright projects that still run. */
  readonly projects: readonly Project[]
}

export function leftOutWithout(needs: readonly Need[], sources: Sources): LeftOut {
  const modules = needs.flatMap(({ modules }) => modules)
  const without = needs.flatMap(({ projects }) => projects)
  const endToEnd = Object.keys(sources).filter((file) => without.some((project) => PROJECTS[project].test(file)))
  const projects = (Object.keys(PROJECTS) as Project[]).filter((project) => !without.includes(project))
  return { files: reaching(modules, sources), endToEnd, projects }
}

/** A line on the tests that are left out; empty where there are none. */
export function leftOutLine(needs: readonly Need[], files: readonly string[], endToEnd: readonly string[]): string {
  if (needs.length === 0) return ''
  const counted = (count: number, what: string) => `${count} ${count === 1 ? 'file' : 'files'} of ${what}`
  return `Left out, without ${needs.map(({ title }) => title).join(' and ')}: ${counted(files.length, 'unit tests')}, ${counted(endToEnd.length, 'end-to-end tests')}.`
}

export interface System {
  /** Whether the distribution is Ubuntu, by the ID in /etc/os-release. */
  readonly ubuntu: boolean
  readonly apt: boolean
  /** The prefix of commands that need root, where this works without a password; undefined where it does not. */
  readonly asRoot: readonly string[] | undefined
}

type Command = readonly string[]

/** The system of this machine. @param run runs a command and resolves with its exit status */
export async function systemHere(run: (command: Command) => Promise<number>): Promise<System> {
  const { PATH = '' } = process.env
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  const root = process.getuid?.() === 0
  const sudo = !root && isOnPath('sudo', PATH) && (await run(['sudo', '-n', 'true'])) === 0
  return { ubuntu: /^ID="?ubuntu"?$/m.test(release), apt: isOnPath('apt-get', PATH), asRoot: root ? [] : sudo ? ['sudo', '-n'] : undefined }
}

/** The commands that install what is missing, in order. */
export function commandsFor(missing: readonly Need[], { ubuntu }: System, asRoot: Command): readonly Command[] {
  const fetched = missing.flatMap(({ onUbuntu }) => (ubuntu && onUbuntu) || [])
  const packages = missing.filter(({ onUbuntu }) => !(ubuntu && onUbuntu)).flatMap(({ packages }) => packages)
  const apt = [
    [...asRoot, 'apt-get', 'update', '-qq'],
    [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]
  return [...(packages.length > 0 ? apt : []), ...fetched]
}

/** Advice on how to install what is missing, or continue without it. */
export function adviceFor(missing: readonly Need[], system: System, quick: boolean): string {
  const names = missing.map(({ name }) => name).join(',')
  const line = commandsFor(missing, system, ['sudo'])
    .map((command) => command.join(' '))
    .join(' && ')
  const get = system.apt
    ? `To get ${missing.length === 1 ? 'it' : 'them'}, type\n\n    ${line}`
    : 'Install what is missing, then run the tests again.'
  const driver = missing.some(({ name }) => name === 'vulkan') ? ' -- --without vulkan' : ''
  const without = [
    [`npm run test:quick${driver}`, 'lint, types, and the unit tests that are not slow'],
    ...(quick ? [] : [[`npm test -- --without ${names}`, 'all other tests, and a count of those left out']]),
  ]
  return `${get}\n\nWithout, there are\n\n${without.map(([command, what]) => `    ${command}   ${what}`).join('\n')}`
}
