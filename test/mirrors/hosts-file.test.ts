// hosts.toml as containerd reads it: what its hosts_test.go states, its documentation shows, and its source leaves unsaid.
import { describe, expect, test } from "vitest";
import type { ContainerdSeries } from "../../src/model.ts";
import { type HostEntry, readHostsFile } from "../../src/mirrors/hosts-file.ts";
import { urlOf } from "../../src/mirrors/server-url.ts";

function entriesOf(text: string, series: ContainerdSeries = "2.1"): readonly HostEntry[] {
  const read = readHostsFile("h.toml", text, series);
  if (read.kind !== "hosts") throw new Error(JSON.stringify(read));
  return read.hosts;
}

/** Addresses in order; the registry itself is `own`. */
function orderOf(text: string, series?: ContainerdSeries): readonly string[] {
  return entriesOf(text, series).map(({ server }) => (server === null ? "own" : urlOf(server).href));
}

function mistakesOf(text: string, series: ContainerdSeries = "2.1"): readonly string[] {
  const read = readHostsFile("h.toml", text, series);
  return read.kind === "mistakes" ? read.mistakes : [];
}

function notesOf(text: string, series: ContainerdSeries = "2.1"): readonly string[] {
  const read = readHostsFile("h.toml", text, series);
  if (read.kind === "mistakes") throw new Error(read.mistakes.join("\n"));
  return read.notes;
}

const texts = (placed: readonly { readonly text: string }[] | null): unknown => placed?.map(({ text }) => text) ?? null;

describe("the order", () => {
  test("is that of the file, with the server last", () => {
    const text = `server = "https://registry.test"
[host."https://b.test"]
[host."https://a.test/eu"]
  [host."https://a.test/eu".header]
    x-a = "1"
[host."http://c.test:5000"]
[host."10.0.0.1"]
[host.'https://d.test'.header]
  x-d = "1"
`;
    const order = [
      "https://b.test/v2",
      "https://a.test/eu/v2",
      "http://c.test:5000/v2",
      "https://10.0.0.1/v2",
      "https://d.test/v2",
      "https://registry.test/v2",
    ];
    for (const series of ["1.6", "1.7", "2.0", "2.1"] as const) expect(orderOf(text, series)).toEqual(order);
  });

  test("ends in the registry itself where no server is written", () => {
    expect(orderOf('[host."https://a.test"]')).toEqual(["https://a.test/v2", "own"]);
    expect(orderOf('server = ""\n[host."https://a.test"]')).toEqual(["https://a.test/v2", "own"]);
    expect(orderOf(" ")).toEqual(["own"]);
  });

  test("has a server alone", () => {
    expect(orderOf('server = "https://mirror.test"')).toEqual(["https://mirror.test/v2"]);
  });

  test("has a host again where another's line stood between, from 2.0 on", () => {
    const text = '[host."https://a.test".header]\nx = "1"\n[host."https://b.test"]\n[host."https://a.test"]\n';
    const [a, b] = ["https://a.test/v2", "https://b.test/v2"];
    expect(orderOf(text, "2.1")).toEqual([a, b, a, "own"]);
    expect(orderOf(text, "1.7")).toEqual([a, b, "own"]);
  });

  test.each([
    '[host]\n"https://a.test" = { capabilities = ["pull"] }',
    'host."https://a.test".skip_verify = true',
    'host = { "https://a.test" = {} }',
  ])("is of lines such as [host.X] alone, from 2.0 on: %j", (text) => {
    expect(orderOf(text, "1.7")).toEqual(["https://a.test/v2", "own"]);
    expect(orderOf(text, "2.0")).toEqual(["own"]);
    expect(notesOf(text, "2.0")).toEqual([
      expect.stringMatching(
        /^h\.toml:[12]: "https:\/\/a\.test" is not asked: containerd 2 reads hosts from lines such as \[host/,
      ),
    ]);
  });
});

describe("without a host", () => {
  test("1.6, and 1.7 before 1.7.32, pass the file over", () => {
    for (const series of ["1.6", "1.7"] as const) {
      expect(readHostsFile("h.toml", 'server = "https://mirror.test"', series)).toEqual({
        kind: "passed-over",
        notes: ['h.toml:1: it has no [host."…"], and containerd 1.6, like 1.7 before 1.7.32, passes such a file over'],
      });
    }
    expect(orderOf('server = "https://mirror.test"', "2.0")).toEqual(["https://mirror.test/v2"]);
  });
});

describe("capabilities", () => {
  test.each([
    ["", { pull: true, resolve: true }],
    ["capabilities = []", { pull: true, resolve: true }],
    ['capabilities = ["pull"]', { pull: true, resolve: false }],
    ['capabilities = ["pull", "resolve"]', { pull: true, resolve: true }],
    ['capabilities = ["PULL", "Resolve", "push"]', { pull: true, resolve: true }],
    ['capabilities = ["push"]', { pull: false, resolve: false }],
    // A tag is resolved where both are there (resolver.go, Resolve).
    ['capabilities = ["resolve"]', { pull: false, resolve: false }],
  ])("%j", (line, expected) => {
    expect(entriesOf(`[host."https://a.test"]\n${line}`)[0]).toMatchObject(expected);
  });

  test("of a registry that no server names are all there are, whatever is written", () => {
    expect(entriesOf('capabilities = ["push"]\n[host."https://a.test"]').at(-1)).toMatchObject({
      server: null,
      pull: true,
      resolve: true,
    });
    expect(entriesOf('server = "https://r.test"\ncapabilities = ["push"]').at(-1)).toMatchObject({ pull: false });
  });

  test("that nobody knows are a mistake", () => {
    expect(mistakesOf('[host."https://a.test"]\ncapabilities = [\n  "pull",\n  "pul1",\n]')).toEqual([
      'h.toml:2: "capabilities": "pul1" is not one of pull, resolve, push: did you mean "pull"?',
    ]);
  });

  test("of 2.2 are taken where newer ones stand for 2.1, and said", () => {
    const text = '[host."https://a.test"]\ncapabilities = ["pull", "referrers"]';
    expect(notesOf(text)).toEqual([
      'h.toml:2: "capabilities": "referrers" is known from containerd 2.2 on; 2.1 refuses the file',
    ]);
    expect(mistakesOf(text, "2.0")).toHaveLength(1);
  });
});

describe("what is said of a host", () => {
  const text = `server = "https://registry.test"
ca = "/etc/ca/root.pem"
dial_timeout = "1m30s"
[header]
  x-root = "one"
[host."https://a.test"]
  ca = ["a.pem", "../b.pem"]
  client = [["c.cert", "c.key"], ["d.pem", ""]]
  skip_verify = false
  dial_timeout = "500ms"
  [host."https://a.test".header]
    x-one = "1"
    X-Two = ["2", "3"]
[host."https://b.test"]
  client = "b.pem"
  skip_verify = true
  override_path = true
[host."https://c.test/v2/eu"]
  client = ["c1.pem", "c2.pem"]
  override_path = true
`;

  test("is kept as written", () => {
    const [a, b, c, root] = entriesOf(text);
    expect(texts(a?.authorities ?? null)).toEqual(["a.pem", "../b.pem"]);
    expect(a?.client?.map(([cert, key]) => [cert.text, key?.text])).toEqual([
      ["c.cert", "c.key"],
      ["d.pem", ""],
    ]);
    expect(a).toMatchObject({
      skipVerify: false,
      dialTimeoutMs: 500,
      headers: { "x-one": ["1"], "X-Two": ["2", "3"] },
    });
    expect(b?.client?.map(([cert, key]) => [cert.text, key])).toEqual([["b.pem", null]]);
    expect(b).toMatchObject({
      skipVerify: true,
      authorities: null,
      server: { path: "" },
      headers: {},
      dialTimeoutMs: null,
    });
    expect(c?.client?.map(([cert, key]) => [cert.text, key])).toEqual([
      ["c1.pem", null],
      ["c2.pem", null],
    ]);
    expect(c?.server?.path).toBe("/v2/eu");
    expect(texts(root?.authorities ?? null)).toEqual(["/etc/ca/root.pem"]);
    expect(root).toMatchObject({ skipVerify: null, dialTimeoutMs: 90_000, headers: { "x-root": ["one"] } });
  });

  test("has its line in what is said of its files", () => {
    expect(entriesOf(text)[0]?.authorities?.[1]?.place).toBe('h.toml:7: "ca"');
    expect(entriesOf(text)[0]?.client?.[0]?.[1]?.place).toBe('h.toml:8: "client"');
  });

  test("a time-out is known from 2.1 on", () => {
    expect(entriesOf(text, "2.0").map(({ dialTimeoutMs }) => dialTimeoutMs)).toEqual([null, null, null, null]);
    expect(notesOf(text, "2.0")).toHaveLength(2);
  });

  test("keys are found in any case by 2.0, and in their own and in capitals before", () => {
    const written = '[host."https://a.test"]\nSkip_Verify = true\nCA = "x.pem"';
    expect(entriesOf(written, "2.1")[0]).toMatchObject({ skipVerify: true, authorities: [{ text: "x.pem" }] });
    expect(entriesOf(written, "1.7")[0]).toMatchObject({ skipVerify: null, authorities: [{ text: "x.pem" }] });
  });

  test("unknown keys are passed over, and said", () => {
    expect(notesOf('sever = "x"\n[host."https://a.test"]\nskip-verify = true\n[host.a.test]\n')).toEqual([
      'h.toml:3: "skip-verify" is not known to containerd here, and passed over: did you mean "skip_verify"?',
      'h.toml:4: "test" is not known to containerd here, and passed over: the nearest is "ca"',
      'h.toml:1: "sever" is not known to containerd here, and passed over: did you mean "server"?',
    ]);
  });
});

describe("a broken file", () => {
  test.each([
    ['server = "a\n', /^h\.toml:1: it is not TOML: /],
    ['\n\n[host."https://a.test"\n', /^h\.toml:3: it is not TOML: /],
    ["a = 1\na = 2", /^h\.toml:2: it is not TOML: /],
    ['[host."https://a.test"]\n[host."https://a.test"]', /^h\.toml:2: it is not TOML: /],
    ["server = 1", /^h\.toml:1: "server" has to be a text in quotes$/],
    ["skip_verify = 'true'", /^h\.toml:1: "skip_verify" has to be true or false, without quotes$/],
    ['override_path = "true"', /^h\.toml:1: "override_path" has to be true or false/],
    ['capabilities = "pull"', /^h\.toml:1: "capabilities" has to be a list of texts/],
    ["ca = 1", /^h\.toml:1: "ca" has to be a text or a list of texts/],
    ['ca = ["a", 1]', /^h\.toml:1: "ca" has to be a text or a list of texts/],
    ["client = true", /^h\.toml:1: "client" has to be a file, a list of files, or a list of pairs/],
    ['client = [["a", "b", "c"]]', /^h\.toml:1: "client" has to be a file/],
    ['client = [["a"]]', /^h\.toml:1: "client" has to be a file/],
    ['header = "x"', /^h\.toml:1: "header" has to be a table/],
    ["header = 1979-05-27", /^h\.toml:1: "header" has to be a table/],
    ["[header]\nx = 1", /^h\.toml:2: "x" has to be a text or a list of texts/],
    ['[header]\n"a b" = "x"', /^h\.toml:2: "a b" is no name of a header/],
    ['[header]\nx = "a\\nb"', /^h\.toml:2: "x" holds a control character/],
    ["dial_timeout = '3'", /^h\.toml:1: "dial_timeout": "3" is not a duration such as 3s or 500ms$/],
    ["dial_timeout = '-3s'", /^h\.toml:1: "dial_timeout": "-3s" is not a duration/],
    ["dial_timeout = 3", /^h\.toml:1: "dial_timeout" has to be a text in quotes$/],
    ["\nhost = 'x'", /^h\.toml:2: "host" has to be tables/],
    ["\n[[host]]", /^h\.toml:2: "host" has to be tables/],
    ["[host]\n'https://a.test' = 'x'", /^h\.toml:2: "https:\/\/a\.test" has to be a table$/],
    ["[[host.'https://a.test']]", /^h\.toml:1: "https:\/\/a\.test" has to be a table$/],
    [
      "\n\n[host.'httpx://a.test']",
      /^h\.toml:3: "httpx:\/\/a\.test" is no host that containerd could ask: write it as https/,
    ],
    ["[host.'']", /^h\.toml:1: "" is no host/],
    ["\nserver = 'https://u:secret@'", /^h\.toml:2: "server" "https:\/\/\*\*\*@" is no host/],
  ])("%j", (text, expected) => {
    expect(mistakesOf(text)).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
  });

  test("is one with TOML 1.1 in it to 1.6 and 1.7; newer ones may read it", () => {
    const text = '\n[host."https://a.test"]\nx = { a = 1,\n}';
    const words =
      "h.toml:3: a line break within { } is TOML 1.1, and many containerds refuse the file: write it as 1.0 has it";
    for (const series of ["1.6", "1.7"] as const) expect(mistakesOf(text, series)).toEqual([words]);
    for (const series of ["2.0", "2.1"] as const) expect(notesOf(text, series)[0]).toBe(words);
  });

  test("is one with a byte order mark to 2.0 on", () => {
    const text = '\uFEFF[host."https://a.test"]';
    for (const series of ["2.0", "2.1"] as const)
      expect(mistakesOf(text, series)).toEqual([
        "h.toml:1: it begins with a byte order mark, and is not TOML to containerd 2",
      ]);
    expect(orderOf(text, "1.6")).toEqual(["https://a.test/v2", "own"]);
  });

  test("says all of it at once", () => {
    const text = "skip_verify = 1\n[host.'https://a.test']\nca = 1\n[host.'https://b.test']\ncapabilities = ['x']";
    expect(mistakesOf(text).map((line) => line.split(" ", 1)[0])).toEqual(["h.toml:3:", "h.toml:5:", "h.toml:1:"]);
  });

  test("may be hostile", () => {
    expect(mistakesOf("a = ".concat("[".repeat(5000), "]".repeat(5000)))).toEqual([
      expect.stringMatching(/^h\.toml:1: it is not TOML: /),
    ]);
    expect(mistakesOf(Array.from({ length: 60 }, (_, index) => `[host."https://m${index}.test"]`).join("\n"))).toEqual([
      "h.toml:1: it has 60 hosts; 50 are the most",
    ]);
    expect(mistakesOf(`ca = [${"'x',".repeat(10_000)}]`)).toHaveLength(1);
    const odd = '[__proto__]\nskip_verify = true\n[host.__proto__]\n[host."https://a.test".header]\n__proto__ = "x"\n';
    expect(orderOf(odd)).toEqual(["https://__proto__/v2", "https://a.test/v2", "own"]);
    expect(entriesOf(odd).at(-1)?.skipVerify).toBeNull();
  });
});
