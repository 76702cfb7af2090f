import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ProjectId } from '../../../src-shared/lib/ids.ts';
import { useStudio } from '../../app/studio-context.tsx';

/**
 * Whether the person has made nothing yet: the open project is an unnamed one, and there is no other to go back to. Nobody
 * has to be asked not to be shown the welcome again, and nothing has to be remembered.
 */
export function useNoProjectYet(): boolean {
  const studio = useStudio();
  const draft = useStore(studio.project, ({ project }) =>
    project === null || project.named ? undefined : project.document.id,
  );
  const [firstOf, setFirstOf] = useState<ProjectId>();
  useEffect(() => {
    if (draft === undefined) return undefined;
    let stale = false;
    studio.bridge.call('project.recent').then(
      (recent) => {
        if (!stale) setFirstOf(recent.some(({ shown }) => !shown) ? undefined : draft);
      },
      // The welcome is no answer to a failure; whatever failed says so where it is needed.
      () => undefined,
    );
    return () => {
      stale = true;
    };
  }, [studio, draft]);
  return draft !== undefined && firstOf === draft;
}
