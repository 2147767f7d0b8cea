// Globs of images, as settings write them: for what is ignored, and for what is waited for.
import picomatch from "picomatch";

/** No image has a longer name (255 characters, a tag of 128 and a digest): a glob is not let loose on what is none. */
const longestName = 1000;

/** Is a name of an image, as written or as a node reads it, one that the glob is for? */
export function imageGlob(glob: string): (name: string) => boolean {
  const matches = picomatch(glob, { dot: true, nonegate: true });
  return (name) => name.length <= longestName && matches(name);
}
