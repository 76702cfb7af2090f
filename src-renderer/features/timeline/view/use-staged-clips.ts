import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Clip, Track } from '../../../../src-shared/project/schema.ts';
import type { Detail } from '../time-scale.ts';
import type { ClipStage } from './stage-driver.ts';

/** The clips of a track that are elements, each with how much it shows; the same map while nothing of it changes. */
export function useStagedClips(stage: ClipStage, { clips }: Pick<Track, 'clips'>): ReadonlyMap<Clip, Detail> {
  return useStore(
    stage.store,
    useShallow(({ staged }) => {
      const found = new Map<Clip, Detail>();
      for (const clip of clips) {
        const detail = staged.get(clip.id);
        if (detail !== undefined) found.set(clip, detail);
      }
      return found;
    }),
  );
}
