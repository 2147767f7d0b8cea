// Reference → the one spelling that names it in reports, plans and messages.
// It parses back to the same reference.
import type { Reference } from "../model.ts";

/** `docker.io/library/nginx:1.27`, `ghcr.io/acme/api@sha256:…`, `name:tag@digest` where the manifest says both. */
export function printReference(reference: Reference): string {
  const { registry, repository, tag, digest } = reference;
  return `${registry}/${repository}${tag === null ? "" : `:${tag}`}${digest === null ? "" : `@${digest}`}`;
}
