import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { SourceMonitor } from './source-monitor.tsx';
import { ViewerPanel } from './viewer-panel.tsx';
import styles from './viewer.module.css';

/** The programme, and beside it the source while one is open. */
export function Monitors() {
  const { source, project } = useStudio();
  const id = useStore(source, (state) => state.media);
  const document = useStore(project, (state) => state.project?.document);
  const media = id === null ? undefined : document?.media[id];
  return (
    <div className={styles.monitors}>
      {media === undefined || document === undefined ? null : (
        <div className={styles.monitor}>
          <SourceMonitor media={media} document={document} />
        </div>
      )}
      <div className={styles.monitor}>
        <ViewerPanel />
      </div>
    </div>
  );
}
