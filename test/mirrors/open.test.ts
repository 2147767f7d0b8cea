// Which hosts a node asks for a registry's content: folders of hosts, insecure registries and authorities, put together.
import { describe, expect, test } from "vitest";
import { client, corp, other } from "./certificates.ts";
import { mistakesOf, opened, shown } from "./opened.ts";

const mirror = '[host."https://mirror.test"]\n';

describe("which folder", () => {
  const named = (name: string): string => `[host."https://${name}.test"]\ncapabilities = ["pull", "resolve"]`;

  test("a registry with a port has two names for its folder", async () => {
    const files = { "certs.d/r.test_5000_/hosts.toml": named("a"), "certs.d/r.test:5000/hosts.toml": named("b") };
    const hosts = await opened({ files });
    expect(shown(hosts, "r.test:5000")).toEqual(["https://a.test/v2 mirror", "https://r.test:5000/v2 own"]);
    expect(shown(hosts, "r.test")).toBeNull();
    const [, second] = Object.entries(files);
    const alone = await opened({ files: Object.fromEntries(second === undefined ? [] : [second]) });
    expect(shown(alone, "r.test:5000")?.[0]).toBe("https://b.test/v2 mirror");
  });

  test("_default is for every registry without one", async () => {
    const hosts = await opened({
      files: { "certs.d/_default/hosts.toml": named("a"), "certs.d/ghcr.io/hosts.toml": named("b") },
    });
    expect(shown(hosts, "quay.io")).toEqual(["https://a.test/v2 mirror", "https://quay.io/v2 own"]);
    expect(shown(hosts, "docker.io")).toEqual(["https://a.test/v2 mirror", "https://registry-1.docker.io/v2 own"]);
    expect(shown(hosts, "ghcr.io")).toEqual(["https://b.test/v2 mirror", "https://ghcr.io/v2 own"]);
  });

  test("Docker Hub's is docker.io", async () => {
    const hosts = await opened({ files: { "certs.d/registry-1.docker.io/hosts.toml": named("a") } });
    expect(shown(hosts, "docker.io")).toBeNull();
  });

  test("an empty folder hides _default", async () => {
    const hosts = await opened({
      files: { "certs.d/_default/hosts.toml": named("a"), "certs.d/ghcr.io/notes.txt": "none yet" },
    });
    expect(shown(hosts, "ghcr.io")).toEqual(["https://ghcr.io/v2 own"]);
  });

  test("of several folders the first counts, _default and all", async () => {
    const files = {
      "one/ghcr.io/hosts.toml": named("a"),
      "two/ghcr.io/hosts.toml": named("b"),
      "two/quay.io/hosts.toml": named("c"),
    };
    const hosts = await opened({ files, mirrors: ["one", "two"], series: "1.7" });
    expect([shown(hosts, "ghcr.io")?.[0], shown(hosts, "quay.io")?.[0]]).toEqual([
      "https://a.test/v2 mirror",
      "https://c.test/v2 mirror",
    ]);
    expect(hosts.notes).toEqual([]);
    const first = { ...files, "one/_default/hosts.toml": named("d") };
    expect(shown(await opened({ files: first, mirrors: ["one", "two"] }), "quay.io")?.[0]).toBe(
      "https://d.test/v2 mirror",
    );
  });

  test("2.1's transfer service finds nothing in several, and that is said", async () => {
    const files = { "one/x/hosts.toml": mirror, "two/x/hosts.toml": mirror };
    expect((await opened({ files, mirrors: ["one", "two"] })).notes).toEqual([
      expect.stringContaining("containerd#12808"),
    ]);
  });

  test("nothing is said of a registry for which nothing is there", async () => {
    const hosts = await opened({ files: { "certs.d/ghcr.io/hosts.toml": named("a"), "certs.d/README.md": "x" } });
    expect(shown(hosts, "quay.io")).toBeNull();
    expect(shown(hosts, "README.md")).toBeNull();
  });
});

describe("a mirror", () => {
  const of = async (name: string, text: string, registry = name) =>
    shown(await opened({ files: { [`certs.d/${name}/hosts.toml`]: text } }), registry);

  test("is any host but the registry's own, by its characters", async () => {
    expect(await of("docker.io", 'server = "https://registry-1.docker.io"')).toEqual([
      "https://registry-1.docker.io/v2 own",
    ]);
    expect(await of("docker.io", 'server = "https://docker.io"')).toEqual(["https://docker.io/v2 own"]);
    expect(await of("ghcr.io", 'server = "https://ghcr.io/x"')).toEqual(["https://ghcr.io/x/v2 own"]);
    expect(await of("r.test:443", 'server = "https://r.test:443"')).toEqual(["https://r.test/v2 own"]);
    expect(await of("r.test:443", 'server = "https://r.test"')).toEqual(["https://r.test/v2 mirror"]);
  });

  test("in plain HTTP is tried in TLS first where something is said of TLS", async () => {
    const text = (url: string): string => `[host."${url}"]\nskip_verify = true`;
    expect(await of("x.test", text("http://m.test:5000"))).toEqual([
      "https://m.test:5000/v2 mirror unverified",
      "http://m.test:5000/v2 mirror if TLS is out of reach",
      "https://x.test/v2 own",
    ]);
    expect((await of("x.test", text("http://m.test")))?.slice(0, 2)).toEqual([
      "https://m.test/v2 mirror unverified",
      "http://m.test/v2 mirror if TLS is out of reach",
    ]);
    expect((await of("x.test", text("http://m.test:443")))?.slice(0, 2)).toEqual([
      "https://m.test/v2 mirror unverified",
      "http://m.test:443/v2 mirror if TLS is out of reach",
    ]);
    expect((await of("x.test", text("http://m.test:80")))?.[0]).toBe("http://m.test/v2 mirror");
    expect((await of("x.test", '[host."http://m.test"]'))?.[0]).toBe("http://m.test/v2 mirror");
    expect((await of("x.test", '[host."http://m.test"]\nskip_verify = false'))?.slice(0, 2)).toEqual([
      "https://m.test/v2 mirror",
      "http://m.test/v2 mirror if TLS is out of reach",
    ]);
  });

  test("in plain HTTP is that alone to 1.6", async () => {
    const text = '[host."http://m.test:5000"]\nskip_verify = true';
    const hosts = await opened({ files: { "certs.d/_default/hosts.toml": text }, series: "1.6" });
    expect(shown(hosts, "x.test")).toEqual(["http://m.test:5000/v2 mirror", "https://x.test/v2 own"]);
    expect(shown(hosts, "localhost")?.[1]).toBe("http://localhost/v2 own");
    expect(shown(hosts, "localhost:443")?.[1]).toBe("http://localhost:443/v2 own");
  });

  test("has what is written of it", async () => {
    const text =
      '[host."https://m.test"]\ndial_timeout = "2s"\ncapabilities = ["pull"]\n[host."https://m.test".header]\nx-a = ["1", "2"]';
    const hosts = await opened({ files: { "certs.d/x.test/hosts.toml": text } });
    expect(hosts.for("x.test")?.[0]).toMatchObject({
      dialTimeoutMs: 2000,
      headers: { "x-a": ["1", "2"] },
      resolve: false,
    });
    expect(hosts.for("x.test")?.[1]).toMatchObject({ dialTimeoutMs: null, headers: {}, resolve: true });
  });
});

describe("a registry without a server of its own", () => {
  const own = async (registry: string, text = mirror) =>
    shown(await opened({ files: { "certs.d/_default/hosts.toml": text } }), registry)?.slice(1);

  test.each([
    ["r.test", ["https://r.test/v2 own"]],
    ["r.test:80", ["https://r.test:80/v2 own"]],
    ["localhost", ["https://localhost/v2 own unverified"]],
    ["localhost:443", ["https://localhost/v2 own unverified"]],
    ["localhost:80", ["http://localhost/v2 own"]],
    [
      "localhost:5000",
      ["https://localhost:5000/v2 own unverified", "http://localhost:5000/v2 own if TLS is out of reach"],
    ],
    [
      "127.0.0.9:5000",
      ["https://127.0.0.9:5000/v2 own unverified", "http://127.0.0.9:5000/v2 own if TLS is out of reach"],
    ],
    ["[::1]:5000", ["https://[::1]:5000/v2 own unverified", "http://[::1]:5000/v2 own if TLS is out of reach"]],
    ["[::1]", ["https://[::1]/v2 own"]],
  ])("is asked as usual: %s", async (registry, expected) => {
    expect(await own(registry)).toEqual(expected);
  });

  test("has the root's TLS", async () => {
    expect(await own("r.test", `skip_verify = true\n${mirror}`)).toEqual(["https://r.test/v2 own unverified"]);
  });

  test("is left out where its name is no address", async () => {
    expect(await own("256.1.2.3")).toEqual([]);
  });
});

describe("docker's folders", () => {
  test("*.crt are authorities, *.cert with *.key a client's", async () => {
    const files = {
      "certs.d/r.test/corp.crt": corp.cert,
      "certs.d/r.test/other.crt": other.cert,
      "certs.d/r.test/client.cert": client.cert,
      "certs.d/r.test/client.key": client.key,
      "certs.d/r.test/both.cert": client.key + client.cert,
      "certs.d/r.test/README": "x",
      "certs.d/r.test/old.crt/corp.crt": "a folder",
    };
    const hosts = await opened({ files });
    expect(shown(hosts, "r.test")).toEqual(["https://r.test/v2 own 2 authorities 2 clients"]);
    expect(hosts.for("r.test")?.[0]?.tls?.client).toEqual([
      { cert: client.cert, key: client.key },
      { cert: client.cert, key: client.key },
    ]);
    expect(hosts.secrets).toEqual([client.key]);
  });

  test("count where hosts.toml is empty, and where 1.6 passes it over", async () => {
    const files = { "certs.d/r.test/hosts.toml": "", "certs.d/r.test/corp.crt": corp.cert };
    expect(shown(await opened({ files }), "r.test")).toEqual(["https://r.test/v2 own 1 authorities"]);
    const passedOver = { ...files, "certs.d/r.test/hosts.toml": 'server = "https://m.test"' };
    expect(shown(await opened({ files: passedOver, series: "1.6" }), "r.test")).toEqual([
      "https://r.test/v2 own 1 authorities",
    ]);
    expect(shown(await opened({ files: passedOver }), "r.test")).toEqual(["https://m.test/v2 mirror"]);
  });
});

describe("what can't be used", () => {
  const hosts = (text: string, more = {}) => ({ files: { "certs.d/x.test/hosts.toml": text, ...more } });

  test.each([
    ["a folder that is not there", { mirrors: ["certs.d"] }, '--mirrors: "certs.d" is not there'],
    ["a file in its place", { mirrors: ["a.txt"], files: { "a.txt": "x" } }, '--mirrors: "a.txt" is no folder'],
    ["a file that is not there", { ca: [[null, "corp.pem"]] as const }, '--ca-file: "corp.pem" is not there'],
    ["a folder in its place", { ca: [[null, "c"]] as const, files: { "c/x": "" } }, '--ca-file: "c" is a folder'],
    [
      "a file that isn't PEM",
      { ca: [["x.test", "corp.pem"]] as const, files: { "corp.pem": "\x30\x82" } },
      "corp.pem:1: it holds no PEM certificate (named by --ca-file)",
    ],
    [
      "a broken certificate",
      {
        ca: [[null, "c.pem"]] as const,
        files: { "c.pem": `${corp.cert}\n-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----` },
      },
      `c.pem:${corp.cert.split("\n").length + 1}: what begins here is no certificate (named by --ca-file)`,
    ],
    ["a broken hosts.toml", hosts("server = "), "certs.d/x.test/hosts.toml:1: it is not TOML: "],
    [
      "bytes that are no text",
      { files: { "certs.d/x.test/hosts.toml": Buffer.from('\nserver = "\xff"', "latin1") } },
      "certs.d/x.test/hosts.toml:2: it is not UTF-8 text",
    ],
    [
      "a byte order mark",
      hosts("\uFEFFserver = 'x.test'"),
      "certs.d/x.test/hosts.toml:1: it begins with a byte order mark, and is not TOML to containerd 2",
    ],
    [
      "a folder named hosts.toml",
      { files: { "certs.d/x.test/hosts.toml/x": "" } },
      "certs.d/x.test/hosts.toml: it is a folder",
    ],
    [
      "a file that hosts.toml names and that is not there",
      hosts("\nca = 'corp.crt'"),
      'certs.d/x.test/hosts.toml:2: "ca": "certs.d/x.test/corp.crt" is not there',
    ],
    [
      "one that is where nodes have it",
      hosts("\nca = '/etc/containerd/corp.crt'"),
      'certs.d/x.test/hosts.toml:2: "ca": "/etc/containerd/corp.crt" is not there here: write it from the folder of the file that names it',
    ],
    [
      "one that is no certificate",
      hosts("[host.'https://m.test']\nca = ['a.crt']", { "certs.d/x.test/a.crt": "x" }),
      'certs.d/x.test/a.crt:1: it holds no PEM certificate (named by certs.d/x.test/hosts.toml:2: "ca")',
    ],
    [
      "a client without a key",
      hosts("client = 'c.pem'", { "certs.d/x.test/c.pem": client.cert }),
      'certs.d/x.test/c.pem:1: it holds no PEM private key (named by certs.d/x.test/hosts.toml:1: "client")',
    ],
    [
      "a client with an empty key, as containerd's page has it",
      hosts("client = [['c.pem', '']]", { "certs.d/x.test/c.pem": client.cert + client.key }),
      'certs.d/x.test/hosts.toml:1: "client": the key of "c.pem" is empty, and containerd takes that for the folder itself: write the file alone, without a pair',
    ],
    [
      "docker's certificate that is none",
      { files: { "certs.d/x.test/ca.crt": "x" } },
      "certs.d/x.test/ca.crt:1: it holds no PEM certificate (named by certs.d/x.test)",
    ],
  ])("%s", async (_, given, line) => {
    const mistakes = await mistakesOf(given);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]?.slice(0, line.endsWith(": ") ? line.length : undefined)).toBe(line);
  });

  test("every broken file is told at once, whichever images there are", async () => {
    const files = { "certs.d/b.test/hosts.toml": "x", "certs.d/a.test/hosts.toml": "\ny", "certs.d/c.test/ca.crt": "" };
    const mistakes = await mistakesOf({ files, ca: [[null, "gone.pem"]] });
    expect(mistakes.map((line) => /^\S+?:(?=\s)/.exec(line)?.[0])).toEqual([
      "certs.d/a.test/hosts.toml:2:",
      "certs.d/b.test/hosts.toml:1:",
      "certs.d/c.test/ca.crt:1:",
      "--ca-file:",
    ]);
  });

  test("1.7 reads behind a byte order mark", async () => {
    const files = { "certs.d/x.test/hosts.toml": `\uFEFF${mirror}` };
    expect(shown(await opened({ files, series: "1.7" }), "x.test")?.[0]).toBe("https://mirror.test/v2 mirror");
  });
});
