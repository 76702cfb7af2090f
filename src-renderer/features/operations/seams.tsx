import { Popover } from '@base-ui/react/popover';
import { Waypoints } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Track } from '../../../src-shared/project/schema.ts';
import { endOf } from '../../../src-shared/timeline/clips.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { timecodeText } from '../../editor/timecode-text.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';
import { timeShare, type VisibleRange } from '../timeline/time-scale.ts';
import { fillHole } from './fill.ts';
import { footageOf, type Library } from './footage.ts';
import { rerollHole, seamPlaces, type SeamPlace } from './seam-places.ts';
import styles from './operations.module.css';

export interface SeamsProps {
  readonly track: Track;
  readonly library: Library;
  readonly zoom: number;
  readonly range: VisibleRange;
}

/** Below this a frame is too narrow for a meter on every join. */
const leastZoom = 0.5;

/** On every join of a generated take a small meter; between selected clips that touch, the handle of a bridge. */
export function Seams({ track, library, zoom, range }: SeamsProps) {
  const { t } = useTranslation();
  const { selection } = useStudio();
  const selected = useStore(selection, (state) => state.clips);
  const seams = useMemo(() => seamPlaces(library, track), [library, track]);
  if (zoom < leastZoom) return null;
  const cuts = track.clips.filter((clip, index) => {
    const next = track.clips[index + 1];
    return (
      next !== undefined &&
      next.start === endOf(clip) &&
      (selected.has(clip.id) || selected.has(next.id)) &&
      typeof footageOf(library, clip) !== 'string' &&
      typeof footageOf(library, next) !== 'string'
    );
  });
  const isSeen = (at: number): boolean => at >= range.from && at <= range.to;
  return (
    <>
      {cuts
        .filter((clip) => isSeen(endOf(clip)))
        .map((clip) => (
          <div
            key={clip.id}
            className={styles.overlap}
            style={{ left: timeShare(endOf(clip)) }}
            data-part="overlap"
            data-of={clip.id}
            title={t('operation.dragToBridge')}
          >
            <Waypoints size={12} strokeWidth={2} />
          </div>
        ))}
      {seams
        .filter(({ at }) => isSeen(at))
        .map((place) => (
          <SeamMeter key={`${place.clip.id}/${place.seam.frame}`} place={place} library={library} />
        ))}
    </>
  );
}

function SeamMeter({ place, library }: { readonly place: SeamPlace; readonly library: Library }) {
  const { t } = useTranslation();
  const { seam, faults, at } = place;
  const good = faults.length === 0;
  return (
    <Popover.Root>
      <Popover.Trigger
        className={classNames(styles.seam, !good && styles.seamBad)}
        style={{ left: timeShare(at) }}
        data-seam={good ? 'good' : 'bad'}
        aria-label={t(good ? 'operation.seamGood' : 'operation.seamBad', {
          timecode: timecodeText(at, library.settings.rate),
        })}
        data-own-press
      >
        <Bar value={seam.spikeRatio} limit={2} />
        <Bar value={seam.colourStep} limit={2} />
        <Bar value={1 + (seam.motion?.angle ?? 0) / 60} limit={2} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className={popup.positioner} sideOffset={6} side="top">
          <Popover.Popup className={classNames(popup.popup, popup.popover)}>
            <SeamDetails place={place} library={library} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface Row {
  readonly key: 'spike' | 'colour' | 'turn' | 'speed' | 'structure' | 'sharpness' | 'cadence';
  readonly value: string;
}

/** Half full is a join like its neighbours; full is the limit beyond which it shows. */
function Bar({ value, limit }: { readonly value: number; readonly limit: number }) {
  const share = Math.max(0.15, Math.min(1, value / limit));
  return (
    <span
      className={classNames(styles.seamBar, value > limit && styles.seamBarBad)}
      style={{ height: `${share * 100}%` }}
    />
  );
}

function SeamDetails({ place, library }: { readonly place: SeamPlace; readonly library: Library }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const { seam, faults, clip } = place;
  const hole = rerollHole(place, library);
  const rows: Row[] = [
    { key: 'spike', value: t('operation.times', { value: seam.spikeRatio.toFixed(2) }) },
    { key: 'colour', value: t('operation.times', { value: seam.colourStep.toFixed(2) }) },
  ];
  if (seam.motion !== undefined) {
    const { angle, speedRatio } = seam.motion;
    rows.push(
      { key: 'turn', value: t('operation.degrees', { value: Math.round(angle) }) },
      { key: 'speed', value: t('operation.times', { value: speedRatio.toFixed(2) }) },
    );
  }
  if (seam.structure !== undefined) rows.push({ key: 'structure', value: seam.structure.toFixed(1) });
  if (seam.sharpness !== undefined) {
    rows.push({ key: 'sharpness', value: t('operation.times', { value: seam.sharpness.toFixed(2) }) });
  }
  if (seam.cadence !== undefined) {
    rows.push({ key: 'cadence', value: t(`operation.cadence.${seam.cadence}`) });
  }
  return (
    <div className={styles.details}>
      <Popover.Title className={styles.detailsTitle}>
        {faults.length === 0
          ? t('operation.seamFine')
          : faults.map((fault) => t(`operation.fault.${fault}`)).join(' ')}
      </Popover.Title>
      <dl className={styles.measures}>
        {rows.map(({ key, value }) => (
          <div key={key} className={styles.measure}>
            <dt>{t(`operation.measure.${key}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {hole === undefined ? null : (
        <Popover.Close
          render={
            <Button
              tone={faults.length === 0 ? 'normal' : 'model'}
              onClick={() => void fillHole(studio, { clip, ...hole }, 'operation.label.reroll')}
            >
              {t('operation.reroll')}
            </Button>
          }
        />
      )}
    </div>
  );
}
