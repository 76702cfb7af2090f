import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { Layer } from '../../../src-shared/timeline/stack.ts';
import { createCubeTables } from './cube-tables.ts';
import { createPictureGrader, type PictureGrader } from './grade-picture.ts';
import { groupCss, layerCss } from './layer-css.ts';
import { createLayerSlot, type LayerSlot, type SlotSources } from './layer-slot.ts';
import type { Undrawn } from './graded-picture.ts';
import type { ScrubPlace } from './scrub-pictures.ts';
import { requireTemperature } from './temperatures.ts';

export interface StackFrame {
  /** From the lowest to the one on top. */
  readonly layers: readonly Layer[];
  readonly width: number;
  readonly height: number;
}

export interface StackPlayer {
  /** Shows exactly these layers and stands still. */
  show(frame: StackFrame): void;
  /** Shows them and runs on at a speed; answers whether every picture keeps up with the clock. */
  run(frame: StackFrame, speed: number): boolean;
  /** Gets pictures ready behind what is shown. */
  prepare(frame: StackFrame): void;
  dispose(): void;
}

/** A colour table that is wanted and not drawn. */
export interface UndrawnTable {
  readonly table: MediaId;
  readonly why: Undrawn;
}

export interface StackSources extends Pick<SlotSources, 'mediaUrl' | 'firstPicture' | 'pictures'> {
  /** Told when a table of what is shown can't be drawn, and when all can again. */
  readonly onUndrawn?: (undrawn: UndrawnTable | null) => void;
}

interface Group {
  readonly element: HTMLElement;
  readonly slots: LayerSlot[];
}

/** Pictures of a track that are kept open: what is shown, both sides of a passage, what comes next. */
const mostSlots = 4;

/**
 * Draws the layers of a frame with the browser's own compositor: one group per track in order, one element per picture,
 * styled as the document says. No element ever changes its place in the page, because that would stop a video.
 */
export function createStackPlayer(stage: HTMLElement, { onUndrawn, ...sources }: StackSources): StackPlayer {
  const groups: Group[] = [];
  let drawn: { readonly frame: StackFrame; readonly speed: number | null } | null = null;
  const tables = createCubeTables(sources.mediaUrl, () => {
    if (drawn !== null) draw(drawn.frame, drawn.speed);
  });
  let grader: PictureGrader | null = null;
  let told: UndrawnTable | null = null;

  function tell(undrawn: UndrawnTable | null): void {
    if (undrawn?.table === told?.table && undrawn?.why === told?.why) return;
    told = undrawn;
    onUndrawn?.(undrawn);
  }

  /** Most films have no colour table; the first one that is wanted opens the context. */
  function lazyGrader(): PictureGrader {
    grader ??= createPictureGrader();
    return grader;
  }

  function groupAt(index: number): Group {
    const found = groups[index];
    if (found !== undefined) return found;
    const element = document.createElement('div');
    element.dataset.group = '';
    stage.append(element);
    const group = { element, slots: [] };
    groups.push(group);
    return group;
  }

  function slotFor(group: Group, layer: Layer): LayerSlot {
    const same = group.slots.find((slot) => slot.key === layer.clip.id);
    if (same !== undefined) return same;
    const [oldest] = group.slots.filter((slot) => !slot.isShown).sort((a, b) => a.lastUsed - b.lastUsed);
    if (group.slots.length >= mostSlots && oldest !== undefined) {
      oldest.key = layer.clip.id;
      return oldest;
    }
    const slot = createLayerSlot(group.element, {
      ...sources,
      tables,
      grader: lazyGrader,
      onShown: () => tidy(group),
    });
    slot.key = layer.clip.id;
    group.slots.push(slot);
    return slot;
  }

  /** Takes away what is no longer wanted, once everything that is wanted has a picture. */
  function tidy({ slots }: Group): void {
    if (!slots.every((slot) => !slot.isWanted || slot.hasPicture)) return;
    for (const slot of slots) if (!slot.isWanted) slot.hide(true);
  }

  /** Layers of one track are neighbours: two of them only while a passage runs. */
  function byTrack(layers: readonly Layer[]): readonly (readonly Layer[])[] {
    const found: Layer[][] = [];
    for (const layer of layers) {
      const last = found.at(-1);
      if (last?.[0]?.track.id === layer.track.id) last.push(layer);
      else found.push([layer]);
    }
    return found;
  }

  function draw(frame: StackFrame, speed: number | null): boolean {
    drawn = { frame, speed };
    sources.pictures.stand(speed === null ? placesOf(frame) : []);
    let isCurrent = true;
    let undrawn: UndrawnTable | null = null;
    const tracks = byTrack(frame.layers);
    for (const [index, layers] of tracks.entries()) {
      const group = groupAt(index);
      Object.assign(group.element.style, groupCss(layers));
      const used = new Set<LayerSlot>();
      for (const layer of layers) {
        const slot = slotFor(group, layer);
        used.add(slot);
        if (layer.colour?.temperature !== undefined) requireTemperature(stage, layer.colour.temperature);
        const isGraded = slot.grade(layer);
        const table = layer.colour?.lut;
        if (table !== undefined && slot.undrawn !== null) undrawn ??= { table, why: slot.undrawn };
        const looked = isGraded ? { ...layer, colour: undefined } : layer;
        slot.style(layerCss(looked, sizeOf(layer, frame), frame));
        const current = speed === null ? slot.show(layer) : slot.run(layer, speed);
        isCurrent &&= current;
      }
      // What was shown stays until what replaces it has a picture, so that a cut never flashes.
      for (const slot of group.slots) if (!used.has(slot)) slot.hide(false);
      tidy(group);
    }
    for (const group of groups.slice(tracks.length)) for (const slot of group.slots) slot.hide(true);
    tell(undrawn);
    return isCurrent;
  }

  return {
    show: (frame) => void draw(frame, null),
    run: (frame, speed) => draw(frame, speed),
    prepare(frame) {
      for (const [index, layers] of byTrack(frame.layers).entries()) {
        for (const layer of layers) {
          const slot = slotFor(groupAt(index), layer);
          if (!slot.isShown) slot.prepare(layer);
        }
      }
    },
    dispose() {
      for (const { element, slots } of groups) {
        for (const slot of slots) slot.dispose();
        element.remove();
      }
      tables.dispose();
      grader?.dispose();
    },
  };
}

/** From the top: that is what is looked at. */
function placesOf({ layers }: StackFrame): ScrubPlace[] {
  return [...layers].reverse().flatMap(({ content }) => {
    return content.kind === 'media' ? [{ media: content.media, frame: content.sourceFrame }] : [];
  });
}

function sizeOf({ content }: Layer, frame: StackFrame): { readonly width: number; readonly height: number } {
  return content.kind === 'media' && content.media.width > 0 ? content.media : frame;
}
