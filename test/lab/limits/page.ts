// The section of docs/truth.md that tells what pulls cost and how well that is forecast; nothing in it differs from run to run.
import { format, resolveConfig } from "prettier";
import { countedFor } from "./claims.ts";
import type { Measured } from "./inside.ts";

const page = new URL("../../../docs/truth.md", import.meta.url);

export async function renderLimits({ prices, forecasts, cost }: Measured): Promise<string> {
  const series = [...new Set(prices.map((price) => price.series))];
  const priced = [...Map.groupBy(prices, ({ name }) => name)].map(([name, of]) => [
    name,
    ...of.map(({ counted }) => counted),
  ]);
  const foretold = forecasts.map((forecast) => [
    forecast.name,
    forecast.told?.needed ?? "nothing",
    countedFor(forecast),
  ]);
  const spent = cost.map(({ name, images, pulls }) => [name, images, pulls]);
  const text = `
## Limits

What Docker Hub counts, counted: a gateway that counts as it does, a GET of a manifest that is answered, for each address or
account, stands before real containerds, and before Pullgate. \`npm run limits\` writes this section, and CI fails when it is stale.

One pull costs a node so many counted requests, by containerd:

${table(["pull", ...series], priced)}

Four nodes, each in a network namespace of its own, pull what a change adds to what they run. Pullgate has said before what
that needs, for each address or of the account (\`nodes\`, \`egress-addresses\`, replicas, DaemonSets, pull secrets); what the
gateway then counts may differ by one in twenty at most. The changes are in [test/lab/limits](../test/lab/limits/changes.ts).

${table(["change", "forecast", "counted"], foretold)}

Pullgate itself, asked for images of 120 repositories, half of them indexes, costs so many counted pulls; by name it asks no more than 1.15
times for each image, tokens included. A registry that takes 20 requests a second and answers the others with a plain 429 is asked
for 2,000 images: all are verified, no less than 85 % of what it allows is used, and no more than 2 % of the requests are refused.

${table(["run", "images", "counted pulls"], spent)}
`;
  const options = await resolveConfig(page);
  // The section begins with an empty line.
  return `\n${(await format(text, { ...options, parser: "markdown" })).trimStart()}`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [head, ["---", ...head.slice(1).map(() => "--:")], ...rows];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}
