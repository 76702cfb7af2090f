import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { useEffect, useState, type RefObject } from 'react';
import { z } from 'zod';
import type { JobSnapshot } from '../../../src-shared/jobs/job.ts';
import { jobIdSchema, type JobId } from '../../../src-shared/lib/ids.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { moveJob } from './queue-actions.ts';
import type { Place } from './queue-order.ts';

const dragType = 'kinoloom/job';
const dragDataSchema = z.object({ type: z.literal(dragType), jobId: jobIdSchema });

function draggedJob(data: Record<string | symbol, unknown>): JobId | null {
  const parsed = dragDataSchema.safeParse(data);
  return parsed.success ? parsed.data.jobId : null;
}

/** On which side of a row the dragged job would come to stand. */
export type DropLine = 'above' | 'below' | null;

export interface RowDrag {
  readonly job: JobSnapshot;
  readonly place: Place | undefined;
  readonly onDragged: (job: JobId | null) => void;
}

/** Lets a waiting row be dragged and dropped on; only where a release would change something does a line show. */
export function useRowDrag(ref: RefObject<HTMLElement | null>, { job, place, onDragged }: RowDrag): DropLine {
  const studio = useStudio();
  const [line, setLine] = useState<DropLine>(null);
  const { id } = job;
  // The list is new with every event; its words say whether it changed.
  const words = place?.among.join(' ');
  useEffect(() => {
    const element = ref.current;
    if (element === null || words === undefined) return undefined;
    const among: readonly string[] = words.split(' ');

    /** From above it comes to stand behind this row, from below before it. */
    function lineOf(dragged: JobId | null): DropLine {
      const from = dragged === null ? -1 : among.indexOf(dragged);
      const to = among.indexOf(id);
      if (from < 0 || from === to) return null;
      return from < to ? 'below' : 'above';
    }
    return combine(
      draggable({
        element,
        getInitialData: () => ({ type: dragType, jobId: id }),
        onDragStart: () => onDragged(id),
        onDrop: () => onDragged(null),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => lineOf(draggedJob(source.data)) !== null,
        onDragEnter: ({ source }) => setLine(lineOf(draggedJob(source.data))),
        onDragLeave: () => setLine(null),
        onDrop({ source }) {
          setLine(null);
          const dragged = draggedJob(source.data);
          const moved = dragged === null ? undefined : studio.jobs.getState().jobs.get(dragged);
          if (moved !== undefined) moveJob(studio, moved, { to: among.indexOf(id) });
        },
      }),
    );
  }, [ref, studio, id, words, onDragged]);
  return line;
}
