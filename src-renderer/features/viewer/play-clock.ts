import type { Rate } from '../../../src-shared/time/rate.ts';
import type { TransportStore } from '../../editor/stores/transport-store.ts';

export interface ClockBounds {
  readonly rate: Rate;
  /** First frame behind the last one. */
  readonly end: number;
  readonly in: number | undefined;
  readonly out: number | undefined;
}

export interface PlayClockOptions {
  readonly transport: TransportStore;
  readonly bounds: () => ClockBounds;
  /** Shows a moment, in frames and parts of them, while running; answers whether everything keeps up. */
  readonly run: (moment: number, speed: number) => boolean;
  /** Playback has come to a stand. */
  readonly stand: () => void;
  /** The playhead was put elsewhere while standing. */
  readonly seek: () => void;
  readonly request?: (draw: (now: number) => void) => number;
  readonly cancel?: (request: number) => void;
}

export interface PlayClock {
  isRunning(): boolean;
  dispose(): void;
}

interface Base {
  readonly startedAt: number;
  readonly frame: number;
  readonly speed: number;
}

/**
 * Moves a playhead in real time, whatever the machine can draw: the clock never waits for a picture. Every frame of the
 * timeline that was due and not seen counts as dropped and is shown as such.
 */
export function createPlayClock(options: PlayClockOptions): PlayClock {
  const { transport } = options;
  const request = options.request ?? ((draw) => requestAnimationFrame(draw));
  const cancel = options.cancel ?? ((id) => cancelAnimationFrame(id));
  let pending = 0;
  let base: Base | null = null;
  let ownFrame = -1;
  let dropped = 0;

  function limits(): { readonly first: number; readonly last: number } {
    const { end, in: from, out } = options.bounds();
    const { loop, withinRange } = transport.getState();
    const isRanged = loop || withinRange;
    const last = Math.max(0, end - 1);
    return {
      first: isRanged && from !== undefined ? Math.min(from, last) : 0,
      last: isRanged && out !== undefined ? Math.min(out - 1, last) : last,
    };
  }

  function put(frame: number): void {
    ownFrame = frame;
    transport.seek(frame);
  }

  function tick(now: number): void {
    pending = 0;
    const { shuttle, scrubbing, loop, frame: before } = transport.getState();
    if (shuttle.speed === 0 || scrubbing) return stand();
    if (base === null || base.speed !== shuttle.speed) {
      base = { startedAt: now, frame: before, speed: shuttle.speed };
    }
    const { rate } = options.bounds();
    const passed = ((now - base.startedAt) / 1000) * base.speed * (rate.num / rate.den);
    const { first, last } = limits();
    let moment = base.frame + passed;
    const isOver = base.speed > 0 ? moment >= last + 1 : moment < first;
    if (isOver && !loop) {
      put(base.speed > 0 ? Math.max(last, Math.min(base.frame, last)) : first);
      transport.stop();
      return;
    }
    // Counted before a loop begins again: what was due at its end and not seen was dropped too.
    const advanced = Math.abs(Math.max(0, Math.floor(moment)) - before);
    if (isOver) {
      moment = base.speed > 0 ? first : last;
      base = { startedAt: now, frame: moment, speed: base.speed };
    }
    put(Math.max(0, Math.floor(moment)));
    const keepsUp = options.run(moment, base.speed);
    // At a multiple of the speed frames are left out on purpose; only what is late counts then.
    const due = Math.abs(base.speed) > 1 ? Math.min(1, advanced) : advanced;
    const missed = keepsUp ? Math.max(0, due - 1) : due;
    if (missed > 0) {
      dropped += missed;
      transport.setDropped(dropped);
    }
    pending = request(tick);
  }

  function stand(): void {
    base = null;
    if (pending !== 0) cancel(pending);
    pending = 0;
    options.stand();
  }

  function start(): void {
    dropped = 0;
    transport.setDropped(0);
    const { first, last } = limits();
    const { frame, shuttle } = transport.getState();
    // Play at the very end means "from the beginning".
    if (shuttle.speed > 0 && last > 0 && frame >= last) put(first);
    pending = request(tick);
  }

  const stop = transport.subscribe((state, before) => {
    const running = state.shuttle.speed !== 0 && !state.scrubbing;
    const wasRunning = before.shuttle.speed !== 0 && !before.scrubbing;
    if (running) {
      // A seek from elsewhere while running starts the clock anew from there.
      if (state.frame !== before.frame && state.frame !== ownFrame) base = null;
      if (!wasRunning && pending === 0) start();
    } else if (wasRunning) stand();
    else if (state.frame !== before.frame) options.seek();
  });
  return {
    isRunning: () => pending !== 0,
    dispose() {
      stop();
      if (pending !== 0) cancel(pending);
    },
  };
}
