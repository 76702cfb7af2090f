import { lazy, Suspense, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { PromptPanel } from '../features/generate/prompt-panel.tsx';
import { Panel } from './panel.tsx';
import { useStudio } from './studio-context.tsx';
import styles from './shell.module.css';

// Read when they are first shown, from the program's own files: the window opens on the prompt.
const DeliverPanel = lazy(async () => ({
  default: (await import('../features/deliver/deliver-panel.tsx')).DeliverPanel,
}));
const InspectorPanel = lazy(async () => ({
  default: (await import('../features/inspector/inspector-panel.tsx')).InspectorPanel,
}));

const tabs = ['prompt', 'inspector'] as const;

/** Prompt and inspector share a place; delivering has it to itself. */
export function RightPanel() {
  const { view } = useStudio();
  const { t } = useTranslation();
  const workspace = useStore(view, (state) => state.workspace);
  const tab = useStore(view, (state) => state.rightTab);
  if (workspace === 'deliver') {
    return (
      <Suspense>
        <DeliverPanel />
      </Suspense>
    );
  }
  return (
    <Panel name={tab} title={t(`${tab === 'prompt' ? 'generate' : tab}.title`)} head={<TabList />}>
      <div
        role="tabpanel"
        id="right-panel"
        aria-labelledby={`right-tab-${tab}`}
        tabIndex={0}
        className={styles.tabPanel}
      >
        <Suspense>{tab === 'prompt' ? <PromptPanel /> : <InspectorPanel />}</Suspense>
      </div>
    </Panel>
  );
}

/** One stop among the keys; left and right change the tab. */
function TabList() {
  const { view } = useStudio();
  const { t } = useTranslation();
  const current = useStore(view, (state) => state.rightTab);

  function step(event: KeyboardEvent<HTMLElement>): void {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    event.stopPropagation();
    const other = tabs.find((tab) => tab !== current);
    if (other === undefined) return;
    event.currentTarget.parentElement?.querySelector<HTMLElement>(`#right-tab-${other}`)?.focus();
    view.setState({ rightTab: other });
  }
  return (
    <div role="tablist" className={styles.tabList} aria-label={t('layout.right')}>
      {tabs.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={`right-tab-${tab}`}
          aria-selected={tab === current}
          aria-controls="right-panel"
          tabIndex={tab === current ? 0 : -1}
          className={styles.tab}
          onClick={() => view.setState({ rightTab: tab })}
          onKeyDown={step}
        >
          {t(`${tab === 'prompt' ? 'generate' : tab}.tab`)}
        </button>
      ))}
    </div>
  );
}
