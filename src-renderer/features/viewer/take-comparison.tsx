import { useMemo, useState, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Clip, ProjectDocument } from '../../../src-shared/project/schema.ts';
import { chooseTake, takesOf } from '../../../src-shared/timeline/takes.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { spansOf } from '../../editor/actions/spans.ts';
import { clipWithTakesAt } from '../../editor/shown-clip.ts';
import { FollowedPicture } from './followed-picture.tsx';
import styles from './viewer.module.css';

interface ShareStyle extends CSSProperties {
  readonly '--share': number;
}

/** Another take of the clip under the playhead, to the right of a line that can be moved over the picture. */
export function TakeComparison() {
  const { view, project, transport } = useStudio();
  const isOn = useStore(view, (state) => state.comparingTakes);
  const document = useStore(project, (state) => state.project?.document);
  const clip = useStore(transport, ({ frame }) =>
    isOn && document !== undefined ? clipWithTakesAt(document.timeline, frame) : undefined,
  );
  if (document === undefined || clip === undefined) return null;
  return <TwoTakes key={clip.id} document={document} clip={clip} />;
}

function TwoTakes({ document, clip }: { readonly document: ProjectDocument; readonly clip: Clip }) {
  const { t } = useTranslation();
  const { sources, current } = takesOf(clip);
  const [chosen, setChosen] = useState(current);
  const [share, setShare] = useState(0.5);
  const isChoice = chosen !== current && chosen < sources.length;
  const other = isChoice ? chosen : (current + 1) % sources.length;
  const compared = useMemo(
    () => chooseTake(document.timeline, { clipId: clip.id, take: other, sourceSpan: spansOf(document) }),
    [document, clip.id, other],
  );
  const reason = compared.ok || compared.reason === 'nothing.toDo' ? null : compared.reason;
  const shown = useMemo(
    () => (compared.ok ? { ...document, timeline: compared.timeline } : null),
    [document, compared],
  );
  return (
    <div
      className={styles.comparison}
      style={{ '--share': share } satisfies ShareStyle as ShareStyle}
      role="group"
      aria-label={t('command.clip.compareTakes')}
    >
      <div className={styles.comparedSide}>
        {reason === null ? null : <p className={styles.comparedReason}>{t(`refusal.${reason}`)}</p>}
        <FollowedPicture document={shown} />
      </div>
      <div className={styles.divider} />
      <input
        type="range"
        className={styles.dividerHandle}
        aria-label={t('viewer.takeDivider')}
        min={0}
        max={1}
        step={0.01}
        value={share}
        onChange={(event) => setShare(event.currentTarget.valueAsNumber)}
        // Its arrows move the line, not the playhead.
        onKeyDown={(event) => {
          if (event.key.startsWith('Arrow')) event.stopPropagation();
        }}
      />
      <span className={styles.takeLabel}>{t('viewer.take', { take: current + 1 })}</span>
      <select
        className={styles.takeChoice}
        aria-label={t('viewer.otherTake')}
        value={other}
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
      >
        {sources.map((source, take) =>
          take === current ? null : (
            <option key={`${take} ${source.kind}`} value={take}>
              {t('viewer.take', { take: take + 1 })}
            </option>
          ),
        )}
      </select>
    </div>
  );
}
