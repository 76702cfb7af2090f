/** Signs on clips, drawn on a grid of 12 with lines of 1.25. */
const outlines = {
  film: 'M1.5 2.5h9v7h-9zM3.75 2.5v7M8.25 2.5v7M1.5 6h9',
  image: 'M1.5 2.5h9v7h-9zM2 9l2.75-3 2 2 1.25-1.25L10.5 9M7.75 5h.01',
  sound: 'M1.5 5v2M3.75 3v6M6 4.25v3.5M8.25 2v8M10.5 5v2',
  spark: 'M6 1.25l1.2 3.55L10.75 6 7.2 7.2 6 10.75 4.8 7.2 1.25 6 4.8 4.8z',
  title: 'M2 3.5V2.25h8V3.5M6 2.25v7.5M4.5 9.75h3',
  missing: 'M4.5 7.5l-1 1a1.75 1.75 0 0 1-2.5-2.5l1-1M7.5 4.5l1-1A1.75 1.75 0 0 1 11 6l-1 1M2 2l8 8',
  failed: 'M6 1.75l4.75 8.5H1.25zM6 4.75v2.5M6 8.75h.01',
  link: 'M5 7.5H3.5a2 2 0 0 1 0-4H5M7 3.5h1.5a2 2 0 0 1 0 4H7M4.25 5.5h3.5',
  reverse: 'M6 2.5L1.5 6 6 9.5zM10.5 2.5L6 6l4.5 3.5z',
  speed: 'M2 9.25a4.75 4.75 0 1 1 8 0M6 6.75l2-2.5',
} as const;

export type ClipIcon = keyof typeof outlines;

export const iconPixels = 12;

const pictures = new Map<string, OffscreenCanvas>();

/** A sign as a picture: copying one costs far less than drawing its lines for every clip and frame. */
function pictureOf(icon: ClipIcon, colour: string, ratio: number): OffscreenCanvas {
  const key = `${icon} ${colour} ${ratio}`;
  const known = pictures.get(key);
  if (known !== undefined) return known;
  const side = Math.ceil(iconPixels * ratio);
  const picture = new OffscreenCanvas(side, side);
  const context = picture.getContext('2d');
  if (context !== null) {
    context.scale(ratio, ratio);
    context.strokeStyle = colour;
    context.lineWidth = 1.25;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.stroke(new Path2D(outlines[icon]));
  }
  pictures.set(key, picture);
  return picture;
}

/** Draws a sign with its left upper corner at a place. */
export function drawIcon(
  context: CanvasRenderingContext2D,
  icon: ClipIcon,
  { x, y, colour }: { x: number; y: number; colour: string },
): void {
  context.drawImage(
    pictureOf(icon, colour, window.devicePixelRatio),
    Math.round(x),
    Math.round(y),
    iconPixels,
    iconPixels,
  );
}
