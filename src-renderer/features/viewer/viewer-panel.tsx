import { Pause, Play, SkipBack, SkipForward, StepBack, StepForward } from 'lucide-react';
import { useEffect, useRef, useState, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { CommandButton } from '../../app/command-button.tsx';
import { Panel } from '../../app/panel.tsx';
import { useStudio } from '../../app/studio-context.tsx';
import { timelineEnd } from '../../../src-shared/timeline/clips.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { DropZone } from '../library/drop-zone.tsx';
import { viewerDrops } from '../library/drop-rules.ts';
import { playInto } from './play-into.ts';
import { programmeFilm } from './programme-film.ts';
import type { UndrawnTable } from './stack-player.ts';
import { TakeComparison } from './take-comparison.tsx';
import { Timecode } from './timecode.tsx';
import { ViewerOverlay } from './viewer-overlay.tsx';
import styles from './viewer.module.css';

interface RatioStyle extends CSSProperties {
  readonly '--picture-ratio': number;
}

export function ViewerPanel() {
  const { t } = useTranslation();
  const { view, facts } = useStudio();
  // A player keeps in mind what could not be shown.
  const mended = useStore(facts, (state) => state.mended);
  const only = useStore(view, (state) => state.viewerOnly);
  return (
    <div className={only ? styles.only : undefined} style={only ? undefined : { height: '100%' }}>
      <Panel name="viewer" title={t('viewer.title')} bodyClass={styles.body}>
        <Picture key={mended} />
        <Transport />
      </Panel>
    </div>
  );
}

function Picture() {
  const studio = useStudio();
  const picture = useRef<HTMLDivElement>(null);
  const settings = useStore(studio.project, (state) => state.project?.document.settings);
  const [undrawn, setUndrawn] = useState<UndrawnTable | null>(null);

  useEffect(() => {
    if (picture.current === null) return undefined;
    return playInto(picture.current, studio, programmeFilm(studio), setUndrawn);
  }, [studio]);

  const ratio = settings === undefined ? 16 / 9 : settings.width / settings.height;
  return (
    <DropZone className={styles.surround} rules={viewerDrops}>
      <div className={styles.stage} style={{ '--picture-ratio': ratio } satisfies RatioStyle as RatioStyle}>
        <div ref={picture} className={styles.picture} />
        <TakeComparison />
        <ViewerOverlay />
        {undrawn === null ? null : <UndrawnNote undrawn={undrawn} />}
      </div>
    </DropZone>
  );
}

/** Says that a colour table is missing from the picture, and why. */
function UndrawnNote({ undrawn: { table, why } }: { readonly undrawn: UndrawnTable }) {
  const { project } = useStudio();
  const { t } = useTranslation();
  const name = useStore(project, (state) => state.project?.document.media[table]?.name);
  return (
    <p className={styles.note} role="status">
      {t(`viewer.undrawn.${why}`, { name: name ?? t('timeline.kind.lut') })}
    </p>
  );
}

/** Says honestly when the machine was too slow. */
function Dropped() {
  const { transport } = useStudio();
  const { t } = useTranslation();
  const dropped = useStore(transport, (state) => state.dropped);
  if (dropped === 0) return null;
  return (
    <span className={styles.dropped} data-testid="dropped">
      {t('viewer.dropped', { count: dropped })}
    </span>
  );
}

function Transport() {
  const studio = useStudio();
  const { t } = useTranslation();
  const speed = useStore(studio.transport, (state) => state.shuttle.speed);
  const settings = useStore(studio.project, (state) => state.project?.document.settings);
  const end = useStore(studio.project, (state) =>
    state.project === null ? 0 : timelineEnd(state.project.document.timeline),
  );
  const playing = speed !== 0;
  return (
    <div className={styles.transport} role="toolbar" aria-label={t('viewer.transport')}>
      <span className={styles.timecode}>
        <Timecode />
        <Dropped />
        {playing && speed !== 1 ? <span className={styles.speed}>{t('viewer.speed', { speed })}</span> : null}
      </span>
      <div className={styles.keys}>
        <CommandButton command="play.start">
          <SkipBack size={16} strokeWidth={1.5} />
        </CommandButton>
        <CommandButton command="play.stepBack">
          <StepBack size={16} strokeWidth={1.5} />
        </CommandButton>
        <CommandButton command="play.toggle" className={styles.play}>
          {playing ? (
            <Pause size={20} strokeWidth={1.5} fill="currentColor" />
          ) : (
            <Play size={20} strokeWidth={1.5} fill="currentColor" />
          )}
        </CommandButton>
        <CommandButton command="play.stepForward">
          <StepForward size={16} strokeWidth={1.5} />
        </CommandButton>
        <CommandButton command="play.end">
          <SkipForward size={16} strokeWidth={1.5} />
        </CommandButton>
      </div>
      <span className={styles.length} title={t('viewer.length')}>
        {settings === undefined ? '' : timecodeText(end, settings.rate)}
      </span>
    </div>
  );
}
