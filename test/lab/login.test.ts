// Logins against the real registry: passwords it checks itself, and tokens of a service that it trusts.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Circumstances, judgeImage } from "./gate.ts";
import { createLayout, digestBySkopeo, type Layout, makeImage, makeIndex, push } from "./images.ts";
import { describeLab } from "./parts.ts";
import { type LabRegistry, startRegistry } from "./registry.ts";

const password = "canary-3f9c";
const login = `ci:${password}`;

describeLab("logins against the real registry", () => {
  let layout: Layout;

  beforeAll(async () => {
    layout = await createLayout();
    await makeImage(layout, "one");
    await makeImage(layout, "arm", "arm64");
    await makeIndex(layout, "both", { "linux/amd64": "one", "linux/arm64": "arm" });
  });
  afterAll(() => layout.remove());

  describe("behind htpasswd", () => {
    let registry: LabRegistry;
    let image: string;

    beforeAll(async () => {
      registry = await startRegistry({ kind: "htpasswd", users: { ci: password } });
      image = `${registry.address}/shop/web:1`;
      await push(layout, "one", image, { login });
    });
    afterAll(() => registry.stop());
    beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(registry.log())));

    test("the right password pulls", async () => {
      const { use, findings } = await judgeImage(image, { logins: { [registry.address]: login } });
      expect(findings).toEqual([]);
      expect(use).toMatchObject({ verdict: "pullable", outcome: { digest: await digestBySkopeo(image, login) } });
    });

    test.for([
      ["a wrong password", { ci: "ci:wrong" }],
      ["no password", {}],
    ] as const)("%s is refused", async ([, logins]) => {
      const given = Object.fromEntries(Object.values(logins).map((login) => [registry.address, login]));
      const { use, findings } = await judgeImage(image, { logins: given });
      expect(use.verdict).toBe("denied");
      expect(findings.map(({ rule }) => rule)).toEqual(["access-denied"]);
      expect(JSON.stringify(findings)).not.toContain("ci:wrong");
    });
  });

  describe("behind a token service", () => {
    let registry: LabRegistry;

    beforeAll(async () => {
      registry = await startRegistry({ kind: "token", users: { ci: password }, private: ["shop/secret"] });
      await push(layout, "one", `${registry.address}/shop/web:1`, { login });
      await push(layout, "both", `${registry.address}/shop/secret:1`, { login });
    });
    afterAll(() => registry.stop());
    beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(registry.log())));

    const judge = (repository: string, login?: string): ReturnType<typeof judgeImage> => {
      const circumstances: Circumstances = login === undefined ? {} : { logins: { [registry.address]: login } };
      return judgeImage(`${registry.address}/shop/${repository}:1`, circumstances);
    };

    test.for([
      ["anonymous", "web", undefined],
      ["with a login", "web", login],
      ["private, with a login", "secret", login],
    ])("%s: pulls", async ([, repository = "", given]) => {
      const { use, findings } = await judge(repository, given);
      expect(findings).toEqual([]);
      const digest = await digestBySkopeo(`${registry.address}/shop/${repository}:1`, login);
      expect(use).toMatchObject({ verdict: "pullable", outcome: { digest } });
    });

    test.for([
      ["private, anonymous", "secret", undefined],
      ["private, with a wrong password", "secret", "ci:wrong"],
    ])("%s: refused", async ([, repository = "", given]) => {
      const { use, findings } = await judge(repository, given);
      expect(use.verdict).toBe("denied");
      expect(findings.map(({ rule }) => rule)).toContain("access-denied");
    });

    test("public, with a wrong password: it is the runner's, and a node without it pulls", async () => {
      const { use } = await judge("web", "ci:wrong");
      expect(use.verdict).toBe("pullable");
      expect(use.outcome.evidence.at(-1)).toMatchObject({ credential: "anonymous", status: 200 });
    });

    test("a missing tag is a missing tag, also behind a token", async () => {
      const { findings } = await judgeImage(`${registry.address}/shop/web:2`);
      expect(findings.map(({ rule }) => rule)).toContain("tag-missing");
    });

    test("the password is in no part of the report", async () => {
      const { report } = await judge("secret", login);
      expect(JSON.stringify(report)).not.toContain(password);
    });
  });
});
