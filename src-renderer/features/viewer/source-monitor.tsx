import { ArrowDownToLine, BetweenHorizontalStart, Pause, Play, StepBack, StepForward, X } from 'lucide-react';
import { useEffect, useRef, type CSSProperties, type PointerEvent as ReactPointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { clockAt } from '../../../src-shared/project/media-clock.ts';
import type { Media, ProjectDocument } from '../../../src-shared/project/schema.ts';
import { CommandButton } from '../../app/command-button.tsx';
import { Panel } from '../../app/panel.tsx';
import { useStudio } from '../../app/studio-context.tsx';
import { sourceMonitor } from '../../editor/active-monitor.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { playInto } from './play-into.ts';
import { sourceFilm } from './source-film.ts';
import styles from './viewer.module.css';

interface RatioStyle extends CSSProperties {
  readonly '--picture-ratio': number;
}

const icon = { size: 16, strokeWidth: 1.5 } as const;

/** A file of the library on its own: with its own playhead and marks, beside the programme. */
export function SourceMonitor({
  media,
  document,
}: {
  readonly media: Media;
  readonly document: ProjectDocument;
}) {
  const studio = useStudio();
  const { t } = useTranslation();
  const mended = useStore(studio.facts, (state) => state.mended);
  const ratio = media.width > 0 ? media.width / Math.max(1, media.height) : 16 / 9;
  return (
    <Panel
      name="source"
      title={t('source.title')}
      bodyClass={styles.body}
      tools={
        <>
          <span className={styles.sourceName} title={media.name}>
            {media.name}
          </span>
          <CameraClock media={media} document={document} />
          <CommandButton command="source.close">
            <X {...icon} />
          </CommandButton>
        </>
      }
    >
      <div className={styles.surround}>
        <div className={styles.stage} style={{ '--picture-ratio': ratio } satisfies RatioStyle as RatioStyle}>
          <SourcePicture key={mended} />
          {media.kind === 'audio' ? <p className={styles.soundOnly}>{t('source.soundOnly')}</p> : null}
        </div>
      </div>
      <SourceScrub document={document} />
      <SourceTransport document={document} />
    </Panel>
  );
}

/** What the camera's own clock showed at the picture that is seen, where it had one. */
function CameraClock({ media, document }: { readonly media: Media; readonly document: ProjectDocument }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const clock = useStore(studio.source.transport, ({ frame }) =>
    clockAt(media, frame, document.settings.rate),
  );
  if (clock === undefined) return null;
  return (
    <span className={styles.cameraClock} title={t('source.clock')}>
      {clock}
    </span>
  );
}

/** Made anew when files have come back: a player keeps in mind what could not be shown. */
function SourcePicture() {
  const studio = useStudio();
  const picture = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (picture.current === null) return undefined;
    return playInto(picture.current, studio, sourceFilm(studio));
  }, [studio]);
  return <div ref={picture} className={styles.picture} />;
}

/** The whole file as a bar: drag to scrub; the marked part is lighter. */
function SourceScrub({ document }: { readonly document: ProjectDocument }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const frame = useStore(studio.source.transport, (state) => state.frame);
  useStore(studio.source, (state) => state.marks);
  const monitor = sourceMonitor(studio);
  const last = Math.max(1, (monitor?.end ?? 1) - 1);
  const { transport } = studio.source;

  function seekTo(event: ReactPointerEvent<HTMLDivElement>): void {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    transport.seek(Math.round(Math.min(1, Math.max(0, (event.clientX - left) / width)) * last));
  }
  const from = monitor?.marks.in;
  const to = monitor?.marks.out;
  return (
    <div
      className={styles.scrub}
      role="slider"
      tabIndex={0}
      aria-label={t('source.playhead')}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={frame}
      aria-valuetext={timecodeText(frame, document.settings.rate)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        transport.setScrubbing(true);
        seekTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
      }}
      onLostPointerCapture={() => transport.setScrubbing(false)}
    >
      <span className={styles.scrubTrack}>
        {from === undefined && to === undefined ? null : (
          <span
            className={styles.scrubRange}
            style={{
              left: `${((from ?? 0) / last) * 100}%`,
              right: `${(1 - Math.min(1, ((to ?? last + 1) - 1) / last)) * 100}%`,
            }}
          />
        )}
        <span className={styles.scrubHead} style={{ left: `${(frame / last) * 100}%` }} />
      </span>
    </div>
  );
}

function SourceTransport({ document }: { readonly document: ProjectDocument }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const frame = useStore(studio.source.transport, (state) => state.frame);
  const speed = useStore(studio.source.transport, (state) => state.shuttle.speed);
  useStore(studio.source, (state) => state.marks);
  const marks = sourceMonitor(studio)?.marks ?? {};
  const length = (marks.out ?? sourceMonitor(studio)?.end ?? 0) - (marks.in ?? 0);
  return (
    <div className={styles.transport} role="toolbar" aria-label={t('source.transport')}>
      <span className={styles.timecode}>{timecodeText(frame, document.settings.rate)}</span>
      <div className={styles.keys}>
        <CommandButton command="mark.in" className={styles.mark}>
          {'{'}
        </CommandButton>
        <CommandButton command="play.stepBack">
          <StepBack {...icon} />
        </CommandButton>
        <CommandButton command="play.toggle" className={styles.play}>
          {speed === 0 ? (
            <Play size={20} strokeWidth={1.5} fill="currentColor" />
          ) : (
            <Pause size={20} strokeWidth={1.5} fill="currentColor" />
          )}
        </CommandButton>
        <CommandButton command="play.stepForward">
          <StepForward {...icon} />
        </CommandButton>
        <CommandButton command="mark.out" className={styles.mark}>
          {'}'}
        </CommandButton>
        <CommandButton command="edit.insert">
          <BetweenHorizontalStart {...icon} />
        </CommandButton>
        <CommandButton command="edit.overwrite">
          <ArrowDownToLine {...icon} />
        </CommandButton>
      </div>
      <span className={styles.length} title={t('source.length')}>
        {timecodeText(length, document.settings.rate)}
      </span>
    </div>
  );
}
