import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { labelColours } from '../../../src-shared/project/labels.ts';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { findClip } from '../../../src-shared/timeline/clips.ts';
import type { MarkerChange, PlacedMarker } from '../../../src-shared/timeline/markers.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { removeSelectedMarker, sayOfMarker } from '../../editor/actions/markers.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { Button } from '../../ui/button.tsx';
import field from '../../ui/field.module.css';
import { SelectField } from '../../ui/select-field.tsx';
import { ValueField } from '../../ui/value-field.tsx';
import styles from './inspector.module.css';

/** What a marker says, of the ruler or of a clip. */
export function MarkerInspector({
  placed,
  document,
}: {
  readonly placed: PlacedMarker;
  readonly document: ProjectDocument;
}) {
  const studio = useStudio();
  const { t } = useTranslation();
  const nameId = useId();
  const noteId = useId();
  const { marker, at, clipId } = placed;
  const clip = clipId === null ? undefined : findClip(document.timeline, clipId)?.clip;
  const change = (part: MarkerChange): void => sayOfMarker(studio, placed, part);
  return (
    <div className={styles.body} key={`${clipId ?? ''} ${marker.id}`}>
      <h3 className={styles.name}>
        {t('inspector.marker.title', { start: timecodeText(at, document.settings.rate) })}
      </h3>
      {clip === undefined ? null : (
        <p className={styles.label}>{t('inspector.marker.onClip', { name: clip.name })}</p>
      )}
      <div className={field.field}>
        <label className={field.label} htmlFor={nameId}>
          {t('inspector.marker.name')}
        </label>
        <input
          key={`name ${marker.name}`}
          id={nameId}
          className={field.input}
          defaultValue={marker.name}
          maxLength={255}
          onBlur={(event) => {
            if (event.target.value !== marker.name) change({ name: event.target.value });
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
        />
      </div>
      <div className={field.field}>
        <label className={field.label} htmlFor={noteId}>
          {t('inspector.marker.note')}
        </label>
        <textarea
          key={`note ${marker.note}`}
          id={noteId}
          className={styles.titleText}
          defaultValue={marker.note}
          rows={4}
          maxLength={20_000}
          onBlur={(event) => {
            if (event.target.value !== marker.note) change({ note: event.target.value });
          }}
        />
      </div>
      <SelectField
        label={t('inspector.label')}
        value={marker.colour}
        options={labelColours.map((value) => ({ value, label: t(`labelColour.${value}`) }))}
        onChange={(colour) => change({ colour })}
      />
      <ValueField
        label={t('inspector.length')}
        value={marker.length}
        min={0}
        max={1_000_000}
        step={1}
        unit={t('inspector.framesUnit')}
        decimals={0}
        onCommit={(length) => change({ length: frames(length) })}
      />
      <Button tone="danger" onClick={() => removeSelectedMarker(studio)}>
        {t('inspector.marker.remove')}
      </Button>
    </div>
  );
}
