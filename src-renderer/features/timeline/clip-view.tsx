import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { AudioLines, Film, ImageIcon, Palette, Sparkle, TriangleAlert, Unlink } from 'lucide-react';
import { memo, useMemo, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { JobId } from '../../../src-shared/lib/ids.ts';
import type { Clip, Media, ProjectDocument } from '../../../src-shared/project/schema.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { durationParts } from '../../editor/duration-text.ts';
import { picturesOf } from '../../editor/preview-life.ts';
import { contentOf } from '../../editor/shown-clip.ts';
import { shownState } from '../../editor/stores/jobs-store.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { classNames } from '../../ui/class-names.ts';
import { ClipFilm, type FilmContent } from './clip-film.tsx';
import { madeRanges } from './made-ranges.ts';
import type { VisibleRange } from './time-scale.ts';
import styles from './timeline.module.css';

export interface ClipViewProps {
  readonly clip: Clip;
  readonly library: Pick<ProjectDocument, 'media' | 'results'>;
  readonly rate: Rate;
  readonly zoom: number;
  readonly range: VisibleRange;
  readonly selected: boolean;
  readonly tabStop: boolean;
}

interface PlaceStyle extends CSSProperties {
  readonly '--clip-start': number;
  readonly '--clip-length': number;
}

/** Narrower than this a clip is a cheap shell without handles; much narrower, without pictures. */
const shellPixels = 36;
const pictureless = 10;

export const ClipView = memo(function ClipView(props: ClipViewProps) {
  const { clip, library } = props;
  const content = contentOf(library, clip);
  const jobId = clip.source.kind === 'job' ? clip.source.jobId : undefined;
  const { previews } = useStudio();
  const waitingForPicture = useStore(previews, ({ lives }) =>
    jobId === undefined ? false : picturesOf(lives.get(jobId)) !== null,
  );
  if (jobId !== undefined && (content.kind !== 'media' || waitingForPicture)) {
    return <PendingClip {...props} jobId={jobId} />;
  }
  return <MediaClip {...props} media={content.kind === 'media' ? content.media : undefined} />;
});

interface FrameProps extends ClipViewProps {
  readonly look: string | undefined;
  readonly kindName: string;
  readonly children: React.ReactNode;
  readonly icon: React.ReactNode;
  readonly fact?: string | undefined;
}

function ClipFrame({
  clip,
  rate,
  zoom,
  selected,
  tabStop,
  look,
  kindName,
  children,
  icon,
  fact,
}: FrameProps) {
  const { t } = useTranslation();
  const width = clip.length * zoom;
  const parts = durationParts(clip.length, rate);
  return (
    <div
      className={classNames(styles.clip, look)}
      style={{ '--clip-start': clip.start, '--clip-length': clip.length } satisfies PlaceStyle as PlaceStyle}
      role="button"
      tabIndex={tabStop ? 0 : -1}
      aria-pressed={selected}
      aria-label={t('timeline.clipName', {
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
          {width >= shellPixels ? icon : null}
          <span className={styles.nameText}>{clip.name}</span>
          {fact !== undefined && width > 220 ? <span className={styles.nameFact} data-text={fact} /> : null}
        </div>
      ) : null}
      {children}
      {width >= shellPixels ? (
        <>
          <div className={classNames(styles.handle, styles.handleStart)} data-handle="start" />
          <div className={classNames(styles.handle, styles.handleEnd)} data-handle="end" />
        </>
      ) : null}
      {selected ? <div className={styles.ring} /> : null}
    </div>
  );
}

const iconLook = { size: 11, strokeWidth: 2 } as const;

function MediaClip(props: ClipViewProps & { readonly media: Media | undefined }) {
  const { clip, media, rate, zoom, range } = props;
  const { t } = useTranslation();
  const film = useMemo<FilmContent | undefined>(
    () => (media === undefined || media.kind === 'audio' ? undefined : { kind: 'media', media, rate }),
    [media, rate],
  );
  if (media === undefined) {
    return (
      <ClipFrame
        {...props}
        look={styles.missing}
        kindName={t('timeline.kind.missing')}
        icon={<Unlink {...iconLook} />}
      >
        {null}
      </ClipFrame>
    );
  }
  const generated = media.provenance.origin === 'generated';
  const kind = generated ? 'generated' : media.kind;
  const parts = durationParts(clip.length, rate);
  return (
    <ClipFrame
      {...props}
      look={styles[kind]}
      kindName={t(`timeline.kind.${kind}`)}
      icon={iconOf(kind)}
      fact={t('timeline.shortLength', {
        seconds: parts.seconds,
        frames: String(parts.frames).padStart(2, '0'),
      })}
    >
      {film !== undefined && clip.length * zoom >= pictureless ? (
        <ClipFilm clip={clip} content={film} zoom={zoom} range={range} />
      ) : null}
      {generated
        ? madeRanges(clip, media, rate).map(({ from, to }) => (
            <span
              key={from}
              className={styles.madeRange}
              style={{ left: `${from * 100}%`, right: `${(1 - to) * 100}%` }}
            />
          ))
        : null}
    </ClipFrame>
  );
}

function iconOf(kind: Media['kind'] | 'generated') {
  switch (kind) {
    case 'generated':
      return <Sparkle {...iconLook} />;
    case 'image':
      return <ImageIcon {...iconLook} />;
    case 'audio':
      return <AudioLines {...iconLook} />;
    case 'video':
      return <Film {...iconLook} />;
    case 'lut':
      return <Palette {...iconLook} />;
    default:
      return assertNever(kind);
  }
}

function PendingClip(props: ClipViewProps & { readonly jobId: JobId }) {
  const { clip, jobId, zoom, range } = props;
  const studio = useStudio();
  const { t } = useTranslation();
  const job = useStore(studio.jobs, (state) => state.jobs.get(jobId));
  const state = useStore(studio.jobs, (jobs) => (job === undefined ? undefined : shownState(jobs, job)));
  const life = useStore(studio.previews, ({ lives }) => lives.get(jobId));
  const pictures = picturesOf(life);
  const film = useMemo<FilmContent | undefined>(
    () => (pictures === null ? undefined : { kind: 'preview', pictures }),
    [pictures],
  );
  const stopped = state === 'failed' || state === 'interrupted' || state === 'cancelled';
  const fact =
    job === undefined || stopped || state === 'done'
      ? undefined
      : job.step === undefined || job.phase !== 'denoising'
        ? t(`job.phase.${job.phase}`)
        : t('job.stepOf', { step: job.step.index, steps: job.step.total });
  return (
    <ClipFrame
      {...props}
      look={stopped ? styles.failedClip : styles.pending}
      kindName={stopped ? t(`job.state.${state}`) : t('timeline.kind.pending')}
      icon={stopped ? <TriangleAlert {...iconLook} /> : <Sparkle {...iconLook} />}
      fact={fact}
    >
      {film === undefined ? null : <ClipFilm clip={clip} content={film} zoom={zoom} range={range} />}
      {stopped ? null : (
        <>
          {film === undefined ? <div className={styles.shimmer} /> : null}
          <div className={styles.bar}>
            <div className={styles.barFill} style={{ transform: `scaleX(${job?.progress ?? 0})` }} />
          </div>
        </>
      )}
    </ClipFrame>
  );
}
