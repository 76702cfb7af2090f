import { memo } from 'react';
import { useStore } from 'zustand';
import type { JobId } from '../../../src-shared/lib/ids.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { picturesOf } from '../../editor/preview-life.ts';
import { contentOf } from '../../editor/shown-clip.ts';
import { shownState } from '../../editor/stores/jobs-store.ts';
import { ClipFrame, type ClipViewProps } from './clip-frame.tsx';
import styles from './clip.module.css';

/** What of a clip can be pressed and is read out. How it looks is drawn under it, by its track's canvas. */
export const ClipView = memo(function ClipView(props: ClipViewProps) {
  const { clip, library, trackKind } = props;
  const { previews, facts, text } = useStudio();
  const content = contentOf(library, clip);
  const jobId = clip.source.kind === 'job' ? clip.source.jobId : undefined;
  const waitingForPicture = useStore(previews, ({ lives }) =>
    jobId === undefined ? false : picturesOf(lives.get(jobId)) !== null,
  );
  const isGone = useStore(
    facts,
    ({ offline }) => content.kind === 'media' && offline.get(content.media.id) === 'missing',
  );
  if (jobId !== undefined && (content.kind !== 'media' || waitingForPicture)) {
    return <PendingClip {...props} jobId={jobId} />;
  }
  if (clip.source.kind === 'title') return <ClipFrame {...props} kindName={text('timeline.kind.title')} />;
  if (content.kind !== 'media') {
    return <ClipFrame {...props} look={styles.missing} kindName={text('timeline.kind.missing')} />;
  }
  const { media } = content;
  if (isGone) return <ClipFrame {...props} look={styles.missing} kindName={text('timeline.kind.missing')} />;
  const kind =
    media.provenance.origin === 'generated' ? 'generated' : trackKind === 'audio' ? 'audio' : media.kind;
  return <ClipFrame {...props} kindName={text(`timeline.kind.${kind}`)} />;
});

function PendingClip(props: ClipViewProps & { readonly jobId: JobId }) {
  const { jobId } = props;
  const studio = useStudio();
  const job = useStore(studio.jobs, (state) => state.jobs.get(jobId));
  const state = useStore(studio.jobs, (jobs) => (job === undefined ? undefined : shownState(jobs, job)));
  const hasPictures = useStore(studio.previews, ({ lives }) => picturesOf(lives.get(jobId)) !== null);
  const stopped = state === 'failed' || state === 'interrupted' || state === 'cancelled';
  return (
    <ClipFrame
      {...props}
      look={stopped ? styles.failedClip : styles.pending}
      kindName={studio.text(stopped ? `job.state.${state}` : 'timeline.kind.pending')}
    >
      {stopped ? null : (
        <>
          {hasPictures ? null : <div className={styles.shimmer} />}
          <div className={styles.bar}>
            <div className={styles.barFill} style={{ transform: `scaleX(${job?.progress ?? 0})` }} />
          </div>
        </>
      )}
    </ClipFrame>
  );
}
