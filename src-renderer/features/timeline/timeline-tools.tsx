import { Slider } from '@base-ui/react/slider';
import {
  Magnet,
  Maximize2,
  MousePointer2,
  Redo2,
  Scissors,
  SplitSquareHorizontal,
  Trash2,
  Undo2,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { CommandButton } from '../../app/command-button.tsx';
import { useStudio } from '../../app/studio-context.tsx';
import { classNames } from '../../ui/class-names.ts';
import { zoomLimits } from '../../editor/stores/view-store.ts';
import styles from './timeline.module.css';

const icon = { size: 16, strokeWidth: 1.5 } as const;

export function TimelineTools() {
  const { view, project, selection } = useStudio();
  const tool = useStore(view, (state) => state.tool);
  const snapping = useStore(view, (state) => state.snapping);
  const canUndo = useStore(project, (state) => state.history.past.length > 0);
  const canRedo = useStore(project, (state) => state.history.future.length > 0);
  const chosen = useStore(selection, (state) => state.clips.size > 0);
  return (
    <div className={styles.tools}>
      <CommandButton command="edit.undo" disabled={!canUndo}>
        <Undo2 {...icon} />
      </CommandButton>
      <CommandButton command="edit.redo" disabled={!canRedo}>
        <Redo2 {...icon} />
      </CommandButton>
      <CommandButton command="tool.select" pressed={tool === 'select'} className={styles.gapBefore}>
        <MousePointer2 {...icon} />
      </CommandButton>
      <CommandButton command="tool.blade" pressed={tool === 'blade'}>
        <Scissors {...icon} />
      </CommandButton>
      <CommandButton command="timeline.snapping" pressed={snapping}>
        <Magnet {...icon} />
      </CommandButton>
      <CommandButton command="edit.split" className={styles.gapBefore}>
        <SplitSquareHorizontal {...icon} />
      </CommandButton>
      <CommandButton command="edit.delete" disabled={!chosen}>
        <Trash2 {...icon} />
      </CommandButton>
      <span className={styles.stretch} />
      <ZoomSlider />
      <CommandButton command="timeline.fit">
        <Maximize2 {...icon} />
      </CommandButton>
    </div>
  );
}

/** Zoom is felt by ratio, so the slider runs over its logarithm. */
function ZoomSlider() {
  const { view } = useStudio();
  const { t } = useTranslation();
  const zoom = useStore(view, (state) => state.zoom);
  return (
    <div className={styles.zoom}>
      <ZoomOut size={14} strokeWidth={1.5} />
      <Slider.Root
        className={classNames(styles.zoomControl)}
        value={Math.log(zoom)}
        min={Math.log(zoomLimits.min)}
        max={Math.log(zoomLimits.max)}
        step={0.02}
        onValueChange={(value) => view.setState({ zoom: Math.exp(value) })}
      >
        <Slider.Control className={styles.zoomControl}>
          <Slider.Track className={styles.zoomTrack}>
            <Slider.Thumb className={styles.zoomThumb} aria-label={t('timeline.zoom')} />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
      <ZoomIn size={14} strokeWidth={1.5} />
    </div>
  );
}
