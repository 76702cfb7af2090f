import { Tabs } from '@base-ui/react/tabs';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { DeliverPanel } from '../features/deliver/deliver-panel.tsx';
import { PromptPanel } from '../features/generate/prompt-panel.tsx';
import { InspectorPanel } from '../features/inspector/inspector-panel.tsx';
import { Panel } from './panel.tsx';
import { useStudio } from './studio-context.tsx';
import styles from './shell.module.css';

/** Prompt and inspector share a place; delivering has it to itself. */
export function RightPanel() {
  const { view } = useStudio();
  const { t } = useTranslation();
  const workspace = useStore(view, (state) => state.workspace);
  const tab = useStore(view, (state) => state.rightTab);
  if (workspace === 'deliver') return <DeliverPanel />;
  return (
    <Tabs.Root
      className={styles.tabs}
      value={tab}
      onValueChange={(value) => {
        if (value === 'prompt' || value === 'inspector') view.setState({ rightTab: value });
      }}
    >
      <Panel
        name={tab}
        title={t(tab === 'prompt' ? 'generate.title' : 'inspector.title')}
        head={
          <Tabs.List className={styles.tabList} aria-label={t('layout.right')}>
            <Tabs.Tab value="prompt" className={styles.tab}>
              {t('generate.tab')}
            </Tabs.Tab>
            <Tabs.Tab value="inspector" className={styles.tab}>
              {t('inspector.tab')}
            </Tabs.Tab>
          </Tabs.List>
        }
      >
        <Tabs.Panel value="prompt" className={styles.tabPanel}>
          <PromptPanel />
        </Tabs.Panel>
        <Tabs.Panel value="inspector" className={styles.tabPanel}>
          <InspectorPanel />
        </Tabs.Panel>
      </Panel>
    </Tabs.Root>
  );
}
