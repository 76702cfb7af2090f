import type { Colour } from '../../../src-shared/project/clip-look.ts';
import { gradeOf } from '../../../src-shared/timeline/grade.ts';
import type { CubeTable } from '../../../src-shared/timeline/cube-table.ts';

const corners = `#version 300 es
in vec2 corner;
out vec2 place;
void main() {
  place = vec2(corner.x * 0.5 + 0.5, 0.5 - corner.y * 0.5);
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

/**
 * The simple grade as `gradeFilters` has it, and then the table between its colours by tetrahedra, as ffmpeg's
 * `lut3d=interp=tetrahedral` does: of the six tetrahedra of a cell the one that holds the colour, weighted by its four corners.
 * Values are cut to whole 255ths where ffmpeg's 8-bit pictures are.
 */
const shader = `#version 300 es
precision highp float;
precision highp sampler3D;
uniform sampler2D picture;
uniform sampler3D table;
uniform float size;
uniform vec3 scale;
uniform vec3 gain;
uniform float contrast;
uniform mat3 mixing;
in vec2 place;
out vec4 colour;

vec3 at(ivec3 cell) { return texelFetch(table, cell, 0).rgb; }
vec3 whole(vec3 value) { return floor(clamp(value, 0.0, 1.0) * 255.0 + 0.01) / 255.0; }

void main() {
  vec4 source = texture(picture, place);
  vec3 graded = whole(clamp(source.rgb * gain, 0.0, 1.0) * contrast + 0.5 * (1.0 - contrast));
  graded = clamp(mixing * graded, 0.0, 1.0);
  vec3 spot = graded * scale * (size - 1.0);
  ivec3 low = ivec3(spot);
  ivec3 high = min(low + 1, ivec3(int(size) - 1));
  vec3 d = spot - vec3(low);
  vec3 c000 = at(low);
  vec3 c111 = at(high);
  vec3 found;
  if (d.r > d.g) {
    if (d.g > d.b)
      found = (1.0 - d.r) * c000 + (d.r - d.g) * at(ivec3(high.r, low.g, low.b)) + (d.g - d.b) * at(ivec3(high.r, high.g, low.b)) + d.b * c111;
    else if (d.r > d.b)
      found = (1.0 - d.r) * c000 + (d.r - d.b) * at(ivec3(high.r, low.g, low.b)) + (d.b - d.g) * at(ivec3(high.r, low.g, high.b)) + d.g * c111;
    else
      found = (1.0 - d.b) * c000 + (d.b - d.r) * at(ivec3(low.r, low.g, high.b)) + (d.r - d.g) * at(ivec3(high.r, low.g, high.b)) + d.g * c111;
  } else {
    if (d.b > d.g)
      found = (1.0 - d.b) * c000 + (d.b - d.g) * at(ivec3(low.r, low.g, high.b)) + (d.g - d.r) * at(ivec3(low.r, high.g, high.b)) + d.r * c111;
    else if (d.b > d.r)
      found = (1.0 - d.g) * c000 + (d.g - d.b) * at(ivec3(low.r, high.g, low.b)) + (d.b - d.r) * at(ivec3(low.r, high.g, high.b)) + d.r * c111;
    else
      found = (1.0 - d.g) * c000 + (d.g - d.r) * at(ivec3(low.r, high.g, low.b)) + (d.r - d.b) * at(ivec3(high.r, high.g, low.b)) + d.b * c111;
  }
  colour = vec4(whole(found) * source.a, source.a);
}`;

const plain = {
  gain: [1, 1, 1],
  contrast: 1,
  matrix: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
} as const;

/** Draws pictures through colour tables, with one context for all of a stage: browsers allow few. */
export interface PictureGrader {
  /** false where this machine can't draw it. */
  readonly works: boolean;
  draw(
    picture: HTMLVideoElement | HTMLImageElement | HTMLCanvasElement,
    colour: Colour,
    table: CubeTable,
    on: HTMLCanvasElement,
  ): void;
  dispose(): void;
}

function compiled(gl: WebGL2RenderingContext, kind: number, text: string): WebGLShader | null {
  const made = gl.createShader(kind);
  if (made === null) return null;
  gl.shaderSource(made, text);
  gl.compileShader(made);
  return made;
}

/** null where this machine can't build it: what doesn't compile doesn't link. */
function programOf(gl: WebGL2RenderingContext): WebGLProgram | null {
  const program = gl.createProgram();
  const parts = [compiled(gl, gl.VERTEX_SHADER, corners), compiled(gl, gl.FRAGMENT_SHADER, shader)];
  for (const part of parts) if (part !== null) gl.attachShader(program, part);
  gl.bindAttribLocation(program, 0, 'corner');
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true) return null;
  gl.useProgram(program);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
  return program;
}

/** A texture that is read colour by colour, never between them. */
function plainTexture(gl: WebGL2RenderingContext, target: number, unit: number): void {
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(target, gl.createTexture());
  gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.texParameteri(target, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(target, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
}

function sizeOf(picture: HTMLVideoElement | HTMLImageElement | HTMLCanvasElement): readonly [number, number] {
  if (picture instanceof HTMLVideoElement) return [picture.videoWidth, picture.videoHeight];
  if (picture instanceof HTMLCanvasElement) return [picture.width, picture.height];
  return [picture.naturalWidth, picture.naturalHeight];
}

export function createPictureGrader(): PictureGrader {
  const canvas = document.createElement('canvas');
  const gl = canvas.getContext('webgl2', { premultipliedAlpha: true, preserveDrawingBuffer: true });
  const program = gl === null ? null : programOf(gl);
  if (gl === null || program === null) {
    return { works: false, draw: () => undefined, dispose: () => undefined };
  }
  const place = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
  plainTexture(gl, gl.TEXTURE_2D, 0);
  plainTexture(gl, gl.TEXTURE_3D, 1);
  gl.uniform1i(place('picture'), 0);
  gl.uniform1i(place('table'), 1);
  let held: CubeTable | null = null;

  function hold(next: CubeTable): void {
    if (held === next || gl === null) return;
    held = next;
    const { size, values, scale } = next;
    gl.activeTexture(gl.TEXTURE1);
    gl.texImage3D(gl.TEXTURE_3D, 0, gl.RGB32F, size, size, size, 0, gl.RGB, gl.FLOAT, values);
    gl.uniform1f(place('size'), size);
    gl.uniform3f(place('scale'), ...scale);
  }

  return {
    works: true,
    draw(picture, colour, table, on) {
      const [width, height] = sizeOf(picture);
      if (width === 0 || height === 0 || gl.isContextLost()) return;
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
        gl.viewport(0, 0, width, height);
      }
      hold(table);
      const { gain, contrast, matrix } = gradeOf(colour) ?? plain;
      gl.uniform3f(place('gain'), ...gain);
      gl.uniform1f(place('contrast'), contrast);
      // Rows of the grade are what WebGL calls columns, turned.
      gl.uniformMatrix3fv(place('mixing'), true, matrix.flat());
      gl.activeTexture(gl.TEXTURE0);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, picture);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
      if (on.width !== width || on.height !== height) {
        on.width = width;
        on.height = height;
      }
      const context = on.getContext('2d');
      context?.clearRect(0, 0, width, height);
      context?.drawImage(canvas, 0, 0);
    },
    dispose: () => gl.getExtension('WEBGL_lose_context')?.loseContext(),
  };
}
