// What hosts.toml and settings say of certificates → TLS profiles, with every file that they name read and looked at.
import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Placed } from "./fields.ts";
import type { TlsProfile } from "./hosts.ts";
import { type PemFault, readAuthorities, readClient } from "./pem.ts";
import type { Reader, TextFile } from "./reading.ts";

/** How a host is trusted before it is known whether it is spoken to in TLS. */
export type Trust = Omit<TlsProfile, "name">;

/** As hosts usually are. */
export const usualTrust: Trust = { skipVerify: false, authorities: [], client: [] };

export function withAuthorities(trust: Trust, more: readonly string[]): Trust {
  return { ...trust, authorities: [...trust.authorities, ...more] };
}

/** The profile, the same object's name for the same content; `null` for what is as usual. */
export function profileOf({ skipVerify, authorities, client }: Trust): TlsProfile | null {
  const distinct = [...new Set(authorities)];
  if (!skipVerify && distinct.length === 0 && client.length === 0) return null;
  const content = { skipVerify, authorities: distinct, client };
  return { name: createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 16), ...content };
}

/** What many hosts name is looked at once. */
const looked = new WeakMap<TextFile, string | PemFault>();

/** The certificates in the file that `written` names, from `folder` on; a sentence in `mistakes` where that can't be. */
export async function authoritiesIn(
  written: Placed,
  folder: string,
  reader: Reader,
  mistakes: string[],
): Promise<readonly string[]> {
  const file = await textIn(written, folder, reader, mistakes);
  if (file === null) return [];
  const read = looked.get(file.file) ?? readAuthorities(file.text);
  looked.set(file.file, read);
  if (typeof read === "string") return [read];
  mistakes.push(faultIn(file.path, read, written));
  return [];
}

/** A client's certificate with its key. */
export async function clientIn(
  [cert, key]: readonly [Placed, Placed | null],
  folder: string,
  reader: Reader,
  mistakes: string[],
): Promise<TlsProfile["client"]> {
  if (key?.text === "") {
    mistakes.push(
      `${key.place}: the key of "${cert.text}" is empty, and containerd takes that for the folder itself: write the file alone, without a pair`,
    );
    return [];
  }
  const certFile = await textIn(cert, folder, reader, mistakes);
  const keyFile = key === null ? certFile : await textIn(key, folder, reader, mistakes);
  if (certFile === null || keyFile === null) return [];
  const read = readClient(certFile.text, keyFile.text);
  if (!("of" in read)) return [read];
  mistakes.push(
    faultIn((read.of === "cert" ? certFile : keyFile).path, read, read.of === "cert" ? cert : (key ?? cert)),
  );
  return [];
}

async function textIn(
  { text, place }: Placed,
  folder: string,
  reader: Reader,
  mistakes: string[],
): Promise<{ readonly path: string; readonly text: string; readonly file: TextFile } | null> {
  const path = posix.isAbsolute(text) ? text : posix.join(folder, text);
  const file = await reader.read(path);
  // Comments of a bundle may be in any encoding; PEM itself is ASCII.
  if ("bytes" in file) return { path, text: file.bytes.toString("latin1"), file };
  mistakes.push(
    `${place}: "${path}" ${file.why}${posix.isAbsolute(text) && folder !== "" && file.isMissing ? here : ""}`,
  );
  return null;
}

const here = " here: write it from the folder of the file that names it";

function faultIn(path: string, { line, what }: PemFault, { place }: Placed): string {
  return `${path}:${line}: ${what} (named by ${place})`;
}
