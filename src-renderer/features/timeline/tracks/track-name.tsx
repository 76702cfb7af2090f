import { useTranslation } from 'react-i18next';
import type { Track } from '../../../../src-shared/project/schema.ts';
import { useStudio } from '../../../app/studio-context.tsx';
import { changeTrack } from '../../../editor/actions/tracks.ts';
import styles from './track-head.module.css';

export interface TrackNameProps {
  readonly track: Track;
  readonly renaming: boolean;
  readonly onRenaming: (renaming: boolean) => void;
}

/** A track's name; a double click or the menu turns it into a field. Enter keeps, Escape leaves it as it was. */
export function TrackName({ track, renaming, onRenaming }: TrackNameProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  if (!renaming) {
    return (
      <span className={styles.name} title={track.name} onDoubleClick={() => onRenaming(true)}>
        {track.name}
      </span>
    );
  }
  return (
    <input
      className={styles.field}
      defaultValue={track.name}
      maxLength={120}
      aria-label={t('track.rename')}
      ref={(field) => {
        if (field !== null && document.activeElement !== field) {
          field.focus();
          field.select();
        }
      }}
      onBlur={(event) => {
        const name = event.target.value.trim();
        onRenaming(false);
        if (name !== '' && name !== track.name)
          changeTrack(studio, track.id, { name }, 'edit.label.track.rename');
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') event.currentTarget.value = track.name;
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
