// `https://` and its like before an image: the most common thing that is pasted along with it.
// containerd and the reference grammar refuse every scheme; some tools write them for themselves (`docker://`, `oci://`).

/** Up to and with `://`; `null` where the text has none. Length-bounded, so a stranger's megabyte is not searched. */
export function schemeOf(text: string): string | null {
  return /^[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\//.exec(text)?.[0] ?? null;
}

/** Schemes whose rest is a plain image: a browser's, skopeo's and Helm's, and the one in a pod's `imageID` of old. */
const removable: ReadonlySet<string> = new Set(["http://", "https://", "docker://", "oci://", "docker-pullable://"]);

/** The text without its scheme, where what follows one is certain to be the image; else the text itself. */
export function withoutScheme(text: string): string {
  const scheme = schemeOf(text);
  if (scheme === null || !removable.has(scheme.toLowerCase()) || isHubPage(text)) return text;
  return text.slice(scheme.length);
}

/** A page of Docker Hub's web site: without its scheme it reads like an image, and is none. */
export function isHubPage(text: string): boolean {
  return /^https?:\/\/hub\.docker\.com\//i.test(text);
}
