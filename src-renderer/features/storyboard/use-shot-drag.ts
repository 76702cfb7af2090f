import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { useEffect, useState, type RefObject } from 'react';
import { z } from 'zod';
import { useStudio } from '../../app/studio-context.tsx';
import { moveShot } from './board.ts';

const dragType = 'kinoloom/story-shot';
const dragDataSchema = z.object({ type: z.literal(dragType), key: z.string(), index: z.number() });

/** Lets a row be dragged by its handle and dropped on another one; a line shows on which side it would come to stand. */
export function useShotDrag(
  row: RefObject<HTMLElement | null>,
  handle: RefObject<HTMLElement | null>,
  { shot, index }: { readonly shot: string; readonly index: number },
): 'above' | 'below' | null {
  const studio = useStudio();
  const [line, setLine] = useState<'above' | 'below' | null>(null);
  useEffect(() => {
    const [element, dragHandle] = [row.current, handle.current];
    if (element === null || dragHandle === null) return undefined;
    const dragged = (data: unknown) => dragDataSchema.safeParse(data).data;
    const lineOf = (data: unknown): 'above' | 'below' | null => {
      const from = dragged(data)?.index;
      if (from === undefined || from === index) return null;
      return from < index ? 'below' : 'above';
    };
    return combine(
      draggable({ element, dragHandle, getInitialData: () => ({ type: dragType, key: shot, index }) }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => lineOf(source.data) !== null,
        onDragEnter: ({ source }) => setLine(lineOf(source.data)),
        onDragLeave: () => setLine(null),
        onDrop({ source }) {
          setLine(null);
          const data = dragged(source.data);
          if (data !== undefined) moveShot(studio, data.key, index);
        },
      }),
    );
  }, [row, handle, studio, shot, index]);
  return line;
}
