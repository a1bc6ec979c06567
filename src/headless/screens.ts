/**
 * npm run screens [-- steps] [name ...]: takes the screenshots of docs/screens from the built app in a real Chromium: lab (the whole page,
 * trained for a while, at four sizes), views (one view each that some experiments alone have), teams (agents that learn together: an hour
 * without a GPU, unless their weights are in the folder for temporary files), profile (where the time of a step goes) and bench (how fast
 * the device is, with TensorFlow.js: minutes). All of them without a name. For people to look at; no test reads them. Run `npm run build`
 * first.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright'
import { preview } from 'vite'
import { findChromium, WITH_WEBGPU } from './chromium'
import { readCommandLine } from './command-line'
import { ROOT } from './read-files'

const SIZES = [
  [1440, 900],
  [1280, 800],
  [1920, 1080],
  [900, 1600],
] as const

async function lab(page: Page, folder: string): Promise<void> {
  await page.evaluate(async (steps) => {
    await window.lab.step(steps)
    await window.lab.evaluate()
  }, STEPS)
  for (const theme of ['dark', 'light'])
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height })
      if ((await page.evaluate(() => document.documentElement.dataset.theme)) !== theme)
        await page.getByRole('button', { name: 'Dark or light' }).click()
      await page.waitForTimeout(600)
      await page.screenshot({ path: `${folder}/${theme}-${width}.png` })
    }
}

const train = (page: Page, link: string, steps: number): Promise<void> =>
  page.evaluate(
    async ({ link, steps }) => {
      await window.lab.open(link)
      await window.lab.step(steps)
    },
    { link, steps },
  )

/** A view that fills the page, of a network that was trained for some steps. */
const VIEWS = [
  { name: 'delays', link: '#coincidence.2&view=full:delays', steps: 400 },
  { name: 'step-weights', link: '#parallel-s-mnist-small.2&view=full:step-weights', steps: 60 },
  { name: 'eligibility', link: '#ottt-mnist.2&view=full:raster', steps: 100 },
  { name: 'energy', link: '#blank.2&synapticOperations.kind=share&synapticOperations.weight=3&view=full:energy', steps: 300 },
  { name: 'loss-terms', link: '#blank.2&synapticOperations.kind=share&rateLower.kind=neurons&view=full:curves', steps: 300 },
] as const

async function views(page: Page, folder: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 })
  for (const { name, link, steps } of VIEWS) {
    await train(page, link, steps)
    await page.waitForTimeout(600)
    await page.screenshot({ path: `${folder}/${name}.png` })
  }
}

/** What the teams of docs/teams.md have in common, and the sizes of the small ones. */
const TESTED = '&validation.kind=starts'
const SMALL = `${TESTED}&network.units=32&network.observation=32&network.shortcut=32&network.heads=32`
const SPREAD = '&data.environment.kind=spread&encoder.steps=27&algorithm.rewardScale=0.1&algorithm.gamma=0.95'

/** A team, the rollouts that it trains for, and the step of an episode at which it is shown. */
const TEAMS = [
  { name: 'recall', link: `#remember-ippo.2${SMALL}&optimizer.rate=0.003`, rollouts: 40, at: 8 },
  { name: 'hunt', link: `#hunt-ippo.2${SMALL}&optimizer.rate=0.003`, rollouts: 60, at: 4 },
  { name: 'skirmish', link: `#skirmish-3m-ippo.2${TESTED}&run.seed=5`, rollouts: 100, at: 8 },
  { name: 'riddle', link: `#riddle-vdn.2${TESTED}&run.seed=2`, rollouts: 1400, at: 4 },
  { name: 'spread', link: `#hunt-ippo.2${SMALL}${SPREAD}&optimizer.rate=0.002`, rollouts: 120, at: 24 },
] as const

/** Teams at their best, each in an episode. They learn in a terminal, faster than in a page without a GPU; what is there is not learned again. */
async function teams(page: Page, folder: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 860 })
  for (const { name, link, rollouts, at } of TEAMS) {
    const weights = join(tmpdir(), `membrane-${name}.safetensors`)
    if (!existsSync(weights))
      execFileSync('npm', ['run', 'train', '--', link, '--steps', `${rollouts}`, '--save-best', weights], { stdio: 'inherit' })
    await page.evaluate((link) => window.lab.open(link), `${link}&view=full:inspector`)
    await page.evaluate(
      (bytes) => window.lab.load(Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)).buffer),
      readFileSync(weights, 'base64'),
    )
    await page.getByRole('complementary', { name: 'About this link' }).getByRole('button', { name: 'Dismiss' }).click()
    await page.getByRole('radio', { name: 'episode', exact: true }).check({ force: true })
    for (let step = 0; step < at; step++) await page.getByRole('button', { name: 'On by a step' }).click()
    await page.waitForTimeout(15_000)
    await page.screenshot({ path: `${folder}/${name}.png` })
  }
}

async function profile(page: Page, folder: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 1200 })
  await page.evaluate(() => window.lab.step(20))
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find an action' }).fill('Graphics adapter')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Graphics adapter' })
  await dialog.getByRole('button', { name: 'Profile a step' }).click()
  await dialog.getByRole('region', { name: 'Kernels', exact: true }).waitFor()
  await dialog.screenshot({ path: `${folder}/profile.png` })
}

async function bench(page: Page, folder: string): Promise<void> {
  await page.evaluate(() => {
    location.hash = '#bench'
  })
  const dialog = page.getByRole('dialog', { name: 'How fast is this device?' })
  await dialog.getByRole('checkbox').check()
  await dialog.getByRole('button', { name: 'Measure' }).click()
  await dialog.getByRole('button', { name: 'Measure again' }).waitFor()
  await dialog.screenshot({ path: `${folder}/bench.png` })
}

const PICTURES = { lab, views, teams, profile, bench }
const { words } = readCommandLine({})
const STEPS = Number(words.find((word) => /^\d+$/.test(word)) ?? 700)
const asked = words.filter((word) => !/^\d+$/.test(word))
const unknown = asked.find((name) => !(name in PICTURES))
if (unknown) throw new Error(`There is no picture named ${unknown}. There are: ${Object.keys(PICTURES).join(', ')}`)

const folder = `${ROOT}docs/screens`
await mkdir(folder, { recursive: true })
const server = await preview({ preview: { port: 4199 }, logLevel: 'error' })
const browser = await chromium.launch({ executablePath: findChromium(), args: WITH_WEBGPU })
try {
  for (const [name, take] of Object.entries(PICTURES)) {
    if (asked.length > 0 && !asked.includes(name)) continue
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' })
    page.setDefaultTimeout(3_600_000)
    await page.goto('http://localhost:4199/#window.1')
    await page.waitForFunction(() => 'lab' in window)
    await page.evaluate(() => window.lab.idle())
    await take(page, folder)
    await page.close()
    console.log(name)
  }
} finally {
  await browser.close()
  await server.close()
}
process.exit(0)
