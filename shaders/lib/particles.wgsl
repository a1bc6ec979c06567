// How particles move and what pushes them apart: a body is x, y, vx, vy. Reference implementation: src/environments/particles/physics.ts.
// Included after lib/episode, whose states, rollout and start draws it uses.

const DT = 0.1;
const KEPT = 0.75;        // share of a velocity that remains after a step
const FORCE = 5.0;        // of an action
const STIFFNESS = 100.0;
const MARGIN = 0.001;     // the range over which a contact force sets in

// Stay, left, right, down, up; nothing else moves.
fn forceOf(action: u32) -> vec2f {
  return FORCE * vec2f(f32(action == 2u) - f32(action == 1u), f32(action == 4u) - f32(action == 3u));
}

// The force on a of a contact with b: `apart` leads from b to a, `reach` is the sum of their radii.
fn contact(apart: vec2f, reach: f32) -> vec2f {
  let far = length(apart);
  if (far == 0.0) { return vec2f(); }
  let depth = (reach - far) / MARGIN;
  let overlap = MARGIN * (max(0.0, depth) + log(1.0 + exp(-min(abs(depth), 80.0))));
  return STIFFNESS * overlap / far * apart;
}

// The old velocity moves the position, then the force the velocity.
fn moved(body: vec4f, force: vec2f) -> vec4f {
  return vec4f(fma(vec2f(DT), body.zw, body.xy), fma(vec2f(DT), force, KEPT * body.zw));
}

// Where the body of this number starts.
fn startPlace(environment: u32, number: u32) -> vec2f {
  let u = startDraws(environment, number >> 1u);
  return fma(vec2f(2.0), select(u.xy, u.zw, (number & 1u) == 1u), vec2f(-1.0));
}

// The words of the state of this step, and writing those of the next.
fn pointBefore(environment: u32, word: u32) -> vec2f {
  let at = stateAt(step, environment) + word;
  return vec2f(states[at], states[at + 1u]);
}
fn bodyBefore(environment: u32, word: u32) -> vec4f {
  return vec4f(pointBefore(environment, word), pointBefore(environment, word + 2u));
}
fn writePoint(environment: u32, word: u32, point: vec2f) {
  let at = stateAt(step + 1u, environment) + word;
  states[at] = point.x;
  states[at + 1u] = point.y;
}
fn writeBody(environment: u32, word: u32, body: vec4f) {
  writePoint(environment, word, body.xy);
  writePoint(environment, word + 2u, body.zw);
}

// Two words of an observation.
fn see(row: u32, word: u32, what: vec2f) {
  let at = recordAt(step + 1u, row) + word;
  rollout[at] = what.x;
  rollout[at + 1u] = what.y;
}
fn actionOf(row: u32) -> u32 { return u32(rollout[recordAt(step + 1u, row) + params.reward - 1u]); }
