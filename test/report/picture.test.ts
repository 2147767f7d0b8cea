import { describe, expect, test } from "vitest";
import type { EgressHost } from "../../src/model.ts";
import { pictureOf } from "../../src/report/picture.ts";
import { hostile } from "../support/hostile-text.ts";
import { egress, egressHost } from "../support/report-fixture.ts";

/** Without limits of its own. */
const picture = (...hosts: readonly EgressHost[]): string => pictureOf(hosts, 1_000_000);

/** What an arrow of ours looks like, and nothing else. */
const arrow = /^ {2}(?:runner|h\d+) (?:-->\|"✓ reached"\||-\.->\|"not asked"\||--x\|"✗ [A-Za-z0-9.# ;-]*"\|) h\d+$/;
const node = /^ {2}h\d+(?:\[|\(|\[\(|\{\{)"[A-Za-z0-9.# ;-]*<br\/>[A-Za-z0-9.# ;-]*"(?:\]|\)|\)\]|\}\})$/;

describe("the picture of the routes", () => {
  test("goes from the runner to each registry, and on to its tokens and its content", () => {
    expect(picture(...egress)).toBe(`\`\`\`mermaid
%%{init: {"flowchart": {"wrappingWidth": 360}}}%%
flowchart LR
  runner(["this runner"])
  h3["ghcr.io#58;443<br/>registry#44;#32;tokens"]
  h0[("pkg-containers.githubusercontent.com#58;443<br/>content for ghcr.io")]
  h4["registry-1.docker.io#58;443<br/>registry for docker.io"]
  h2("auth.docker.io#58;443<br/>tokens for docker.io")
  h1[("production.cloudfront.docker.com#58;443<br/>content for docker.io")]
  runner -->|"✓ reached"| h3
  h3 --x|"✗ refused the connection"| h0
  runner -->|"✓ reached"| h4
  h4 -->|"✓ reached"| h2
  h4 -.->|"not asked"| h1
  classDef failed stroke:#d1242f,stroke-width:3px
  class h0 failed
  linkStyle 1 stroke:#d1242f,stroke-width:3px
\`\`\``);
  });

  test("goes through a proxy and a mirror where there is one, and draws what two registries share once", () => {
    const registries = ["a.test", "b.test:5000"];
    const drawn = picture(
      egressHost({ host: "a.test", why: ["registry"], registries: ["a.test"] }),
      egressHost({ host: "b.test", port: 5000, why: ["registry", "blob"], registries }),
      egressHost({ host: "mirror.test", why: ["mirror"], registries: ["a.test"] }),
      egressHost({ host: "proxy.test", port: 3128, why: ["proxy"], registries }),
      egressHost({ host: "auth.test", why: ["token"], registries }),
    );
    expect(drawn).toContain('h4{{"proxy.test#58;3128<br/>');
    const [a, auth, b, mirror, proxy] = ["h0", "h1", "h2", "h3", "h4"];
    const arrows = drawn.split("\n").flatMap((line) => (arrow.test(line) ? [line.trim().split(/ -->.*\| /)] : []));
    expect(arrows).toEqual([
      ["runner", proxy],
      [proxy, a],
      [proxy, mirror],
      [a, auth],
      // Another registry, and where this one's content comes from.
      [a, b],
      [proxy, b],
      [b, auth],
    ]);
  });

  test("has at most twenty registries and eight hosts of each, what fails first, and says how many more there are", () => {
    const hosts = Array.from({ length: 34 }, (_, index) =>
      egressHost({ host: `r${index}.test`, registries: [`r${index}.test`], why: ["registry"], reached: index !== 33 }),
    );
    const stores = Array.from({ length: 30 }, (_, index) =>
      egressHost({ host: `cdn${index}.test`, registries: ["r33.test"], why: ["blob"] }),
    );
    const drawn = picture(...hosts, ...stores);
    expect(drawn.match(/^ {2}runner .*$/gm)).toHaveLength(20);
    expect(drawn).toMatch(/^ {2}h0\["r33\.test/m);
    expect(drawn).toContain('h0 -.- more0["and 23 more hosts"]');
    expect(drawn).toMatch(/```\n\n… and 14 more registries, in the table alone$/);
  });

  test("fits in what room it has, down to nothing", () => {
    for (let bytes = 0; bytes < 3000; bytes += 37) {
      expect(Buffer.byteLength(pictureOf(egress, bytes))).toBeLessThanOrEqual(bytes);
    }
    expect(pictureOf(egress, 300)).toBe("");
    expect(pictureOf(egress, 700)).toMatch(/… and 1 more registry, in the table alone$/);
    expect(picture()).toBe("");
  });

  test("is no larger than what GitHub draws", () => {
    const long = "\u{1F600}".repeat(100);
    const hosts = Array.from({ length: 200 }, (_, index) => {
      const registries = Array.from({ length: 20 }, (_, registry) => `${registry}${long}`);
      return egressHost({ host: `${index}${long}`, registries, why: ["blob"], reached: false, detail: long });
    });
    expect(picture(...hosts).length).toBeLessThan(50_000);
  });

  test.each([...hostile, '"]; click runner "x', "%%{init: {}}%%", "style:a#60;b;", "fa:fa-ban", "end"])(
    "holds %j as a label alone",
    (text) => {
      const host = egressHost({ host: text, registries: [text], reached: false, detail: text });
      const lines = picture(host).split("\n");
      expect(lines[4]).toMatch(node);
      expect(lines[5]).toMatch(arrow);
      expect(lines.slice(6)).toEqual([
        "  classDef failed stroke:#d1242f,stroke-width:3px",
        "  class h0 failed",
        "  linkStyle 0 stroke:#d1242f,stroke-width:3px",
        "```",
      ]);
      // What Mermaid looks for when entities are characters again.
      const shown = `${lines[4]}${lines[5]}`.replaceAll(/#(\d+);/g, (_, code: string) => String.fromCodePoint(+code));
      expect(shown).not.toMatch(/\$|\\n|:fa-/);
    },
  );
});
