/**
 * A real SLURM on this machine: a controller, some node daemons of one core each, and their own munge, with all files in one folder. Needs
 * Debian's slurm-wlm and munge; without them it throws with a sentence that says so. Only tests import it.
 */

import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { missingOfSlurm, withSystemPath } from '../headless/needs'
import { messageOf } from '../problem'

export interface Slurm {
  /** The environment for all of its commands. */
  readonly environment: NodeJS.ProcessEnv
  /** Runs a command and returns its output. @throws with its errors */
  run(command: string, ...args: readonly string[]): Promise<string>
  /** Resolves when all of it has ended. */
  stop(): Promise<void>
}

const PATH = withSystemPath(process.env)

/** A port that is free now. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

/** @param nodes the number of nodes, named node0, node1, ... @throws with a sentence if it cannot start */
export async function startSlurm(folder: string, nodes: number): Promise<Slurm> {
  const missing = missingOfSlurm(process.env)
  if (missing.length > 0) throw new Error(`There is no ${missing.join(', ')} here. On Debian: apt-get install slurm-wlm munge`)
  for (const part of ['state', 'log', ...Array.from({ length: nodes }, (_, i) => `spool-node${i}`)])
    mkdirSync(join(folder, part), { recursive: true })
  const ports = await Promise.all(Array.from({ length: nodes + 1 }, freePort))
  writeFileSync(join(folder, 'slurm.conf'), configuration(folder, ports))
  // A container may have no cgroups, and a node daemon looks for them even where nothing uses them.
  writeFileSync(join(folder, 'cgroup.conf'), 'CgroupPlugin=disabled\n')
  writeFileSync(join(folder, 'munge.key'), randomBytes(1024), { mode: 0o400 })
  const environment = { ...process.env, PATH, SLURM_CONF: join(folder, 'slurm.conf') }
  const run = async (command: string, ...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(command, [...args], { env: environment, cwd: folder })).stdout
  const stop = () => end(folder)
  try {
    const own = (name: string) => join(folder, `munge.${name}`)
    await run(
      'munged',
      `--key-file=${own('key')}`,
      `--socket=${own('socket')}`,
      `--pid-file=${own('pid')}`,
      `--log-file=${own('log')}`,
      `--seed-file=${own('seed')}`,
      '--force',
    )
    await run('slurmctld')
    for (let i = 0; i < nodes; i++) await run('slurmd', '-N', `node${i}`)
    await allIdle(run, nodes, folder)
  } catch (error) {
    await stop()
    throw new Error(`SLURM does not start here: ${messageOf(error)}`)
  }
  return { environment, run, stop }
}

/**
 * The configuration of nodes simulated on one machine: no cgroups, no accounting, one core each. A job gets its notice before its time
 * limit and is never killed at the limit: on a slow machine it may have passed a limit before a test sets it, and SLURM would then end it
 * without notice.
 */
function configuration(folder: string, [controller, ...daemons]: readonly number[]): string {
  const host = hostname().split('.')[0]
  const { username } = userInfo()
  return `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controller}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket,cred_expire=5
CredType=cred/munge
SlurmUser=${username}
SlurmdUser=${username}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool-%n
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd-%n.pid
SlurmctldLogFile=${folder}/log/slurmctld.log
SlurmdLogFile=${folder}/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
MpiDefault=none
ReturnToService=2
OverTimeLimit=UNLIMITED
KillWait=2
${daemons.map((port, i) => `NodeName=node${i} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${port} CPUs=1 RealMemory=2000`).join('\n')}
PartitionName=main Nodes=ALL Default=YES MaxTime=60 State=UP
`
}

const PATIENCE_MS = 120_000

async function allIdle(run: Slurm['run'], nodes: number, folder: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  let said = ''
  while (Date.now() < until) {
    said = await run('sinfo', '--noheader', '--Node', '--format', '%N %t').catch((error: Error) => error.message)
    if (said.split('\n').filter((line) => / idle$/.test(line.trim())).length >= nodes) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`its nodes did not come up, see ${folder}/log: ${said}`)
}

/** Ends the daemons, by the process ids that they have recorded. */
async function end(folder: string): Promise<void> {
  const notes = readdirSync(folder).filter((name) => name.endsWith('.pid'))
  const processes = notes.map((name) => Number(readFileSync(join(folder, name), 'utf8'))).filter((pid) => pid > 1 && signal(pid, 'SIGTERM'))
  const until = Date.now() + PATIENCE_MS
  while (processes.some((pid) => signal(pid, 0)) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 100))
}

/** Sends a signal; returns whether the process exists. */
function signal(pid: number, kind: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, kind)
  } catch {
    return false
  }
}
