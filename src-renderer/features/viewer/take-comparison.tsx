import { useEffect, useMemo, useRef, useState, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { Clip, ProjectDocument } from '../../../src-shared/project/schema.ts';
import { chooseTake, takesOf } from '../../../src-shared/timeline/takes.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { spansOf } from '../../editor/actions/spans.ts';
import { clipWithTakesAt } from '../../editor/shown-clip.ts';
import { createFirstPictures } from './first-picture.ts';
import { followProgramme, type ProgrammeFollower } from './follow-programme.ts';
import { createScrubPictures } from './scrub-pictures.ts';
import { createStackPlayer } from './stack-player.ts';
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
        <OtherPicture document={shown} />
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

function OtherPicture({ document }: { readonly document: ProjectDocument | null }) {
  const studio = useStudio();
  const stage = useRef<HTMLDivElement>(null);
  const follower = useRef<ProgrammeFollower>(null);
  useEffect(() => {
    if (stage.current === null) return undefined;
    const mediaUrl = (id: MediaId): string => studio.bridge.mediaUrl(id);
    const first = createFirstPictures(mediaUrl, stage.current);
    const pictures = createScrubPictures(studio.bridge);
    const player = createStackPlayer(stage.current, {
      mediaUrl,
      pictures,
      firstPicture: (id) => first.get(id),
    });
    const follows = followProgramme(studio, player, first);
    follower.current = follows;
    return () => {
      follower.current = null;
      follows.stop();
      player.dispose();
      pictures.dispose();
      first.dispose();
    };
  }, [studio]);
  useEffect(() => follower.current?.show(document), [document]);
  return <div ref={stage} className={styles.picture} hidden={document === null} />;
}
