import {
  Bookmark,
  FoldHorizontal,
  Hand,
  Link2,
  Magnet,
  Maximize2,
  MousePointer2,
  Redo2,
  Scissors,
  SplitSquareHorizontal,
  Trash2,
  Type,
  Undo2,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { CommandButton } from '../../app/command-button.tsx';
import { useStudio } from '../../app/studio-context.tsx';
import { ForwardIcon, RateIcon, RippleIcon, RollIcon, SlideIcon, SlipIcon } from '../../ui/tool-icons.tsx';
import { zoomLimits, type Tool } from '../../editor/stores/view-store.ts';
import styles from './timeline.module.css';

const icon = { size: 16, strokeWidth: 1.5 } as const;

const tools: readonly { readonly tool: Tool; readonly icon: ReactNode }[] = [
  { tool: 'select', icon: <MousePointer2 {...icon} /> },
  { tool: 'forward', icon: <ForwardIcon /> },
  { tool: 'blade', icon: <Scissors {...icon} /> },
  { tool: 'ripple', icon: <RippleIcon /> },
  { tool: 'roll', icon: <RollIcon /> },
  { tool: 'slip', icon: <SlipIcon /> },
  { tool: 'slide', icon: <SlideIcon /> },
  { tool: 'rate', icon: <RateIcon /> },
  { tool: 'hand', icon: <Hand {...icon} /> },
];

export function TimelineTools() {
  const { view, project, selection } = useStudio();
  const tool = useStore(view, (state) => state.tool);
  const snapping = useStore(view, (state) => state.snapping);
  const magnetic = useStore(view, (state) => state.magnetic);
  const linked = useStore(view, (state) => state.linkedSelection);
  const canUndo = useStore(project, (state) => state.history.past.length > 0);
  const canRedo = useStore(project, (state) => state.history.future.length > 0);
  const chosen = useStore(
    selection,
    ({ clips, transition, marker }) => clips.size > 0 || transition !== null || marker !== null,
  );
  return (
    <div className={styles.tools}>
      <CommandButton command="edit.undo" disabled={!canUndo}>
        <Undo2 {...icon} />
      </CommandButton>
      <CommandButton command="edit.redo" disabled={!canRedo}>
        <Redo2 {...icon} />
      </CommandButton>
      <span className={styles.gapBefore} />
      {tools.map((one) => (
        <CommandButton key={one.tool} command={`tool.${one.tool}`} pressed={tool === one.tool}>
          {one.icon}
        </CommandButton>
      ))}
      <CommandButton command="timeline.snapping" pressed={snapping} className={styles.gapBefore}>
        <Magnet {...icon} />
      </CommandButton>
      <CommandButton command="timeline.magnetic" pressed={magnetic}>
        <FoldHorizontal {...icon} />
      </CommandButton>
      <CommandButton command="timeline.linkedSelection" pressed={linked}>
        <Link2 {...icon} />
      </CommandButton>
      <CommandButton command="edit.split" className={styles.gapBefore}>
        <SplitSquareHorizontal {...icon} />
      </CommandButton>
      <CommandButton command="mark.marker">
        <Bookmark {...icon} />
      </CommandButton>
      <CommandButton command="clip.title">
        <Type {...icon} />
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
  const slider = useRef<HTMLInputElement>(null);
  // Written past React: it moves with every frame of a zoom.
  useEffect(
    () =>
      view.subscribe(({ zoom }, before) => {
        if (zoom !== before.zoom && slider.current !== null) slider.current.value = String(Math.log(zoom));
      }),
    [view],
  );
  return (
    <div className={styles.zoom}>
      <ZoomOut size={14} strokeWidth={1.5} />
      <input
        ref={slider}
        className={styles.zoomControl}
        type="range"
        aria-label={t('timeline.zoom')}
        min={Math.log(zoomLimits.min)}
        max={Math.log(zoomLimits.max)}
        step={0.02}
        defaultValue={Math.log(view.getState().zoom)}
        onChange={(event) => view.setState({ zoom: Math.exp(event.currentTarget.valueAsNumber) })}
      />
      <ZoomIn size={14} strokeWidth={1.5} />
    </div>
  );
}
