// What the job summary says its verdicts rest on.
import { opaqueCredentials } from "../support/credentials.ts";
import { describe, expect, test } from "vitest";
import type { JudgedUse, Outcome, Verdict } from "../../src/model.ts";
import { renderSummary } from "../../src/report/summary.ts";
import {
  exchange,
  found,
  imageUse,
  judgedUse,
  manifest,
  reference,
  reportOf,
  spanOf,
} from "../support/report-fixture.ts";

const nginx = spanOf(manifest, "nginx:1.27.33");

function use(verdict: Verdict, outcome: Outcome, tag = "1"): JudgedUse {
  return judgedUse(imageUse(nginx, { path: tag }), reference("library/nginx", tag), { verdict, outcome });
}

describe("the job summary", () => {
  test("promises nothing of nodes where artifacts are all there is", () => {
    const { outcome, ...fetched } = use("pullable", { ...found, depth: "reference", platforms: null, content: null });
    const artifact = { ...fetched, outcome, platforms: [], use: { ...fetched.use, slot: "artifact" as const } };
    const alone = renderSummary(reportOf({ uses: [artifact] }));
    expect(alone).toContain("| Verdict | Image | Uses | Nodes | Compressed |");
    expect(alone).toContain("`docker.io/library/nginx:1` | 1 |  |  |\n");
    expect(alone).toContain(`<summary><b>Assumptions</b></summary>

- artifacts were asked for by name alone: what they hold was not looked at
- the controllers have no credentials of their own: registries were asked without a login
`);
    const beside = renderSummary(reportOf({ uses: [artifact, use("pullable", found, "2")] }));
    expect(beside).toContain(`
- the nodes run linux/amd64, and pull as containerd 2.1 does
- pullable at depth manifest: manifest and config fit the nodes; layers were not asked for
- artifacts were asked for by name alone: what they hold was not looked at
- the nodes and controllers have no credentials of their own: registries were asked without a login
`);
  });

  test("says what kept a login from being used, without making anything of its words", () => {
    const told =
      "the docker login in ~/.docker/config.json: docker-credential-x <b>isn't there</b>: asked as anonymous";
    const summary = renderSummary(reportOf({ uses: [use("pullable", found)], troubles: [told] }));
    expect(summary).toContain("- the docker login in");
    expect(summary).not.toContain("<b>isn't there</b>");
  });

  test("says whose credentials and what depth the verdicts rest on", () => {
    const loggedIn: Outcome = { ...found, depth: "reference", evidence: [exchange({ credential: "node" })] };
    const named = use("pullable", loggedIn);
    const uses = [{ ...named, credentials: opaqueCredentials("shop/regcred") }];
    const summary = renderSummary(reportOf({ uses }));
    expect(summary).toContain("- the runner's docker login stands for the credentials that the nodes have\n");
    expect(summary).toContain("- pullable at depth reference: ");
    expect(summary).toContain("- pull secrets whose content is not in the manifests were not tried: shop/regcred\n");
  });
});
