import { z } from 'zod';
import type { Workspace } from '../editor/stores/view-store.ts';

/** Sizes of the movable panels in pixels; the viewer takes what is left. */
export const layoutSchema = z.object({
  left: z.number().min(0).max(2000),
  right: z.number().min(0).max(2000),
  timeline: z.number().min(0).max(2000),
});
export type Layout = z.infer<typeof layoutSchema>;

export const panelLimits = {
  left: { min: 200, max: 460 },
  right: { min: 280, max: 480 },
  timeline: { min: 168, max: 900 },
} as const;

/** A workspace is a preset over the same panels: other sizes, other visibility. 0 = put away. */
export const firstLayouts: Readonly<Record<Workspace, Layout>> = {
  generate: { left: 264, right: 336, timeline: 236 },
  edit: { left: 232, right: 296, timeline: 330 },
  deliver: { left: 0, right: 336, timeline: 200 },
};

export function layoutName(workspace: Workspace): string {
  return `layout.${workspace}`;
}

export type MovablePanel = keyof Layout;

/** A layout in which one panel has another size, as far as it may; the library is put away when it is drawn very narrow. */
export function withPanelSize(layout: Layout, panel: MovablePanel, pixels: number): Layout {
  const { min, max } = panelLimits[panel];
  const size = panel === 'left' && pixels < min / 2 ? 0 : Math.min(max, Math.max(min, Math.round(pixels)));
  return { ...layout, [panel]: size };
}
