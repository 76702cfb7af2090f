import { Dialog } from '@base-ui/react/dialog';
import { FileText, Plus, Sparkle } from 'lucide-react';
import { useRef } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { useChosenPack } from '../../app/use-chosen-pack.ts';
import { targetTrack } from '../../editor/actions/tracks.ts';
import { secondsText } from '../../editor/duration-text.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { secondsOfFrames, frames } from '../../../src-shared/time/rate.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';
import { durationWords } from '../generate/duration-words.ts';
import { estimateSeconds } from '../generate/estimate.ts';
import { addShot, readBoard } from './board.ts';
import { boardReason, cutSize, cutStart, makeCut } from './make-cut.ts';
import { ShotRow } from './shot-row.tsx';
import styles from './storyboard.module.css';

/** A list of shots, written here or read from a file, that becomes a cut. */
export function StoryboardDialog() {
  const { view } = useStudio();
  const { t } = useTranslation();
  const open = useStore(view, (state) => state.storyboardOpen);
  return (
    <Dialog.Root open={open} onOpenChange={(storyboardOpen) => view.setState({ storyboardOpen })}>
      <Dialog.Portal>
        <Dialog.Backdrop className={popup.backdrop} />
        <Dialog.Popup className={classNames(popup.popup, styles.dialog)} aria-label={t('storyboard.title')}>
          <Storyboard />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Storyboard() {
  const studio = useStudio();
  const { t } = useTranslation();
  const rows = useStore(studio.storyboard, (state) => state.rows);
  const media = useStore(studio.project, (state) => state.project?.document.media);
  const cameras = useChosenPack()?.prompt['cameras'] ?? [];
  const list = useRef<HTMLOListElement>(null);
  const stills = Object.values(media ?? {}).filter(({ kind }) => kind === 'image');

  function add(after?: string): void {
    const key = flushSync(() => addShot(studio, after));
    list.current?.querySelector<HTMLElement>(`[data-shot="${CSS.escape(key)}"] textarea`)?.focus();
  }

  return (
    <>
      <div className={styles.head}>
        <Dialog.Title className={styles.title}>{t('storyboard.title')}</Dialog.Title>
        <p className={styles.text}>{t('storyboard.text')}</p>
        <Button className={styles.file} onClick={() => void readBoard(studio)}>
          <FileText size={14} strokeWidth={1.5} />
          {t('storyboard.open')}
        </Button>
      </div>
      <datalist id="storyboard-cameras">
        {cameras.map((words) => (
          <option key={words}>{words}</option>
        ))}
      </datalist>
      <div className={styles.list}>
        {rows.length === 0 ? <p className={styles.none}>{t('storyboard.none')}</p> : null}
        <ol ref={list} className={styles.shots}>
          {rows.map((row, index) => (
            <ShotRow key={row.key} row={row} index={index} stills={stills} onNext={() => add(row.key)} />
          ))}
        </ol>
        <Button tone="quiet" onClick={() => add()}>
          <Plus size={14} strokeWidth={2} />
          {t('storyboard.add')}
        </Button>
      </div>
      <Foot />
    </>
  );
}

/** How long the cut is, what it costs, where it will stand; or why there can't be one yet. */
function Foot() {
  const studio = useStudio();
  const { t } = useTranslation();
  const rows = useStore(studio.storyboard, (state) => state.rows);
  const runs = useStore(studio.facts, (state) => state.runs);
  const rate = useStore(studio.project, (state) => state.project?.document.settings.rate);
  const { quality, steps } = useStore(studio.prompt);
  const pack = useChosenPack();
  const reason = boardReason(studio, rows);
  const track = targetTrack(studio, 'video');
  const size = rate === undefined ? undefined : cutSize(rows, rate);
  const estimate =
    pack === undefined || size === undefined
      ? undefined
      : estimateSeconds(runs, { packId: pack.id, quality, steps }, size.made);
  return (
    <div className={styles.foot}>
      <div className={styles.facts} id="storyboard-facts">
        {rate === undefined || size === undefined || rows.length === 0 ? null : (
          <span>
            {t('storyboard.length', {
              count: rows.length,
              seconds: secondsText(secondsOfFrames(frames(size.frames), rate)),
            })}
            {' · '}
            {estimate === undefined
              ? t('generate.noEstimate')
              : t('generate.estimate', { duration: durationWords(estimate, studio.text) })}
          </span>
        )}
        {reason !== null ? (
          <span className={styles.reason}>{typeof reason === 'string' ? t(reason) : reason.said}</span>
        ) : rate === undefined || track === undefined ? null : (
          <span>
            {t('storyboard.place', {
              track: track.name,
              timecode: timecodeText(frames(cutStart(track)), rate),
            })}
          </span>
        )}
      </div>
      <Dialog.Close render={<Button>{t('storyboard.close')}</Button>} />
      <Button
        tone="model"
        aria-disabled={reason === null ? undefined : true}
        aria-describedby="storyboard-facts"
        onClick={() => void makeCut(studio).catch((error: unknown) => studio.report(error))}
      >
        <Sparkle size={15} strokeWidth={2} />
        {t('storyboard.make')}
      </Button>
    </div>
  );
}
