import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { AudioLines, Film, ImageIcon, Palette, Sparkle, TriangleAlert, Type, Unlink } from 'lucide-react';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { JobId } from '../../../src-shared/lib/ids.ts';
import type { Media } from '../../../src-shared/project/schema.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { durationParts } from '../../editor/duration-text.ts';
import { picturesOf } from '../../editor/preview-life.ts';
import { contentOf } from '../../editor/shown-clip.ts';
import { shownState } from '../../editor/stores/jobs-store.ts';
import { ClipFilm, type FilmContent } from './clip-film.tsx';
import { ClipFrame, pictureless, type ClipViewProps } from './clip-frame.tsx';
import { ClipWave } from './clip-wave.tsx';
import { madeRanges } from './made-ranges.ts';
import styles from './clip.module.css';

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
  if (clip.source.kind === 'title') return <TitleClip {...props} text={clip.source.text} />;
  return <MediaClip {...props} media={content.kind === 'media' ? content.media : undefined} />;
});

const iconLook = { size: 11, strokeWidth: 2 } as const;

function TitleClip(props: ClipViewProps & { readonly text: string }) {
  const { t } = useTranslation();
  return (
    <ClipFrame
      {...props}
      look={styles.title}
      kindName={t('timeline.kind.title')}
      icon={<Type {...iconLook} />}
    >
      {/* The spoken name has the text already; a second one of its own would contradict it. */}
      <span className={styles.titleText} aria-hidden="true" data-text={props.text.replaceAll('\n', ' / ')} />
    </ClipFrame>
  );
}

function MediaClip(props: ClipViewProps & { readonly media: Media | undefined }) {
  const { clip, media, rate, zoom, range, height, trackKind } = props;
  const { t } = useTranslation();
  const film = useMemo<FilmContent | undefined>(
    () =>
      media === undefined || media.kind === 'audio' || trackKind === 'audio'
        ? undefined
        : { kind: 'media', media, rate },
    [media, rate, trackKind],
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
  const kind = generated ? 'generated' : trackKind === 'audio' ? 'audio' : media.kind;
  const parts = durationParts(clip.length, rate);
  return (
    <ClipFrame
      {...props}
      look={styles[kind === 'image' ? 'still' : kind]}
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
      {trackKind === 'audio' && clip.length * zoom >= pictureless ? (
        <ClipWave clip={clip} media={media} rate={rate} zoom={zoom} range={range} height={height} />
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
