import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toErrorData } from '../../src-shared/errors/app-error.ts';
import { Button } from '../ui/button.tsx';
import { CopyDetails } from './copy-details.tsx';
import styles from './shell.module.css';

interface PanelBoundaryProps {
  readonly children: ReactNode;
}

interface PanelBoundaryState {
  readonly error: unknown;
  readonly broken: boolean;
}

/** Keeps a broken panel from taking the others with it. React offers this to classes only. */
export class PanelBoundary extends Component<PanelBoundaryProps, PanelBoundaryState> {
  override state: PanelBoundaryState = { broken: false, error: undefined };

  static getDerivedStateFromError(error: unknown): PanelBoundaryState {
    return { broken: true, error };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <BrokenPanel
        error={this.state.error}
        onAgain={() => this.setState({ broken: false, error: undefined })}
      />
    );
  }
}

function BrokenPanel({ error, onAgain }: { readonly error: unknown; readonly onAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.broken} role="alert">
      <p>{t('error.panel')}</p>
      <div className={styles.toastActions}>
        <Button onClick={onAgain}>{t('error.again')}</Button>
        <CopyDetails error={toErrorData(error)} />
      </div>
    </div>
  );
}
