import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import {
  deliveredClips,
  lackOf,
  type Delivery,
  type Lack,
} from '../../../src-shared/timeline/delivered-clips.ts';
import { markedRange } from '../../../src-shared/timeline/frame-range.ts';
import type { Wishes } from './wishes.ts';

/** Clips that lack the same, of which the first has this name. */
export interface Lacking {
  readonly lack: Lack;
  readonly count: number;
  readonly name: string;
}

export type WhyNot =
  { readonly kind: 'noMarks' | 'emptyTimeline' | 'emptyRange' } | ({ readonly kind: 'lacking' } & Lacking);

export interface Plan {
  /** Null where nothing is marked. */
  readonly delivery: Delivery | null;
  /** Why it can't be delivered, all of it; none = it can be. */
  readonly whyNot: readonly WhyNot[];
}

const lacks: readonly Lack[] = ['pending', 'offline', 'unknown'];

/** What would be delivered, and why it can't be: what delivery itself would say, and files that are gone. */
export function planOf(
  document: ProjectDocument,
  { range }: Pick<Wishes, 'range'>,
  offline: ReadonlySet<MediaId>,
): Plan {
  const marked = markedRange(document.timeline);
  if (range === 'marked' && marked === undefined) return { delivery: null, whyNot: [{ kind: 'noMarks' }] };
  const delivery = deliveredClips(document, range === 'marked' ? marked : undefined);
  if (delivery.clips.length === 0) {
    return { delivery, whyNot: [{ kind: range === 'all' ? 'emptyTimeline' : 'emptyRange' }] };
  }
  const whyNot = lacks.flatMap((lack) => {
    const [first, ...more] = delivery.clips.filter((clip) => lackOf(document, clip, offline) === lack);
    return first === undefined
      ? []
      : [{ kind: 'lacking' as const, lack, count: more.length + 1, name: first.name }];
  });
  return { delivery, whyNot };
}
