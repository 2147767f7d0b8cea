// docs/recipes: what is to be copied from there has to work as it stands, but for what it says is to be replaced.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseReference } from "../src/references/parse.ts";
import { renderEgress } from "../src/report/egress.ts";
import { readFlags } from "../src/settings/flags.ts";
import { egressHost, reportOf } from "./support/report-fixture.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const page = read("docs/recipes/egress-from-the-cluster.md");
const text = read("docs/recipes/egress-job.yaml");

/** Code of one language on the page. */
function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``).exec(page)?.[1] ?? "";
}

describe("the Job", () => {
  const job: unknown = parse(text);

  test("asks for no privilege, and has no token", () => {
    expect(job).toMatchObject({
      apiVersion: "batch/v1",
      kind: "Job",
      spec: {
        backoffLimit: 0,
        template: {
          spec: {
            restartPolicy: "Never",
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
            containers: [
              {
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ["ALL"] },
                },
              },
            ],
          },
        },
      },
    });
    expect(text).not.toMatch(/^\s*(?:privileged|hostPath|hostNetwork|hostPID|hostIPC)\b/m);
  });

  test("has the account, namespace and labels of a workload, whose Services it stays out of", () => {
    expect(job).toMatchObject({
      metadata: { namespace: "shop" },
      spec: {
        template: {
          metadata: { labels: { app: "web" } },
          spec: { serviceAccountName: "web", containers: [{ readinessProbe: { exec: { command: ["false"] } } }] },
        },
      },
    });
  });

  test("mounts what it reads, and all that it mounts is there", () => {
    expect(job).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              {
                workingDir: "/manifests",
                env: [{ name: "DOCKER_CONFIG", value: "/login" }],
                volumeMounts: [
                  { name: "manifests", mountPath: "/manifests", readOnly: true },
                  { name: "login", mountPath: "/login", readOnly: true },
                ],
              },
            ],
            volumes: [
              { name: "manifests", configMap: { name: "pullgate-manifests" } },
              { name: "login", secret: { optional: true, items: [{ key: ".dockerconfigjson", path: "config.json" }] } },
            ],
          },
        },
      },
    });
    expect(page).toContain("create configmap pullgate-manifests --from-file=");
  });

  test("runs a command that there is", () => {
    const args = [...text.matchAll(/^ {12}- ((?:--)?[a-z][^\s:]*)$/gm)].map(([, arg = ""]) => arg);
    expect(args[0]).toBe("egress");
    expect(readFlags(args)).toMatchObject({ kind: "egress", mistakes: [] });
  });

  test("has a placeholder for its image, that says what it is", () => {
    const [, image = ""] = /^ +image: "(.*)"$/m.exec(text) ?? [];
    expect(image).toBe("<the image that you built: there is none of ours>");
    expect(parseReference(image)).toMatchObject({ kind: "placeholder" });
  });

  test("is told on its page, as far as something is to be replaced", () => {
    for (const name of ["image", "namespace", "serviceAccountName", "labels", "secretName"]) {
      expect(page).toMatch(new RegExp(`^\\| \`${name}\` `, "m"));
      expect(text).toMatch(new RegExp(`\\b${name}:`));
    }
  });
});

describe("the image", () => {
  const folder = mkdtempSync(join(tmpdir(), "pullgate-image-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const lines = block("dockerfile").split("\n");

  test("has everything that the command line needs", () => {
    const copies = lines.flatMap((line) => {
      const [, from = "", to = ""] = /^COPY (\S+) (\S+)$/.exec(line) ?? [];
      return from === "" ? [] : [[from, to] as const];
    });
    expect(copies).not.toEqual([]);
    for (const [from, to] of copies)
      cpSync(join(root, from), join(folder, to, from.endsWith("/") ? "" : from), { recursive: true });
    const [, entry = ""] = /^ENTRYPOINT \["node", "([^"]+)"\]$/m.exec(lines.join("\n")) ?? [];
    const run = (...args: readonly string[]) =>
      spawnSync(process.execPath, [join(folder, entry), ...args], { cwd: folder, env: {}, encoding: "utf8" });
    expect(run("--version")).toMatchObject({ status: 0, stderr: "" });
    expect(run("explain", "tag-missing").stdout).toMatch(/^# tag-missing/);
  });

  test("runs as the Job's user", () => {
    const [, user] = /^USER (\d+):\d+$/m.exec(lines.join("\n")) ?? [];
    expect(text).toContain(`runAsUser: ${user}\n`);
  });
});

test("what is shown is what is printed", () => {
  const api = ["ghcr.io/acme/api:2.0"];
  const nginx = { registries: ["docker.io"], images: ["docker.io/library/nginx:1.27"] };
  const egress = [
    egressHost({ host: "auth.docker.io", why: ["token"], ...nginx }),
    egressHost({ images: api }),
    egressHost({
      host: "pkg-containers.githubusercontent.com",
      why: ["blob"],
      images: api,
      reached: false,
      detail: "refused the connection",
    }),
    egressHost({ host: "registry-1.docker.io", why: ["registry"], ...nginx }),
  ];
  expect(page).toContain(`\`\`\`\n${renderEgress(reportOf({ egress }), "text")}\`\`\``);
});
