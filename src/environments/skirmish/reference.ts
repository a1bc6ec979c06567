/** The skirmish in float64: the reference implementation of shaders/environments/skirmish.wgsl. */
import { oneHot } from '../particles/physics'
import { between } from '../record/reference'
import type { Draw, TeamRules } from '../record/team'
import { FIELD, type Scenario, TICK_RATE, TICKS, UNIT_KINDS } from './schema'
import { scriptOf } from './script'
import { COOLDOWNS, type Fighter, far, fightersOf, foesOf, STOP, stepOf } from './units'

export function skirmishRules(scenario: Scenario): TeamRules {
  const { allies, units, limit } = scenario
  return {
    limit,
    start(draw) {
      const begun = units.map((unit, i): Fighter => {
        const u = draw(i >> 1)
        const side = i < allies ? 8 : 24
        const place = [side + between(-2, 2, u[2 * (i % 2)]!), 16 + between(-2, 2, u[2 * (i % 2) + 1]!)] as const
        return { x: place[0], y: place[1], health: UNIT_KINDS[unit]!.health, cooldown: 0, action: STOP, aim: -1, startX: 0, startY: 0 }
      })
      const apart = pushedApart(scenario, begun)
      return wordsOf(
        scenario,
        apart.map((one) => ({ ...one, startX: one.x, startY: one.y })),
      )
    },
    observe(state) {
      const all = fightersOf(scenario, state)
      return units.slice(0, allies).map((_, i) => observe(scenario, all, i))
    },
    available(state) {
      const all = fightersOf(scenario, state)
      return units.slice(0, allies).map((_, i) => availableTo(scenario, all, i))
    },
    step(state, actions, draw, given) {
      const before = fightersOf(scenario, state)
      const elapsed = state[0]!
      const uniform = (tick: number, unit: number) => given?.[tick * units.length + unit] ?? drawn(draw, elapsed, tick, unit)
      const chosen = before.map((one, i): Fighter => {
        if (i < allies) return { ...one, action: actions[i]! }
        const told = given?.[TICKS * units.length + i - allies]
        return told === undefined ? { ...one, ...scriptOf(scenario, before, i, elapsed, draw) } : { ...one, action: told }
      })
      const after = Array.from({ length: TICKS }, (_, tick) => tick).reduce(
        (all, tick) => tickOf(scenario, all, (unit) => uniform(tick, unit)),
        chosen,
      )
      const [won, lost] = [after.slice(allies), after.slice(0, allies)].map((side) => side.every(({ health }) => health <= 0)) as [
        boolean,
        boolean,
      ]
      const reward = rewardOf(scenario, before, after, 0)
      return { own: wordsOf(scenario, after), rewards: actions.map(() => reward), terminated: won || lost }
    },
  }
}

/**
 * The reward of a side for a step: fractions of the enemies' health, plus 1 if all of them are dead and it is not. @param side 0 for the
 * allies.
 */
export function rewardOf({ allies, units }: Scenario, before: readonly Fighter[], after: readonly Fighter[], side: 0 | 1): number {
  const isFoe = (i: number) => i < allies === (side === 1)
  const numbers = units.map((_, i) => i)
  const foes = numbers.filter(isFoe)
  const lost = foes.reduce((sum, i) => sum + (before[i]!.health - after[i]!.health) / UNIT_KINDS[units[i]!]!.health, 0)
  const beaten = foes.every((i) => after[i]!.health <= 0) && numbers.some((i) => !isFoe(i) && after[i]!.health > 0)
  return lost / foes.length + Number(beaten)
}

const drawn = (draw: Draw, elapsed: number, tick: number, unit: number): number =>
  draw((elapsed * TICKS + tick) * 4 + (unit >> 2), COOLDOWNS)[unit % 4]!

/** Advances all units simultaneously from their old positions: moves, shots, cooldowns, the border, then one push to separate them. */
function tickOf(scenario: Scenario, all: readonly Fighter[], uniform: (unit: number) => number): Fighter[] {
  const kinds = scenario.units.map((unit) => UNIT_KINDS[unit]!)
  const hits = all.map((one, i) => {
    const foe = one.action > STOP ? foesOf(scenario, i)[one.action - STOP - 1]! : -1
    const other = all[foe]
    return other && one.health > 0 && other.health > 0 && far(one, other) < kinds[i]!.range && one.cooldown <= 0 ? foe : -1
  })
  const after = all.map((one, i): Fighter => {
    const { speed, cooldown } = kinds[i]!
    const [right, up] = one.health > 0 ? stepOf(one.action) : [0, 0]
    const [x, y] = [one.x + (right * speed) / TICK_RATE, one.y + (up * speed) / TICK_RATE].map((v) => Math.min(FIELD, Math.max(0, v))) as [
      number,
      number,
    ]
    const damage = hits.reduce((sum, foe, k) => sum + (foe === i ? kinds[k]!.damage : 0), 0)
    const outside = x <= 0 || y <= 0 || x >= FIELD || y >= FIELD
    const wait = hits[i] === -1 ? one.cooldown - 1 / TICK_RATE : cooldown + (3 * uniform(i) - 1) / TICK_RATE
    return { ...one, x, y, health: outside ? 0 : Math.max(0, one.health - damage), cooldown: wait }
  })
  return pushedApart(scenario, after)
}

function pushedApart({ units }: Scenario, all: readonly Fighter[]): Fighter[] {
  return all.map((one, i) => {
    if (one.health <= 0) return one
    let [x, y] = [0, 0]
    all.forEach((other, j) => {
      if (j === i || other.health <= 0) return
      const overlap = Math.max(0, (UNIT_KINDS[units[i]!]!.radius + UNIT_KINDS[units[j]!]!.radius) / (far(one, other) + 1e-6) - 1)
      x += (one.x - other.x) * overlap
      y += (one.y - other.y) * overlap
    })
    return { ...one, x: one.x + x / 2, y: one.y + y / 2 }
  })
}

const share = (value: number, full: number): number => Math.min(1, Math.max(0, value / full))

function observe({ allies, units }: Scenario, all: readonly Fighter[], i: number): number[] {
  const [own, kind] = [all[i]!, UNIT_KINDS[units[i]!]!]
  const others = all.map((other, j) => {
    const { health, cooldown } = UNIT_KINDS[units[j]!]!
    const sides = j < allies ? units.length - allies : allies
    if (own.health <= 0 || other.health <= 0 || !(far(own, other) < kind.sight)) return new Array<number>(7 + UNIT_KINDS.length).fill(0)
    const attack = other.action > STOP ? other.action / (STOP + sides) : 0
    return [
      other.health / health,
      (other.x - own.x) / kind.sight,
      (other.y - own.y) / kind.sight,
      ...stepOf(other.action),
      attack,
      share(other.cooldown, cooldown),
      ...oneHot(units[j]!, UNIT_KINDS.length),
    ]
  })
  const self = [
    own.health / kind.health,
    own.x / FIELD,
    own.y / FIELD,
    share(own.cooldown, kind.cooldown),
    ...oneHot(units[i]!, UNIT_KINDS.length),
  ]
  return [...others.toSpliced(i, 1).flat(), ...(own.health > 0 ? self : self.map(() => 0))]
}

function availableTo(scenario: Scenario, all: readonly Fighter[], i: number): number[] {
  const own = all[i]!
  const lives = own.health > 0
  const near = foesOf(scenario, i).map((j) =>
    Number(lives && all[j]!.health > 0 && far(own, all[j]!) < UNIT_KINDS[scenario.units[i]!]!.range),
  )
  return [...new Array<number>(STOP).fill(Number(lives)), 1, ...near]
}

/** The words of a state after its head: those of each unit, then the input of a mixer. */
function wordsOf(scenario: Scenario, all: readonly Fighter[]): number[] {
  const { allies, units } = scenario
  const own = all.flatMap(({ x, y, health, cooldown, action, aim, startX, startY }) => [
    x,
    y,
    health,
    cooldown,
    action,
    aim,
    startX,
    startY,
  ])
  const seen = all.flatMap(({ x, y, health, cooldown }, i) => {
    const words = [health / UNIT_KINDS[units[i]!]!.health, x, y, cooldown, ...oneHot(units[i]!, UNIT_KINDS.length)]
    return health > 0 ? words : words.map(() => 0)
  })
  return [...own, ...seen, ...units.map((_, i) => Number(i >= allies)), ...units]
}
