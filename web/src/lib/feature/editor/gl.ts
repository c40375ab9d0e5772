/** The painter on WebGL 2: one pass for the shape, one for colours, vignette and sharpness. */
import { STEPS, type Cube } from './cube.ts';
import type { Edit } from './edit.ts';
import { clamp, sourceOf, type Size } from './geometry.ts';
import { DARKEST, SHARPEST, type Base, type Painter } from './painter.ts';

const CORNERS = `#version 300 es
out vec2 at;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  at = corner;
  gl_Position = vec4(corner * 2.0 - 1.0, 0, 1);
}`;

// Four looks into the photo for each pixel, as far from each other as the photo gets smaller.
const SHAPE = `#version 300 es
precision highp float;
uniform sampler2D photo;
uniform vec2 origin, across, down, apart;
in vec2 at;
out vec4 colour;
vec3 look(vec2 by) {
  vec2 to = at + by * apart;
  return texture(photo, origin + across * to.x + down * to.y).rgb;
}
void main() {
  colour = vec4((look(vec2(-.25, -.25)) + look(vec2(.25, -.25)) + look(vec2(-.25, .25)) + look(vec2(.25, .25))) / 4.0, 1);
}`;

const TONES = `#version 300 es
precision highp float;
precision highp sampler3D;
uniform sampler2D shaped;
uniform sampler3D cube;
uniform float vignette, sharpen;
uniform vec2 pixel;
in vec2 at;
out vec4 colour;
vec3 tone(vec2 to) {
  to = clamp(to, pixel * 0.5, 1.0 - pixel * 0.5);
  vec3 seen = texture(cube, (texture(shaped, to).rgb * ${STEPS - 1}.0 + 0.5) / ${STEPS}.0).rgb;
  vec2 far = to * 2.0 - 1.0;
  float t = dot(far, far) / 2.0;
  return seen * (1.0 - vignette * t * t * (3.0 - 2.0 * t));
}
void main() {
  vec2 to = vec2(at.x, 1.0 - at.y);
  vec3 here = tone(to);
  if (sharpen > 0.0) {
    vec3 soft = here * 4.0;
    for (int y = -1; y <= 1; y++) for (int x = -1; x <= 1; x++) if (x != 0 || y != 0)
      soft += tone(to + vec2(x, y) * pixel) * (x == 0 || y == 0 ? 2.0 : 1.0);
    here += sharpen * (here - soft / 16.0);
  }
  colour = vec4(here, 1);
}`;

type Numbers = Record<string, readonly number[]>;

export class GlPainter implements Painter {
  readonly #canvas: HTMLCanvasElement | OffscreenCanvas;
  readonly #gl: WebGL2RenderingContext;
  readonly #shape: WebGLProgram;
  readonly #tones: WebGLProgram;
  readonly #photo: WebGLTexture;
  readonly #shaped: WebGLTexture;
  readonly #cube: WebGLTexture;
  readonly #frame: WebGLFramebuffer;
  #drawn: ImageBitmap | undefined;

  constructor(canvas: HTMLCanvasElement | OffscreenCanvas, gl: WebGL2RenderingContext) {
    this.#canvas = canvas;
    this.#gl = gl;
    this.#shape = program(gl, SHAPE);
    this.#tones = program(gl, TONES);
    this.#photo = texture(gl, gl.TEXTURE_2D);
    this.#shaped = texture(gl, gl.TEXTURE_2D);
    this.#cube = texture(gl, gl.TEXTURE_3D);
    this.#frame = gl.createFramebuffer();
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  }

  paint(base: Base, edit: Edit, cube: Cube, size: Size): void {
    const gl = this.#gl;
    const { width, height } = size;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    gl.viewport(0, 0, width, height);
    this.#show(base.bitmap);
    this.#drawShape(base, edit, size);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.bindTexture(gl.TEXTURE_2D, this.#shaped);
    gl.bindTexture(gl.TEXTURE_3D, this.#cube);
    gl.texImage3D(gl.TEXTURE_3D, 0, gl.RGB8, STEPS, STEPS, STEPS, 0, gl.RGB, gl.UNSIGNED_BYTE, cube);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_3D, this.#cube);
    gl.activeTexture(gl.TEXTURE0);
    this.#draw(this.#tones, {
      vignette: [DARKEST * edit.vignette],
      sharpen: [SHARPEST * edit.sharpen],
      pixel: [1 / width, 1 / height],
    });
  }

  end(): void {
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #show(bitmap: ImageBitmap) {
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D, this.#photo);
    if (this.#drawn === bitmap) return;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
    this.#drawn = bitmap;
  }

  #drawShape(base: Base, edit: Edit, { width, height }: Size) {
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D, this.#shaped);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.#shaped, 0);
    gl.bindTexture(gl.TEXTURE_2D, this.#photo);
    const [origin, right, below] = (
      [
        [0, 0],
        [1, 0],
        [0, 1],
      ] as const
    ).map((point) => sourceOf(edit, base.size, point));
    if (!origin || !right || !below) return;
    const across = [right[0] - origin[0], right[1] - origin[1]] as const;
    const smaller = Math.hypot(across[0] * base.bitmap.width, across[1] * base.bitmap.height) / width;
    const spread = clamp(smaller - 1, 0, 1);
    this.#draw(this.#shape, {
      origin,
      across,
      down: [below[0] - origin[0], below[1] - origin[1]],
      apart: [spread / width, spread / height],
    });
  }

  #draw(which: WebGLProgram, numbers: Numbers) {
    const gl = this.#gl;
    gl.useProgram(which);
    gl.uniform1i(gl.getUniformLocation(which, 'cube'), 1);
    for (const [name, [x = 0, y]] of Object.entries(numbers)) {
      const place = gl.getUniformLocation(which, name);
      if (y === undefined) gl.uniform1f(place, x);
      else gl.uniform2f(place, x, y);
    }
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }
}

function program(gl: WebGL2RenderingContext, fragment: string): WebGLProgram {
  const made = gl.createProgram();
  const stages = [
    [gl.VERTEX_SHADER, CORNERS],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const;
  for (const [kind, source] of stages) {
    const shader = gl.createShader(kind);
    if (!shader) throw new Error('the graphics processor is gone');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made) ?? 'no program');
  return made;
}

function texture(gl: WebGL2RenderingContext, kind: number): WebGLTexture {
  const made = gl.createTexture();
  gl.bindTexture(kind, made);
  for (const way of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T, gl.TEXTURE_WRAP_R])
    gl.texParameteri(kind, way, gl.CLAMP_TO_EDGE);
  for (const way of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(kind, way, gl.LINEAR);
  return made;
}
