import { useTranslation } from 'react-i18next';
import { Panel } from '../../app/panel.tsx';
import { TimelineBody } from './timeline-body.tsx';
import { TimelineTools } from './timeline-tools.tsx';
import styles from './timeline.module.css';

export function TimelinePanel() {
  const { t } = useTranslation();
  return (
    <Panel name="timeline" title={t('timeline.title')} tools={<TimelineTools />} bodyClass={styles.body}>
      <TimelineBody />
    </Panel>
  );
}
