// Texts of a container that name images which something else will pull: an operator, told by its environment or its arguments.
// Nobody knows what a program makes of them: what is found here is never more than a notice.
import type { ImageUse } from "../model.ts";
import type { Owner } from "./image-places.ts";
import { aliasPlaces, endOf, spanOf } from "./spans.ts";
import type { ParsedDocument } from "./parse.ts";
import { podFacts } from "./pod-facts.ts";
import { containerLists } from "./podspec.ts";
import { isUnmistakable } from "./shape.ts";
import { elements, member, text, type Value } from "./values.ts";

/** What a container's environment and arguments name, of those that are told as images: by a name with `image`, and by their look. */
export function stringUsesIn(
  document: ParsedDocument,
  { object }: Pick<Owner, "object">,
  podSpec: Value,
  path: string,
): readonly ImageUse[] {
  const root = path === "" ? "" : `${path}.`;
  const facts = podFacts(document, object, [podSpec], "string");
  return containerLists.flatMap((list) =>
    elements(document, member(document, podSpec, list)).flatMap((container, index) => {
      const at = `${root}${list}[${index}]`;
      const name = text(document, member(document, container, "name"));
      return [...environment(document, container, at), ...commandLine(document, container, at)].map(
        ({ value, image, path: place }): ImageUse => ({
          ...facts,
          image,
          span: endOf(spanOf(document, value.node), image),
          frame: { before: "", after: "" },
          target: { kind: "named", name: image },
          path: place,
          container: name,
          slot: "container",
          pullPolicy: null,
          related: aliasPlaces(document, value.aliases),
        }),
      );
    }),
  );
}

interface Found {
  readonly value: Value;
  readonly image: string;
  readonly path: string;
}

/** `RELATED_IMAGE_X`, `SIDECAR_IMAGE` and their like. */
function environment(document: ParsedDocument, container: Value | null, at: string): readonly Found[] {
  return elements(document, member(document, container, "env")).flatMap((variable, index) => {
    const value = member(document, variable, "value");
    const isNamed = /image/i.test(text(document, member(document, variable, "name")) ?? "");
    return isNamed ? found(value, text(document, value), `${at}.env[${index}].value`) : [];
  });
}

/** `--sidecar-image=IMAGE`, or the flag and, as the next item, its image. */
function commandLine(document: ParsedDocument, container: Value | null, at: string): readonly Found[] {
  return ["command", "args"].flatMap((key) => {
    const items = elements(document, member(document, container, key));
    return items.flatMap((item, index) => {
      const written = text(document, item) ?? "";
      const [, flag, value = ""] = /^(-{1,2}[\w.-]{1,100})=(\S+)$/.exec(written) ?? [];
      const before = flag ?? text(document, items[index - 1] ?? null) ?? "";
      if (!isImageFlag(before)) return [];
      return found(item, flag === undefined ? written : value, `${at}.${key}[${index}]`);
    });
  });
}

/** A flag with `image` or `reloader` in its name, but not one that asks how to pull it. */
function isImageFlag(written: string): boolean {
  return /^-{1,2}[\w.-]*(?:image|reloader)[\w.-]*$/i.test(written) && !/(?:pull|policy|secret|dir|path)/i.test(written);
}

function found(value: Value | null, image: string | null, path: string): readonly Found[] {
  return value !== null && image !== null && isUnmistakable(image) ? [{ value, image, path }] : [];
}
