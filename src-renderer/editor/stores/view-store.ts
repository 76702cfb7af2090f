import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';

export const workspaces = ['generate', 'edit', 'deliver'] as const;
export type Workspace = (typeof workspaces)[number];

export const panelNames = [
  'library',
  'source',
  'viewer',
  'prompt',
  'inspector',
  'timeline',
  'deliver',
] as const;
export type PanelName = (typeof panelNames)[number];

export const tools = [
  'select',
  'blade',
  'ripple',
  'roll',
  'slip',
  'slide',
  'rate',
  'forward',
  'backward',
  'hand',
] as const;
export type Tool = (typeof tools)[number];
export const rulerUnits = ['timecode', 'frames', 'seconds'] as const;
export type RulerUnit = (typeof rulerUnits)[number];
export type RightTab = 'prompt' | 'inspector';

export interface ViewState {
  readonly workspace: Workspace;
  readonly activePanel: PanelName;
  readonly rightTab: RightTab;
  readonly tool: Tool;
  readonly snapping: boolean;
  /** The lowest picture track has no gaps but those that were there: what is behind closes up and makes room. */
  readonly magnetic: boolean;
  /** Linked picture and sound, and groups, are selected together. */
  readonly linkedSelection: boolean;
  readonly rulerUnit: RulerUnit;
  /** Pixels per frame of the timeline. */
  readonly zoom: number;
  readonly paletteOpen: boolean;
  readonly queueOpen: boolean;
  /** The editor of keyboard shortcuts. */
  readonly shortcutsOpen: boolean;
  /** The list of earlier states of the project. */
  readonly versionsOpen: boolean;
  /** The list of projects to go back to. */
  readonly recentOpen: boolean;
  /** The list of shots that becomes a cut. */
  readonly storyboardOpen: boolean;
  /** The pack manager. */
  readonly packsOpen: boolean;
  /** Somebody asked what made a take: the inspector shows its recipe, and then takes this back. */
  readonly recipeWanted: boolean;
  /** The viewer fills the window. */
  readonly viewerOnly: boolean;
  /** The viewer holds another take beside the one that is chosen. */
  readonly comparingTakes: boolean;
  /** Raised to put every panel back to its first size. */
  readonly layoutGeneration: number;
}

export type ViewStore = StoreApi<ViewState>;

/** How one works at the timeline: kept from start to start, as no project says it. */
export const habitsSchema = z.object({
  snapping: z.boolean(),
  magnetic: z.boolean(),
  linkedSelection: z.boolean(),
  rulerUnit: z.enum(rulerUnits),
});

export function habitsOf({
  snapping,
  magnetic,
  linkedSelection,
  rulerUnit,
}: ViewState): z.infer<typeof habitsSchema> {
  return { snapping, magnetic, linkedSelection, rulerUnit };
}

export const zoomLimits = { min: 0.02, max: 48 } as const;

export function createViewStore(initial: Partial<ViewState> = {}): ViewStore {
  return createStore<ViewState>()(() => ({
    workspace: 'generate',
    activePanel: 'prompt',
    rightTab: 'prompt',
    tool: 'select',
    snapping: true,
    magnetic: false,
    linkedSelection: true,
    rulerUnit: 'timecode',
    zoom: 6,
    paletteOpen: false,
    queueOpen: false,
    shortcutsOpen: false,
    versionsOpen: false,
    recentOpen: false,
    storyboardOpen: false,
    packsOpen: false,
    recipeWanted: false,
    viewerOnly: false,
    comparingTakes: false,
    layoutGeneration: 0,
    ...initial,
  }));
}

export function clampZoom(zoom: number): number {
  return Math.min(zoomLimits.max, Math.max(zoomLimits.min, zoom));
}
