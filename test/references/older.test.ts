// Names that the kubelet takes and containerd 1.6 doesn't; the lab has the real one say so.
import { expect, test } from "vitest";
import { parseReference } from "../../src/references/parse.ts";

const long = `${"a".repeat(120)}/${"b".repeat(120)}`;

test.for([
  ["[::1]:5000/shop/web:1", "invalid reference format"],
  ["Library/nginx:1.27", "invalid reference format: repository name must be lowercase"],
  [`registry.test/${long}/web:1`, "repository name must not be more than 255 characters"],
] as const)("%s", ([image, reason]) => {
  expect(parseReference(image, "1.6")).toMatchObject({ kind: "invalid", by: "containerd", reason });
  for (const series of ["1.7", "2.0", "2.1"] as const) {
    expect(parseReference(image, series)).toMatchObject({ kind: "reference" });
  }
});

test.for(["nginx", "Registry.test/web:1", "LOCALHOST:5000/web", "registry.test/shop/web@sha256:" + "0".repeat(64)])(
  "%s is the same to all",
  (image) => {
    expect(parseReference(image, "1.6")).toEqual(parseReference(image, "2.1"));
  },
);

test("what nobody takes is the kubelet's to refuse", () => {
  expect(parseReference("shop/Web", "1.6")).toMatchObject({ kind: "invalid", by: "kubelet" });
});
