import { BufferTarget, CanvasSource, Output, WebMOutputFormat } from 'mediabunny';
import type { FakeFilm, FilmOrder } from '../bridge/fake-job.ts';

const previewSize = { width: 28, height: 16 } as const;

/** Draws one frame of a small scene: a sun, hills that drift, a balloon that rises. `turn` runs from 0 to 1. */
function drawScene(context: OffscreenCanvasRenderingContext2D, turn: number, hue: number): void {
  const { width, height } = context.canvas;
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, `hsl(${hue} 45% 30%)`);
  sky.addColorStop(0.7, `hsl(${(hue + 330) % 360} 70% 62%)`);
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  context.fillStyle = `hsl(${(hue + 40) % 360} 90% 78%)`;
  context.beginPath();
  context.arc(width * 0.72, height * (0.42 + turn * 0.12), height * 0.12, 0, Math.PI * 2);
  context.fill();
  for (const [layer, lightness] of [26, 20, 13].entries()) {
    context.fillStyle = `hsl(${(hue + 20) % 360} 30% ${lightness}%)`;
    context.beginPath();
    context.moveTo(0, height);
    for (let x = 0; x <= width; x += width / 64) {
      const phase = (x / width) * 6 + layer * 2 + turn * (layer + 1) * 0.5;
      context.lineTo(x, height * (0.66 + layer * 0.09) + Math.sin(phase) * height * 0.05);
    }
    context.lineTo(width, height);
    context.fill();
  }
  context.fillStyle = `hsl(${(hue + 140) % 360} 75% 55%)`;
  context.beginPath();
  const y = height * (0.7 - turn * 0.4);
  context.ellipse(width * (0.34 + turn * 0.06), y, height * 0.085, height * 0.105, 0, 0, Math.PI * 2);
  context.fill();
  context.fillRect(
    width * (0.34 + turn * 0.06) - height * 0.018,
    y + height * 0.12,
    height * 0.036,
    height * 0.03,
  );
}

function hueOf(prompt: string): number {
  return Array.from(prompt).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 220);
}

export function createFakeFilm(keep: (id: string, url: string) => void): FakeFilm {
  return {
    previewSize,
    previews({ request }, clearness) {
      return [0, 0.14, 0.28, 0.42, 0.57, 0.71, 0.85, 1].map((turn) => {
        const canvas = new OffscreenCanvas(previewSize.width, previewSize.height);
        const context = canvas.getContext('2d');
        const rgb = new Uint8Array(previewSize.width * previewSize.height * 3);
        if (context === null) return rgb;
        drawScene(context, turn, hueOf(request.prompt));
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        for (let pixel = 0; pixel < rgb.length / 3; pixel += 1) {
          for (let channel = 0; channel < 3; channel += 1) {
            const noise = Math.random() * 255;
            const clear = data[pixel * 4 + channel] ?? 0;
            rgb[pixel * 3 + channel] = clear * clearness + (noise * 0.5 + 64) * (1 - clearness);
          }
        }
        return rgb;
      });
    },
    async make(order: FilmOrder) {
      const canvas = new OffscreenCanvas(640, Math.round((640 * order.height) / order.width / 2) * 2);
      const context = canvas.getContext('2d');
      if (context === null) return;
      const output = new Output({ format: new WebMOutputFormat(), target: new BufferTarget() });
      const source = new CanvasSource(canvas, { codec: 'vp8', bitrate: 2_000_000 });
      output.addVideoTrack(source);
      await output.start();
      const frameSeconds = order.rate.den / order.rate.num;
      for (let frame = 0; frame < order.frames; frame += 1) {
        drawScene(context, frame / order.frames, hueOf(order.request.prompt));
        await source.add(frame * frameSeconds, frameSeconds);
      }
      await output.finalize();
      const { buffer } = output.target;
      if (buffer !== null) keep(order.id, URL.createObjectURL(new Blob([buffer], { type: 'video/webm' })));
    },
  };
}
