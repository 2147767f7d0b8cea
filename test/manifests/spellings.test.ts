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
});
