import { Sparkle } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { TrackId } from '../../../src-shared/lib/ids.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { runCommand } from '../../editor/commands/registry.ts';
import { spanStyle } from '../timeline/time-scale.ts';
import styles from './operations.module.css';

/** The place that was drawn for the next shot, and in it the field for its words. */
export function DrawnShot({ trackId }: { readonly trackId: TrackId }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const place = useStore(studio.prompt, ({ place: drawn }) => (drawn?.trackId === trackId ? drawn : null));
  const prompt = useStore(studio.prompt, (state) => state.prompt);
  const input = useRef<HTMLInputElement>(null);
  const isHere = place !== null;
  useEffect(() => {
    if (isHere) input.current?.select();
  }, [isHere]);
  if (place === null) return null;
  return (
    <div className={styles.drawn} style={spanStyle(place.at, place.length)} data-own-press>
      <Sparkle size={12} strokeWidth={2} />
      <input
        ref={input}
        className={styles.drawnInput}
        aria-label={t('operation.drawnPrompt')}
        placeholder={t('generate.prompt')}
        value={prompt}
        onChange={(event) => studio.prompt.setState({ prompt: event.target.value })}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') {
            event.preventDefault();
            event.stopPropagation();
            void runCommand(studio, 'generate.start');
          }
          if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            studio.prompt.setState({ place: null });
          }
        }}
      />
    </div>
  );
}
