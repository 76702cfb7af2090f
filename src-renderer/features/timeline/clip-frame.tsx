import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import type { Clip } from '../../../src-shared/project/schema.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { durationParts } from '../../editor/duration-text.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { classNames } from '../../ui/class-names.ts';
import { ExtendHandles } from '../operations/extend-handles.tsx';
import { ClipParts } from './clip-parts.tsx';
import { details, timeShare, type Detail } from './time-scale.ts';
import { useTimelineParts } from './view/timeline-context.tsx';
import styles from './clip.module.css';

/** Room for a clip's name, a handle to extend it, and keyframes, one below the other. */
const extendHeight = 54;

export interface ClipViewProps {
  readonly clip: Clip;
  readonly library: Pick<ProjectDocument, 'media' | 'results' | 'settings'>;
  readonly rate: Rate;
  /** How much it has room for: all a clip needs to know of the zoom. */
  readonly detail: Detail;
  readonly selected: boolean;
  readonly tabStop: boolean;
  readonly height: number;
  readonly trackKind: 'video' | 'audio';
}

export interface ClipFrameProps extends ClipViewProps {
  readonly look?: string | undefined;
  readonly kindName: string;
  readonly children?: ReactNode;
}

/** What every clip has: a place, a spoken name, and handles. */
export function ClipFrame(props: ClipFrameProps) {
  const { clip, rate, detail, selected, tabStop, height, look, kindName, children } = props;
  const { text } = useStudio();
  const { pointed } = useTimelineParts();
  const isPointedAt = useStore(pointed, (state) => state.clip === clip.id);
  const parts = durationParts(clip.length, rate);
  const { takes } = clip;
  return (
    <div
      className={classNames(styles.clip, look, clip.enabled === false && styles.disabled)}
      // The last pixel of its time is the gap to the next clip.
      style={{ left: timeShare(clip.start), width: `calc(${timeShare(clip.length)} - 1px)` }}
      role="button"
      tabIndex={tabStop ? 0 : -1}
      aria-pressed={selected}
      aria-label={text(clip.enabled === false ? 'timeline.clipNameOff' : 'timeline.clipName', {
        name: clip.name,
        kind: kindName,
        seconds: parts.seconds,
        frames: parts.frames,
        start: timecodeText(clip.start, rate),
      })}
      data-clip={clip.id}
      data-take={takes === undefined ? undefined : `${takes.current + 1}/${takes.others.length + 1}`}
    >
      {children}
      {detail >= details.handles ? <ClipParts {...props} isPointedAt={isPointedAt} /> : null}
      {detail >= details.handles && (isPointedAt || selected) ? (
        <>
          <div className={classNames(styles.handle, styles.handleStart)} data-part="start" />
          <div className={classNames(styles.handle, styles.handleEnd)} data-part="end" />
          {selected && detail >= details.facts && height >= extendHeight ? (
            <ExtendHandles clip={clip} library={props.library} />
          ) : null}
        </>
      ) : null}
    </div>
  );
}
