// Links between the pages: each leads to a file that is there, and to a heading that it has.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

/** As GitHub names a heading: https://docs.github.com, "Basic writing and formatting syntax", section links. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of withoutCode(text).matchAll(/^#+ (.*)$/gm)) {
    const name = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
      .replaceAll(" ", "-");
    let anchor = name;
    for (let index = 1; anchors.has(anchor); index += 1) anchor = `${name}-${index}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** What stands in blocks of code leads nowhere. */
function withoutCode(text: string): string {
  return text.replaceAll(/^( *)(`{3,}).*\n[^]*?^\1\2/gm, "");
}

test.each(pages)("%s", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  const broken = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? join(root, page) : join(root, dirname(page), path);
    if (!existsSync(target)) return [link];
    if (anchor === undefined) return [];
    return anchorsOf(readFileSync(target, "utf8")).has(anchor) ? [] : [`${relative(root, target)}#${anchor}`];
  });
  expect(broken).toEqual([]);
});
