import { createContext, use } from 'react';
import type { ClipId } from '../../../../src-shared/lib/ids.ts';
import type { StoreApi } from 'zustand/vanilla';
import type { CoarseSight } from './coarse-sight.ts';
import type { LiveView } from './live-view.ts';
import type { ClipStage } from './stage-driver.ts';

export interface PointedAt {
  readonly clip: ClipId | null;
}

export interface TimelineParts {
  readonly view: LiveView;
  readonly stage: ClipStage;
  /** The clip under the pointer: it alone shows what can be grabbed of it. */
  readonly pointed: StoreApi<PointedAt>;
  readonly sight: StoreApi<CoarseSight>;
}

export const TimelineContext = createContext<TimelineParts | null>(null);

/** @throws Error outside a timeline. */
export function useTimelineParts(): TimelineParts {
  const parts = use(TimelineContext);
  if (parts === null) throw new Error('No timeline around this component');
  return parts;
}
