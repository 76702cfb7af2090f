import { useEffect, useRef } from 'react';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { playedUrl } from '../film/played-url.ts';
import { createFirstPictures } from './first-picture.ts';
import { followProgramme, type ProgrammeFollower } from './follow-programme.ts';
import { createScrubPictures } from './scrub-pictures.ts';
import { createStackPlayer } from './stack-player.ts';
import styles from './viewer.module.css';

/** Another state of the project at the programme's playhead; fills what it stands in. */
export function FollowedPicture({ document }: { readonly document: ProjectDocument | null }) {
  const studio = useStudio();
  const stage = useRef<HTMLDivElement>(null);
  const follower = useRef<ProgrammeFollower>(null);
  useEffect(() => {
    if (stage.current === null) return undefined;
    const mediaUrl = (id: MediaId): string => playedUrl(studio, id);
    const first = createFirstPictures(mediaUrl, stage.current);
    const pictures = createScrubPictures(studio.bridge);
    const player = createStackPlayer(stage.current, {
      mediaUrl,
      pictures,
      firstPicture: (id) => first.get(id),
    });
    const follows = followProgramme(studio, player, first);
    follower.current = follows;
    return () => {
      follower.current = null;
      follows.stop();
      player.dispose();
      pictures.dispose();
      first.dispose();
    };
  }, [studio]);
  useEffect(() => follower.current?.show(document), [document]);
  return <div ref={stage} className={styles.picture} hidden={document === null} />;
}
