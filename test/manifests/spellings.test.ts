// Spellings of a Pod that kubectl reads, each of which a cheap look or the parser alone would pass by.
import { describe, expect, test } from "vitest";
import { podWith, readText, textOf } from "./extraction.ts";

const pod = podWith("- image: nginx");
const definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n";

describe("a Pod is read", () => {
  test.each([
    ["behind keys that its own win over", `${definition}${pod}`],
    ["behind a text that goes on in the first column", `note: "see\n${definition}"\n${pod}`],
    [
      "in JSON, behind a text that speaks of another kind",
      `{"note": "kind: CustomResourceDefinition", "apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"image": "nginx"}]}}`,
    ],
    ["with an escape in image", pod.replace("image", `"\\x69mage"`)],
    ["with a short one", pod.replace("image", `"imag\\u0065"`)],
    ["with a long one", pod.replace("image", `"imag\\U00000065"`)],
    ["with one in apiVersion", pod.replace("apiVersion", `"api\\u0056ersion"`)],
    ["with one in kind", pod.replace("kind", `"\\u006Bind"`)],
    [
      "with one in JSON",
      `{"\\u0061piVersion":"v1","\\u006bind":"Pod","spec":{"containers":[{"\\u0069mage":"nginx"}]}}`,
    ],
    ["with a key on two lines", pod.replace("image", `? "im\\\n        age"\n      `)],
    ["with a key that is an alias of a text on two lines", `x: &i "im\\\n  age"\n${pod.replace("image", "*i ")}`],
    ["behind a comment right behind a quote", pod.replace("name: web", `name: "web"#c`)],
    ["with a comment right behind it in quotes", pod.replace("nginx", `"nginx"#c`)],
    [
      "with one right behind a brace, a bracket and a comma",
      podWith("- {#a", "   image: nginx,#b", "   args: []#c", "  }#d"),
    ],
    ["in a block, with one behind its indicator", podWith("- image: >-#c", "    nginx")],
    ["beside a quote with a backslash", podWith("- image: nginx", String.raw`  name: "web\'s"`)],
    ["between NEL", pod.replaceAll("\n", "\u0085")],
    ["between LS", pod.replaceAll("\n", "\u2028")],
    ["between PS", pod.replaceAll("\n", "\u2029")],
    ["where NEL ends a comment", `# c\u0085${pod}`],
    [
      "beside a text with LS in JSON",
      `{"apiVersion":"v1","kind":"Pod","a\u2028b":"c","spec":{"containers":[{"image":"nginx"}]}}`,
    ],
  ])("%s", (_, text) => {
    const { uses, problems } = readText(text);
    expect(uses.map(({ span }) => textOf(span))).toEqual(["nginx"]);
    expect(problems).toEqual([]);
  });

  test.each([
    ["!!binary bmdpbng6MQ==", "nginx:1"],
    ['!!binary "bmdpbng6MQ=="', "nginx:1"],
    ["!!binary |\n        bmdpbng6\n        MQ==", "nginx:1"],
    [String.raw`"it\'s"`, "it's"],
    [String.raw`"it\\'s"`, String.raw`it\'s`],
    [String.raw`"it\\\'s\x41"`, String.raw`it\'sA`],
    [String.raw`'it\''s'`, String.raw`it\'s`],
  ])("whose image is %s, for which kubectl has its own reading", (written, image) => {
    expect(readText(podWith(`- image: ${written}`)).uses.map((use) => use.image)).toEqual([image]);
  });

  test("in which base64 hides the key", () => {
    const text = "apiVersion: v1\nkind: !!binary UG9k\nspec: {containers: [{!!binary aW1hZ2U=: nginx}]}\n";
    expect(readText(text).uses.map((use) => use.image)).toEqual(["nginx"]);
  });
});
