import { GripVertical, Trash2 } from 'lucide-react';
import { useRef, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { requestLimits } from '../../../src-shared/generation/request.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { Media } from '../../../src-shared/project/schema.ts';
import { shotTransitions } from '../../../src-shared/storyboard/schema.ts';
import { useStudio } from '../../app/studio-context.tsx';
import type { BoardRow } from '../../editor/stores/storyboard-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import field from '../../ui/field.module.css';
import { NumberField } from '../../ui/number-field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { changeShot, moveShot, removeShot } from './board.ts';
import { useShotDrag } from './use-shot-drag.ts';
import styles from './storyboard.module.css';

interface ShotRowProps {
  readonly row: BoardRow;
  readonly index: number;
  readonly stills: readonly Media[];
  /** Adds a shot behind this one and goes there. */
  readonly onNext: () => void;
}

/** One shot of the list, with the passage into it above. Alt with the arrows moves it, from any of its fields. */
export function ShotRow({ row, index, stills, onNext }: ShotRowProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const element = useRef<HTMLLIElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const line = useShotDrag(element, handle, { shot: row.key, index });
  const number = index + 1;
  const change = (fields: Partial<BoardRow>): void => changeShot(studio, row.key, fields);

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (step === 0 || !(event.altKey || event.target === handle.current)) return;
    event.preventDefault();
    event.stopPropagation();
    // Moving a row in the page takes the focus out of it.
    const focused = document.activeElement;
    flushSync(() => moveShot(studio, row.key, index + step));
    if (focused instanceof HTMLElement) focused.focus();
  }

  return (
    <li
      ref={element}
      className={styles.shot}
      data-line={line ?? undefined}
      data-shot={row.key}
      aria-label={t('storyboard.shot', { number })}
      onKeyDownCapture={onKeyDown}
    >
      {index === 0 ? null : (
        <div className={styles.passage}>
          <Segmented
            name={t('storyboard.passageInto', { number })}
            value={row.transition}
            segments={shotTransitions.map((value) => ({ value, label: t(`storyboard.passage.${value}`) }))}
            onChange={(transition) => change({ transition })}
            className={styles.passages}
          />
        </div>
      )}
      <div className={styles.row}>
        <button
          ref={handle}
          type="button"
          className={styles.handle}
          aria-label={t('storyboard.move', { number })}
          title={t('storyboard.moveHint')}
        >
          <GripVertical size={14} strokeWidth={1.5} />
          <span>{number}</span>
        </button>
        <div className={styles.fields}>
          <textarea
            className={classNames(field.area, styles.words)}
            rows={2}
            value={row.prompt}
            maxLength={requestLimits.promptCharacters}
            aria-label={t('storyboard.words', { number })}
            placeholder={t('storyboard.wordsHint')}
            onChange={(event) => change({ prompt: event.target.value })}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
              if (event.ctrlKey || event.metaKey) return;
              event.preventDefault();
              onNext();
            }}
          />
          <div className={styles.settings}>
            <NumberField
              label={t('storyboard.seconds')}
              value={row.seconds}
              min={requestLimits.seconds.min}
              max={requestLimits.seconds.max}
              step={0.5}
              unit={t('unit.seconds')}
              onChange={(seconds) => {
                if (seconds !== null) change({ seconds });
              }}
            />
            <label className={field.field}>
              <span className={field.label}>{t('storyboard.camera')}</span>
              <input
                className={field.input}
                list="storyboard-cameras"
                value={row.camera}
                maxLength={200}
                placeholder={t('storyboard.cameraHint')}
                onChange={(event) => change({ camera: event.target.value })}
              />
            </label>
            <Picture
              label={t('storyboard.first')}
              value={row.image}
              stills={stills}
              onChange={(image) => change({ image })}
            />
            <Picture
              label={t('storyboard.last')}
              value={row.last}
              stills={stills}
              onChange={(last) => change({ last })}
            />
          </div>
        </div>
        <IconButton
          aria-label={t('storyboard.remove', { number })}
          title={t('storyboard.removeShot')}
          onClick={() => removeShot(studio, row.key)}
        >
          <Trash2 size={16} strokeWidth={1.5} />
        </IconButton>
      </div>
    </li>
  );
}

interface PictureProps {
  readonly label: string;
  readonly value: MediaId | undefined;
  readonly stills: readonly Media[];
  readonly onChange: (value: MediaId | undefined) => void;
}

/** A still of the library that a shot begins or ends with. */
function Picture({ label, value, stills, onChange }: PictureProps) {
  const { t } = useTranslation();
  return (
    <label className={field.field}>
      <span className={field.label}>{label}</span>
      <select
        className={classNames(field.select, styles.picture)}
        value={value ?? ''}
        onChange={(event) => onChange(stills.find(({ id }) => id === event.target.value)?.id)}
      >
        <option value="">{t('storyboard.noPicture')}</option>
        {stills.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
