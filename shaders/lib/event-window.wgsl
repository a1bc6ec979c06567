// The bins of a sample's events: all of one width, whole microseconds, from the first event on. What comes at their end or
// after it is in no bin, and events that lie closer than one microsecond a bin are in none.

struct Window {
  first: u32,    // microseconds, as all of it
  duration: u32, // to the last event
  width: u32,    // of a bin
}

// `first` and `last` as pixel-event-span leaves them.
fn windowOf(first: u32, last: u32, bins: u32) -> Window {
  let duration = select(0u, last - first, first <= last);
  return Window(first, duration, duration / bins);
}

fn endOfBin(window: Window, bin: u32) -> u32 { return window.first + (bin + 1u) * window.width; }
