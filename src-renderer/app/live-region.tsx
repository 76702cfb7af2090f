import { useStore } from 'zustand';
import { useStudio } from './studio-context.tsx';
import styles from './shell.module.css';

/** Says to screen readers what others see: one polite voice for the whole window. */
export function LiveRegion() {
  const { messages } = useStudio();
  const { text, turn } = useStore(messages, (state) => state.spoken);
  return (
    <div className={styles.unseen} role="status" aria-live="polite" data-testid="live">
      <span key={turn}>{text}</span>
    </div>
  );
}
