import { useTranslation } from 'react-i18next';
import { useStudio } from '../../app/studio-context.tsx';
import { runCommand } from '../../editor/commands/registry.ts';
import { Button } from '../../ui/button.tsx';
import styles from './timeline.module.css';

export function EmptyTimeline() {
  const studio = useStudio();
  const { t } = useTranslation();
  return (
    <div className={styles.empty}>
      <div className={styles.emptyTrack}>
        {t('timeline.empty')}
        <Button tone="quiet" onClick={() => void runCommand(studio, 'generate.focus')}>
          {t('timeline.emptyAction')}
        </Button>
      </div>
    </div>
  );
}
