/** What is in a picture file, decoded by a program that is not ours. */
import { PNG } from "pngjs";

export type Facts = { width: number; height: number; colours: number; spread: number };

/** Decodes a PNG and says how varied its pixels are. Throws if it is not one. */
export function lookAt(bytes: Buffer): Facts {
  const { width, height, data } = PNG.sync.read(bytes);
  const colours = new Set<number>();
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    // Four bits a channel: compression noise alone does not make a colour.
    colours.add(((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4));
    const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    sum += light;
    squares += light * light;
  }
  const pixels = width * height;
  const mean = sum / pixels;
  return { width, height, colours: colours.size, spread: Math.sqrt(squares / pixels - mean * mean) };
}

/** A picture of one colour, to be sent. */
export function paintedPicture(width: number, height: number): Buffer {
  const png = new PNG({ width, height });
  for (let at = 0; at < png.data.length; at += 4) png.data.set([40, 90, 160, 255], at);
  return PNG.sync.write(png);
}

/** Which share of a PNG's pixels is seen through, 0 to 1. */
export function transparentShare(bytes: Buffer): number {
  const { width, height, data } = PNG.sync.read(bytes);
  let clear = 0;
  for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 255) < 128) clear += 1;
  return clear / (width * height);
}
