// What runs inside the lab's namespace: `cases [PART OF AN ID [LANE LANES]]` asks them, or every LANES-th, and prints a line of JSON for each; `faults [PART]` does so with those of reach/, `limits NAME …` measures what limits/ has; `shell` is for a person.
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { type LabCase, readCases } from "./case.ts";
import { openLab } from "./lab.ts";
import { tryCase } from "./trial.ts";
import { measureHere } from "./limits/inside.ts";
import { askFaultsHere } from "./reach/inside.ts";

const { positionals } = parseArgs({ allowPositionals: true });
const [command = "", part = "", lane = "0", lanes = "1"] = positionals;

switch (command) {
  case "cases":
    await askAll(casesNamed().filter((_, index) => index % Number(lanes) === Number(lane)));
    break;
  case "faults":
    await askFaultsHere(part, (line) => console.log(line));
    break;
  case "limits":
    await measureHere(positionals.slice(1), (line) => console.log(line));
    break;
  case "shell":
    await openShell(casesNamed());
    break;
  default:
    throw new Error(`"${command}" is nothing that runs inside the lab: cases, faults, limits, shell`);
}

function casesNamed(): readonly LabCase[] {
  return readCases().filter(({ id }) => id.includes(part));
}

async function askAll(cases: readonly LabCase[]): Promise<void> {
  if (cases.length === 0) return;
  const lab = await openLab(
    cases.map(({ world }) => world()),
    cases.map(({ judge }) => judge),
  );
  try {
    for (const one of cases) console.log(JSON.stringify(await tryCase(one, lab)));
  } finally {
    await lab.close();
  }
}

/** With the world of the first case that was named. */
async function openShell(cases: readonly LabCase[]): Promise<void> {
  const [first] = cases;
  if (first === undefined) throw new Error(`no case is called "${part}"`);
  const lab = await openLab([first.world()], [first.judge]);
  lab.hold(first.world);
  console.log(`case "${first.id}": ${first.image}`);
  for (const { node, socket } of lab.containerds)
    console.log(`containerd ${node.series} (${node.platform}): ${socket}`);
  console.log(`curl --cacert ${lab.authority} …; pullgate: SSL_CERT_FILE=${lab.authority}`);
  const shell = spawn(process.env["SHELL"] ?? "bash", {
    stdio: "inherit",
    env: { ...process.env, SSL_CERT_FILE: lab.authority },
  });
  await new Promise((resolve) => shell.once("exit", resolve));
  await lab.close();
}
