import type { Clip, ProjectDocument } from '../../../src-shared/project/schema.ts';
import { footageFrameAt } from '../../../src-shared/time/conform-frames.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { endOf, timelineEnd } from '../../../src-shared/timeline/clips.ts';
import { contentOf, topClipAt } from '../../editor/shown-clip.ts';
import type { Studio } from '../../editor/studio.ts';
import { middleOfFrame } from './media-time.ts';
import type { ProgrammePicture, ProgrammePlayer } from './programme-player.ts';

/** How long before a cut the next picture is got ready. */
const prepareSeconds = 1.5;

/** What stands on screen at a frame of the timeline; null = black (a gap, audio, or a take that is still being made). */
export function pictureAt(
  document: ProjectDocument,
  frame: number,
  mediaUrl: Studio['bridge']['mediaUrl'],
): ProgrammePicture | null {
  const clip = topClipAt(document.timeline, frame);
  return clip === undefined ? null : pictureOfClip(document, clip, frame, mediaUrl);
}

function pictureOfClip(
  document: ProjectDocument,
  clip: Clip,
  frame: number,
  mediaUrl: Studio['bridge']['mediaUrl'],
): ProgrammePicture | null {
  const content = contentOf(document, clip);
  if (content.kind !== 'media' || content.media.kind === 'audio') return null;
  const { media } = content;
  const url = mediaUrl(media.id);
  if (media.kind === 'image') return { key: media.id, url, kind: 'image', time: 0 };
  if (media.frames === 0) return null;
  const at = frames(clip.sourceIn + (frame - clip.start));
  const source = footageFrameAt(at, document.settings.rate, media.rate, media.frames);
  return { key: media.id, url, kind: 'video', time: middleOfFrame(source, media.rate) };
}

/**
 * Couples the playhead to the player: standing, it shows the exact frame; running, the clock moves the playhead and the
 * player keeps up. Returns the function that uncouples them.
 */
export function couplePlayback(studio: Studio, player: ProgrammePlayer): () => void {
  const { transport, project, bridge } = studio;
  let request = 0;
  let clock: { readonly startedAt: number; readonly frame: number; readonly speed: number } | null = null;
  let ownFrame = -1;

  function document(): ProjectDocument | undefined {
    return project.getState().project?.document;
  }

  function picture(frame: number): ProgrammePicture | null {
    const current = document();
    return current === undefined ? null : pictureAt(current, frame, (id) => bridge.mediaUrl(id));
  }

  function showStill(): void {
    player.show(picture(transport.getState().frame));
  }

  function prepareNext(current: ProjectDocument, frame: number): void {
    const clip = topClipAt(current.timeline, frame);
    const { num, den } = current.settings.rate;
    const cut = clip === undefined ? nextStart(current, frame) : endOf(clip);
    if (cut === undefined || cut - frame > (prepareSeconds * num) / den) return;
    const next = picture(cut);
    if (next !== null && next.key !== picture(frame)?.key) player.prepare(next);
  }

  function tick(now: number): void {
    const current = document();
    const { shuttle, scrubbing } = transport.getState();
    if (current === undefined || shuttle.speed === 0 || scrubbing) return stand();
    if (clock === null || clock.speed !== shuttle.speed) {
      clock = { startedAt: now, frame: transport.getState().frame, speed: shuttle.speed };
    }
    const { num, den } = current.settings.rate;
    const passed = ((now - clock.startedAt) / 1000) * clock.speed * (num / den);
    const last = Math.max(0, timelineEnd(current.timeline) - 1);
    const frame = clock.frame + Math.trunc(passed);
    if ((clock.speed > 0 && frame >= last) || (clock.speed < 0 && frame <= 0)) {
      ownFrame = clock.speed > 0 ? Math.max(last, clock.frame) : 0;
      transport.seek(ownFrame);
      transport.stop();
      return;
    }
    ownFrame = frame;
    transport.seek(frame);
    if (clock.speed > 0) player.run(picture(frame), clock.speed);
    // No browser plays backwards: each frame is sought.
    else player.show(picture(frame));
    if (clock.speed > 0) prepareNext(current, frame);
    request = requestAnimationFrame(tick);
  }

  function stand(): void {
    clock = null;
    if (request !== 0) cancelAnimationFrame(request);
    request = 0;
    showStill();
  }

  const stopTransport = transport.subscribe((state, before) => {
    const running = state.shuttle.speed !== 0 && !state.scrubbing;
    const wasRunning = before.shuttle.speed !== 0 && !before.scrubbing;
    if (running) {
      // A seek from elsewhere while running starts the clock anew from there.
      if (state.frame !== before.frame && state.frame !== ownFrame) clock = null;
      if (request === 0) {
        rewindAtEnd();
        if (request === 0) request = requestAnimationFrame(tick);
      }
    } else if (wasRunning) stand();
    else if (state.frame !== before.frame) showStill();
  });

  /** Play at the very end means "from the beginning". */
  function rewindAtEnd(): void {
    const current = document();
    if (current === undefined || transport.getState().shuttle.speed <= 0) return;
    const end = timelineEnd(current.timeline);
    if (end > 0 && transport.getState().frame >= end - 1) {
      ownFrame = 0;
      transport.seek(0);
    }
  }

  const stopProject = project.subscribe((state, before) => {
    if (state.project?.document !== before.project?.document && request === 0) showStill();
  });
  showStill();

  return () => {
    stopTransport();
    stopProject();
    if (request !== 0) cancelAnimationFrame(request);
  };
}

function nextStart(document: ProjectDocument, frame: number): number | undefined {
  let next: number | undefined;
  for (const track of document.timeline.tracks) {
    if (track.kind !== 'video') continue;
    const clip = track.clips.find(({ start }) => start > frame);
    if (clip !== undefined && (next === undefined || clip.start < next)) next = clip.start;
  }
  return next;
}
