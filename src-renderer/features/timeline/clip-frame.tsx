import { Gauge, Link2, Rewind } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import type { Clip } from '../../../src-shared/project/schema.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import { durationParts } from '../../editor/duration-text.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { classNames } from '../../ui/class-names.ts';
import { ExtendHandles } from '../operations/extend-handles.tsx';
import { ClipParts } from './clip-parts.tsx';
import { labelStyle } from './label-style.ts';
import type { VisibleRange } from './time-scale.ts';
import styles from './clip.module.css';

export interface ClipViewProps {
  readonly clip: Clip;
  readonly library: Pick<ProjectDocument, 'media' | 'results' | 'settings'>;
  readonly rate: Rate;
  readonly zoom: number;
  readonly range: VisibleRange;
  readonly selected: boolean;
  readonly tabStop: boolean;
  readonly height: number;
  readonly trackKind: 'video' | 'audio';
}

interface PlaceStyle extends CSSProperties {
  readonly '--clip-start': number;
  readonly '--clip-length': number;
}

/** Narrower than this a clip is a cheap shell without handles; much narrower, without a name. */
export const shellPixels = 36;
export const pictureless = 10;

export interface ClipFrameProps extends ClipViewProps {
  readonly look: string | undefined;
  readonly kindName: string;
  readonly children: ReactNode;
  readonly icon: ReactNode;
  readonly fact?: string | undefined;
}

const small = { size: 11, strokeWidth: 2 } as const;

/** What every clip has: a place, a name, handles and the ring of a selected one. */
export function ClipFrame(props: ClipFrameProps) {
  const { clip, rate, zoom, selected, tabStop, height, look, kindName, children, icon, fact } = props;
  const { t } = useTranslation();
  const width = clip.length * zoom;
  const parts = durationParts(clip.length, rate);
  const takes = clip.takes === undefined ? undefined : clip.takes.others.length + 1;
  return (
    <div
      className={classNames(styles.clip, look, clip.enabled === false && styles.disabled)}
      style={{ '--clip-start': clip.start, '--clip-length': clip.length } satisfies PlaceStyle as PlaceStyle}
      role="button"
      tabIndex={tabStop ? 0 : -1}
      aria-pressed={selected}
      aria-label={t(clip.enabled === false ? 'timeline.clipNameOff' : 'timeline.clipName', {
        name: clip.name,
        kind: kindName,
        seconds: parts.seconds,
        frames: parts.frames,
        start: timecodeText(clip.start, rate),
      })}
      data-clip={clip.id}
    >
      {width >= pictureless ? (
        <div className={styles.name} aria-hidden="true">
          {clip.label === undefined || width < shellPixels ? null : (
            <span className={styles.swatch} style={labelStyle(clip.label)} />
          )}
          {width >= shellPixels ? icon : null}
          <span className={styles.nameText}>{clip.name}</span>
          {width < 90 ? null : (
            <>
              {clip.linkId === undefined ? null : <Link2 {...small} />}
              {clip.reverse === true ? <Rewind {...small} /> : null}
              {clip.speed === undefined ? null : (
                <>
                  <Gauge {...small} />
                  <span
                    className={styles.nameFact}
                    data-text={t('timeline.percent', {
                      percent: Math.round((clip.speed.num / clip.speed.den) * 100),
                    })}
                  />
                </>
              )}
              {takes === undefined ? null : (
                <span
                  className={styles.badge}
                  data-text={t('timeline.takeOf', { take: (clip.takes?.current ?? 0) + 1, takes })}
                />
              )}
            </>
          )}
          {fact !== undefined && width > 220 ? <span className={styles.nameFact} data-text={fact} /> : null}
        </div>
      ) : null}
      {children}
      {width >= shellPixels ? (
        <>
          <ClipParts {...props} />
          <div className={classNames(styles.handle, styles.handleStart)} data-part="start" />
          <div className={classNames(styles.handle, styles.handleEnd)} data-part="end" />
          {selected && width > 60 && height > 36 ? (
            <ExtendHandles clip={clip} library={props.library} />
          ) : null}
        </>
      ) : null}
      {selected ? <div className={styles.ring} /> : null}
    </div>
  );
}
