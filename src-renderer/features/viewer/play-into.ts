import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { Studio } from '../../editor/studio.ts';
import { playedUrl } from '../film/played-url.ts';
import { createFirstPictures } from './first-picture.ts';
import { couplePlayback, type Film } from './playback.ts';
import { createScrubPictures } from './scrub-pictures.ts';
import { createSoundMixer } from './sound-mixer.ts';
import { createStackPlayer, type UndrawnTable } from './stack-player.ts';

/** Plays a film into an element of the page. Returns the function that takes it away. */
export function playInto(
  stage: HTMLElement,
  studio: Pick<Studio, 'bridge' | 'facts'>,
  film: Film,
  onUndrawn?: (undrawn: UndrawnTable | null) => void,
): () => void {
  const mediaUrl = (id: MediaId): string => playedUrl(studio, id);
  const first = createFirstPictures(mediaUrl, stage);
  const pictures = createScrubPictures(studio.bridge);
  const player = createStackPlayer(stage, {
    mediaUrl,
    pictures,
    firstPicture: (id) => first.get(id),
    ...(onUndrawn === undefined ? {} : { onUndrawn }),
  });
  const mixer = createSoundMixer(mediaUrl);
  const uncouple = couplePlayback(film, player, mixer, first);
  return () => {
    uncouple();
    player.dispose();
    mixer.dispose();
    pictures.dispose();
    first.dispose();
  };
}
