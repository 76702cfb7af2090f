import { ContextMenu } from '@base-ui/react/context-menu';
import { Eye, EyeOff, Headphones, Lock, LockOpen, Volume2, VolumeX } from 'lucide-react';
import { memo, useRef, useState, type PointerEvent as ReactPointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Track } from '../../../../src-shared/project/schema.ts';
import { useStudio } from '../../../app/studio-context.tsx';
import { changeTrack, chooseTarget, targetTrack } from '../../../editor/actions/tracks.ts';
import type { MessageKey } from '../../../i18n/i18n.ts';
import { IconButton } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Tooltip } from '../../../ui/tooltip.tsx';
import { clampHeight, trackHeight } from '../track-size.ts';
import { TrackMenu } from './track-menu.tsx';
import { TrackName } from './track-name.tsx';
import styles from './track-head.module.css';

const icon = { size: 14, strokeWidth: 1.5 } as const;

/** What a track is called and how it takes part: target, lock, seen, heard, solo; its lower edge drags its height. */
export const TrackHead = memo(function TrackHead({ track }: { readonly track: Track }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const [renaming, setRenaming] = useState(false);
  const isTarget = useStore(studio.selection, () => targetTrack(studio, track.kind)?.id === track.id);
  const isVideo = track.kind === 'video';
  const low = trackHeight(track) < 44;
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger
        render={<div className={classNames(styles.head, low && styles.low)} />}
        onContextMenu={() => chooseTarget(studio, track)}
      >
        <Tooltip text={t('track.target', { name: track.name })} side="right">
          <button
            type="button"
            className={classNames(styles.target, isTarget && styles.targeted)}
            aria-label={t('track.target', { name: track.name })}
            aria-pressed={isTarget}
            onClick={() => chooseTarget(studio, track)}
          >
            {track.kind === 'video' ? t('track.v') : t('track.a')}
          </button>
        </Tooltip>
        <TrackName track={track} renaming={renaming} onRenaming={setRenaming} />
        <span className={styles.switches}>
          <Switch
            track={track}
            field="locked"
            on="track.locked"
            off="track.unlocked"
            icon={track.locked === true ? <Lock {...icon} /> : <LockOpen {...icon} />}
          />
          {isVideo ? (
            <Switch
              track={track}
              field="hidden"
              on="track.hidden"
              off="track.shown"
              icon={track.hidden === true ? <EyeOff {...icon} /> : <Eye {...icon} />}
            />
          ) : null}
          <Switch
            track={track}
            field="muted"
            on="track.muted"
            off="track.heard"
            icon={track.muted === true ? <VolumeX {...icon} /> : <Volume2 {...icon} />}
          />
          <Switch
            track={track}
            field="solo"
            on="track.soloOn"
            off="track.soloOff"
            icon={<Headphones {...icon} />}
          />
        </span>
        <HeightEdge track={track} />
      </ContextMenu.Trigger>
      <TrackMenu track={track} onRename={() => setRenaming(true)} />
    </ContextMenu.Root>
  );
});

interface SwitchProps {
  readonly track: Track;
  readonly field: 'locked' | 'hidden' | 'muted' | 'solo';
  /** What the button is called while the switch is on, and while it is off. */
  readonly on: MessageKey;
  readonly off: MessageKey;
  readonly icon: React.ReactNode;
}

function Switch({ track, field, on, off, icon: drawing }: SwitchProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const isOn = track[field] === true;
  const name = studio.text(isOn ? on : off, { name: track.name });
  return (
    <Tooltip text={name} side="right">
      <IconButton
        aria-label={t(`track.switch.${field}`, { name: track.name })}
        aria-pressed={isOn}
        className={classNames(styles.switch, isOn && styles.on)}
        onClick={() => changeTrack(studio, track.id, { [field]: !isOn }, `edit.label.track.${field}`)}
      >
        {drawing}
      </IconButton>
    </Tooltip>
  );
}

/** Drags the height by style alone and commits it once. */
function HeightEdge({ track }: { readonly track: Track }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const from = useRef<{ readonly y: number; readonly height: number } | null>(null);
  const height = trackHeight(track);
  const asked = (event: ReactPointerEvent): number =>
    clampHeight((from.current?.height ?? height) + event.clientY - (from.current?.y ?? event.clientY));

  function set(value: number): void {
    if (value !== height) changeTrack(studio, track.id, { height: value }, 'edit.label.track.height');
  }
  return (
    <div
      className={styles.edge}
      role="separator"
      aria-orientation="horizontal"
      aria-label={t('track.height', { name: track.name })}
      aria-valuenow={height}
      aria-valuemin={24}
      aria-valuemax={320}
      tabIndex={-1}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { y: event.clientY, height };
      }}
      onPointerMove={(event) => {
        const row = event.currentTarget.closest<HTMLElement>('[data-track-row]');
        if (from.current !== null && row !== null) row.style.height = `${asked(event)}px`;
      }}
      onPointerUp={(event) => {
        const value = asked(event);
        from.current = null;
        set(value);
      }}
      onDoubleClick={() => set(track.kind === 'video' ? 56 : 40)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown') set(clampHeight(height + 8));
        else if (event.key === 'ArrowUp') set(clampHeight(height - 8));
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
