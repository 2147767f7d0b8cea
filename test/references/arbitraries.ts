// Generators: strings that come close to an image, and references that a node takes.
import { array, constant, constantFrom, ipV4, nat, oneof, option, record, string, tuple } from "fast-check";
import type { Arbitrary } from "fast-check";
import type { Digest, Reference } from "../../src/model.ts";

const lower = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Characters that mean something to the grammar or to a template, and some that pass for others. */
const meaningful = [
  ..."abzAZ019._-/:@[]+ \t\n${}()<>%#\\\"'~!\u00A0\u0085\u212A\u0130\uFEFF\uD800".split(""),
  "__",
  "//",
  "://",
  "\u{1F433}",
];
const words = ["nginx", "docker.io", "localhost", "Foo", "sha256", "auto", "ko://", "https://", ":1.27"];
const lengths = ["f".repeat(64), "a".repeat(130), "0".repeat(32)];

const joined = (parts: Arbitrary<readonly string[]>): Arbitrary<string> => parts.map((texts) => texts.join(""));

/** Text of so many of these characters. */
export function textOf(characters: string, minLength: number, maxLength: number): Arbitrary<string> {
  return string({ unit: constantFrom(...characters.split("")), minLength, maxLength });
}

/** Any string at all, and many that almost mean something. */
export const anyImage: Arbitrary<string> = oneof(
  string({ unit: "binary" }),
  string({ unit: "grapheme" }),
  joined(array(constantFrom(...meaningful), { maxLength: 40 })),
  joined(array(constantFrom(...meaningful, ...words, ...lengths), { maxLength: 9 })),
  joined(array(constantFrom(...words, ".", "/", ":", "@", "-", "_"), { maxLength: 7 })),
);

/** One part of a path. */
export const component: Arbitrary<string> = array(
  tuple(textOf(lower, 1, 6), constantFrom(".", "_", "__", "-", "---")),
  { minLength: 1, maxLength: 3 },
).map((parts) => parts.map(([text, separator], index) => (index === 0 ? text : separator + text)).join(""));

export const path: Arbitrary<string> = array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));

/** Legal, and no placeholder: `__A__` is one. */
export const tag: Arbitrary<string> = joined(
  tuple(textOf(`${lower}_AZ`, 1, 1), textOf(`${lower}AZ_.-`, 0, 127)),
).filter((text) => !/__[A-Z]/.test(text));

const label = joined(tuple(textOf(`${lower}ABC`, 1, 5), constantFrom("", "-", "--"), textOf(`${lower}ABC`, 1, 5)));
const port = option(nat(99_999), { nil: null }).map((number) => (number === null ? "" : `:${number}`));
const host = oneof(
  joined(
    tuple(
      array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join(".")),
      port,
    ),
  ),
  joined(
    tuple(oneof(ipV4(), label, constantFrom("localhost", "[::1]", "[2001:DB8::1]")), constantFrom(":80", ":5000")),
  ),
  ipV4(),
  constantFrom("localhost", "[::1]", "UPPER", "under_score.com"),
);

/** A host, or Docker Hub with a path of two parts at least, which no default changes. */
const name = oneof(
  record({ registry: host, repository: path }),
  record({ registry: constant("docker.io"), repository: tuple(component, path).map((parts) => parts.join("/")) }),
);

const digest: Arbitrary<Digest> = constantFrom(
  ["sha256", 64] as const,
  ["sha384", 96] as const,
  ["sha512", 128] as const,
).chain(([algorithm, digits]) =>
  textOf("0123456789abcdef", digits, digits).map((hex): Digest => `${algorithm}:${hex}`),
);

const version = oneof(
  record({ tag, digest: constant(null) }),
  record({ tag: constant(null), digest }),
  record({ tag, digest }),
);

/** A reference with its defaults filled in. */
export const reference: Arbitrary<Reference> = tuple(name, version).map(([named, versioned]) => ({
  ...named,
  ...versioned,
}));
