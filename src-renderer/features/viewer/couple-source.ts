import { footageFrameAt } from '../../../src-shared/time/conform-frames.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { sourceMonitor } from '../../editor/active-monitor.ts';
import type { Studio } from '../../editor/studio.ts';
import { middleOfFrame } from './media-time.ts';
import type { FirstPictures } from './first-picture.ts';
import { createPlayClock } from './play-clock.ts';
import type { ProgrammePicture, ProgrammePlayer } from './programme-player.ts';

/** The picture of the source monitor's file at a frame counted at the project's rate. */
function pictureAt(
  studio: Studio,
  frame: number,
  first: Pick<FirstPictures, 'get'>,
): ProgrammePicture | null {
  const document = studio.project.getState().project?.document;
  const { media: id } = studio.source.getState();
  const media = id === null ? undefined : document?.media[id];
  if (document === undefined || media === undefined) return null;
  const url = studio.bridge.mediaUrl(media.id);
  if (media.kind === 'image') return { key: media.id, url, kind: 'image', time: 0 };
  const { num, den } = document.settings.rate;
  if (media.kind === 'audio' || media.frames === 0) {
    return { key: media.id, url, kind: 'video', time: (frame * den) / num };
  }
  const source = footageFrameAt(frames(frame), document.settings.rate, media.rate, media.frames);
  return {
    key: media.id,
    url,
    kind: 'video',
    time: (first.get(media.id) ?? 0) + middleOfFrame(source, media.rate),
  };
}

/** Couples the source monitor's playhead to its picture. Returns the function that uncouples them. */
export function coupleSource(
  studio: Studio,
  player: ProgrammePlayer,
  first: Pick<FirstPictures, 'get' | 'listen'>,
): () => void {
  const { transport } = studio.source;
  const show = (): void => player.show(pictureAt(studio, transport.getState().frame, first));
  const clock = createPlayClock({
    transport,
    bounds() {
      const monitor = sourceMonitor(studio);
      return {
        rate: studio.project.getState().project?.document.settings.rate ?? { num: 24, den: 1 },
        end: monitor?.end ?? 0,
        in: monitor?.marks.in,
        out: monitor?.marks.out,
      };
    },
    run(moment, speed) {
      const picture = pictureAt(studio, Math.floor(moment), first);
      if (speed > 0) player.run(picture, speed);
      else player.show(picture);
      return true;
    },
    stand: show,
    seek: show,
  });
  const stops = [
    studio.source.subscribe(show),
    first.listen(() => {
      if (!clock.isRunning()) show();
    }),
  ];
  show();
  return () => {
    for (const stop of stops) stop();
    clock.dispose();
  };
}
