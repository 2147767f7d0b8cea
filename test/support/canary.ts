// Planted passwords, and whatever spelling of them is found where none may be: in reports, logs, annotations and errors.

/** A password that no other text has by accident, with what URLs, JSON and shells would spell in another way. */
export function canaryOf(name: string): string {
  return `cnry-${name}+"%/é${name.length}x-yrnc`;
}

/** In the form of a token: what a header can carry as it is. */
export function tokenCanaryOf(name: string): string {
  return `cnry.${name}.token.yrnc`;
}

/** Base64 of it wherever it stands within something longer: without the characters that its neighbours have a part in. */
function base64Within(canary: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(canary)]);
    const whole = bytes.subarray(before === 0 ? 0 : 3, bytes.length - (bytes.length % 3));
    return whole.toString("base64");
  });
}

/** As it is, and as base64, base64url, URLs, forms and JSON spell it. */
function spellings(canary: string): ReadonlyMap<string, string> {
  const base64 = base64Within(canary);
  return new Map([
    ["as it is", canary],
    ...base64.map((text, at) => [`base64 (${at})`, text] as const),
    ...base64.map((text, at) => [`base64url (${at})`, Buffer.from(text, "base64").toString("base64url")] as const),
    ["percent-encoded", encodeURIComponent(canary)],
    ["as an address has it", encodeURI(canary)],
    ["as a form has it", new URLSearchParams({ _: canary }).toString().slice(2)],
    ["JSON-escaped", JSON.stringify(canary).slice(1, -1)],
    ["JSON-escaped twice", JSON.stringify(JSON.stringify(canary)).slice(3, -3)],
    ["its beginning", canary.slice(0, canary.search(/[^\w.-]|$/))],
  ]);
}

/** `stdout: node as base64 (1)`: everything that got out, by what it got out through. */
export function leaksIn(texts: Readonly<Record<string, string>>, canaries: readonly string[]): readonly string[] {
  return Object.entries(texts).flatMap(([place, text]) =>
    canaries.flatMap((canary) =>
      [...spellings(canary)].flatMap(([how, spelled]) =>
        text.includes(spelled) ? [`${place}: ${canary} ${how}: …${around(text, spelled)}…`] : [],
      ),
    ),
  );
}

/** For whoever has to find out how it got there. */
function around(text: string, spelled: string): string {
  const at = text.indexOf(spelled);
  return text.slice(Math.max(0, at - 80), at + spelled.length + 40);
}
