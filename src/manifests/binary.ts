// `!!binary`: the text that base64 stands for. kubectl decodes it wherever it stands, an image's name included.
import type { ScalarTag } from "yaml";

/** What is said of a value that is no base64; kubectl refuses its document too (go-yaml v2, decode.go, scalar). */
export const notBase64 = "the !!binary value is no base64";

/** Groups of four, padded, as Go's base64.StdEncoding wants them. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Resolves a scalar that carries the tag; bytes that are no UTF-8 become U+FFFD, as in Go's JSON. */
export const binaryTag: ScalarTag & { readonly tag: string } = {
  tag: "tag:yaml.org,2002:binary",
  resolve(written, onError) {
    const digits = written.replaceAll(/[\r\n]/g, "");
    if (!base64.test(digits)) onError(notBase64);
    return Buffer.from(digits, "base64").toString("utf8");
  },
};
