/**
 * Turns RGB24 into something a canvas can draw. Previews are tiny (one pixel per latent cell), so they are enlarged by
 * repeated smooth doubling, which looks like soft focus where a single enlargement would show a grid.
 */
export function rgbToRgba(rgb: Uint8Array, width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    rgba[pixel * 4] = rgb[pixel * 3] ?? 0;
    rgba[pixel * 4 + 1] = rgb[pixel * 3 + 1] ?? 0;
    rgba[pixel * 4 + 2] = rgb[pixel * 3 + 2] ?? 0;
    rgba[pixel * 4 + 3] = 255;
  }
  return rgba;
}

const smoothWidth = 224;

export function rgbToCanvas(rgb: Uint8Array, width: number, height: number): HTMLCanvasElement {
  let canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(rgbToRgba(rgb, width, height), width, height), 0, 0);
  while (canvas.width < smoothWidth) {
    const larger = document.createElement('canvas');
    larger.width = canvas.width * 2;
    larger.height = canvas.height * 2;
    const context = larger.getContext('2d');
    if (context === null) return canvas;
    context.imageSmoothingQuality = 'high';
    context.drawImage(canvas, 0, 0, larger.width, larger.height);
    canvas = larger;
  }
  return canvas;
}

const drawn = new WeakMap<readonly Uint8Array[], readonly HTMLCanvasElement[]>();

/** The pictures of one preview, converted once however many places draw them. */
export function previewCanvases(
  frames: readonly Uint8Array[],
  width: number,
  height: number,
): readonly HTMLCanvasElement[] {
  const known = drawn.get(frames);
  if (known !== undefined) return known;
  const pictures = frames.map((frame) => rgbToCanvas(frame, width, height));
  drawn.set(frames, pictures);
  return pictures;
}
