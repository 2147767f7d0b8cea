// One host and one image, asked by hand: for the tests of the embedded registry itself.
import type { HttpAnswer, HttpRequest } from "../../../src/edges/edges.ts";
import { testEdges, type TestEdges } from "../edges.ts";
import { mediaTypes } from "./manifests.ts";

interface Asking {
  readonly url?: string;
  readonly method?: HttpRequest["method"];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly maxBytes?: number;
}

export interface AskedHost extends TestEdges {
  /** Unless told otherwise: GET of the image's manifest, with every media type there is. */
  readonly ask: (asking?: Asking) => Promise<HttpAnswer>;
}

/** `registry.test` with `shop/web:1` in it, and `host` over that. */
export function askedHost(host: object, others: object = {}): AskedHost {
  const made = testEdges({ world: { "registry.test": { repositories: { "shop/web": ["1"] }, ...host }, ...others } });
  const { signal } = new AbortController();
  const accept = Object.values(mediaTypes).join(", ");
  return {
    ...made,
    ask: ({
      url = "https://registry.test/v2/shop/web/manifests/1",
      method = "GET",
      headers = {},
      body,
      maxBytes = 100_000,
    } = {}) =>
      made.edges.http({
        method,
        url: new URL(url),
        headers: { accept, ...headers },
        body: body ?? null,
        maxBytes,
        signal,
      }),
  };
}
